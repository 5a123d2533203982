import { Anchor } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useLocalised } from '../../shared/i18n/use-localised.ts';
import { useMay } from '../../shared/session/me.ts';
import { CopyField } from '../../shared/ui/CopyField.tsx';
import { Panel } from '../../shared/ui/Panel.tsx';
import { IssueToken } from './IssueToken.tsx';
import { maximumValidTokens } from './maximum-valid-tokens.ts';
import classes from './SetupGuide.module.css';
import type { ConnectionDetail, IdentityProvider, IssuedToken } from './types.ts';
import { useProvider } from './use-provider.ts';

type Step = IdentityProvider['setupGuide']['steps'][number];

/** The plugin's own steps, with our values where it asks for them. */
export function SetupGuide(props: {
  connection: ConnectionDetail;
  issued: IssuedToken | null;
  onIssued: (token: IssuedToken) => void;
}) {
  const { t } = useTranslation();
  const localised = useLocalised();
  const provider = useProvider(props.connection.providerId);
  if (provider === undefined) {
    return (
      <Panel title={t('connections.guide')}>
        <CopyField label={t('connections.scimBaseUrl')} value={props.connection.scimBaseUrl} />
      </Panel>
    );
  }
  const { steps, reference } = provider.setupGuide;
  return (
    <Panel
      title={t('connections.guideFor', { provider: localised(provider.displayName) })}
      description={t('connections.guideHint')}
    >
      <ol className={classes.steps}>
        {steps.map((step) => (
          <li key={step.title.en} className={classes.step}>
            <h3 className={classes.title}>{localised(step.title)}</h3>
            {paragraphsOf(localised(step.body)).map((paragraph) => (
              <p key={paragraph} className={classes.text}>
                {paragraph}
              </p>
            ))}
            <StepValues step={step} {...props} />
          </li>
        ))}
      </ol>
      {reference !== null && (
        <p className={classes.reference}>
          {t('connections.reference')}{' '}
          <Anchor href={reference} target="_blank" rel="noreferrer">
            {reference}
          </Anchor>
        </p>
      )}
    </Panel>
  );
}

function StepValues(props: {
  step: Step;
  connection: ConnectionDetail;
  issued: IssuedToken | null;
  onIssued: (token: IssuedToken) => void;
}) {
  const { t } = useTranslation();
  const mayWrite = useMay('connections:write');
  const full = props.connection.tokens.filter((token) => token.valid).length >= maximumValidTokens;
  return props.step.copy.map((value) => {
    if (value === 'scimBaseUrl') {
      return (
        <div key={value} className={classes.value}>
          <CopyField label={t('connections.scimBaseUrl')} value={props.connection.scimBaseUrl} />
        </div>
      );
    }
    if (props.issued !== null) {
      return (
        <div key={value} className={classes.value}>
          <CopyField label={t('connections.token')} value={props.issued.secret} hint={t('connections.tokenOnce')} />
        </div>
      );
    }
    return (
      <div key={value} className={classes.value}>
        <p className={classes.missing}>{full ? t('connections.tokensFull') : t('connections.tokenNeeded')}</p>
        {mayWrite && !full && <IssueToken connection={props.connection} onIssued={props.onIssued} />}
      </div>
    );
  });
}

function paragraphsOf(text: string): string[] {
  return text.split(/\n\s*\n/).filter((paragraph) => paragraph.trim() !== '');
}

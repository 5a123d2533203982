import { Alert, Button } from '@mantine/core';
import { IconInfoCircle, IconListSearch } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { ProblemAlert } from '../../shared/api/ProblemAlert.tsx';
import { useCatalogueNames } from '../../shared/catalogue/use-catalogue-names.ts';
import { useLanguage } from '../../shared/i18n/use-localised.ts';
import { useMay } from '../../shared/session/me.ts';
import { Instant } from '../../shared/time/Instant.tsx';
import { CodeBlock } from '../../shared/ui/CodeBlock.tsx';
import { CopyField } from '../../shared/ui/CopyField.tsx';
import { SideSheet } from '../../shared/ui/Dialog.tsx';
import { Facts } from '../../shared/ui/Facts.tsx';
import { ButtonLink } from '../../shared/ui/links.tsx';
import { PageSkeleton } from '../../shared/ui/PageSkeleton.tsx';
import { changesIn } from './changes-in.ts';
import { describeRequest } from './describe-request.ts';
import { OutcomeBadge } from './OutcomeBadge.tsx';
import { requestQuery } from './provisioning-queries.ts';
import classes from './RequestDrawer.module.css';
import type { ProvisioningRequestDetail } from './types.ts';

/** One request, whole: what came, what the plugin made of it, what changed, what was answered, and why. */
export function RequestDrawer(props: {
  connectionId: string;
  requestId: string | undefined;
  onClose: () => void;
  onSearch: (text: string) => void;
}) {
  const { t } = useTranslation();
  const { connectionId, requestId } = props;
  const request = useQuery({ ...requestQuery(connectionId, requestId ?? ''), enabled: requestId !== undefined });
  return (
    <SideSheet
      opened={requestId !== undefined}
      onClose={props.onClose}
      side="right"
      size="44rem"
      title={t('provisioningLog.one')}
    >
      <ProblemAlert error={request.error} />
      {requestId !== undefined && request.data === undefined && request.error === null && <PageSkeleton />}
      {request.data !== undefined && <Whole {...props} request={request.data} />}
    </SideSheet>
  );
}

function Whole(props: { connectionId: string; request: ProvisioningRequestDetail; onSearch: (text: string) => void }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const maySeeMembers = useMay('members:read');
  const { request } = props;
  const { resourceId } = request;
  const { kind, filter } = describeRequest(request.method, request.path);
  const isPerson = request.resourceType === 'User' && request.status < 300 && request.method !== 'DELETE';
  return (
    <div className={classes.whole}>
      <div className={classes.titleLine}>
        <p className={classes.title}>{t(`provisioningLog.kinds.${kind}`)}</p>
        <OutcomeBadge outcome={request.outcome} />
      </div>
      {request.explanation !== null && (
        <Alert color="orange" icon={<IconInfoCircle aria-hidden />} title={t('provisioningLog.why')}>
          {request.explanation[language]}
        </Alert>
      )}
      <Changes request={request} />
      <Facts
        items={[
          ...fact(t('provisioningLog.subject'), request.subject),
          [t('provisioningLog.receivedAt'), <Instant key="at" at={request.receivedAt} />],
          [t('provisioningLog.line'), <code key="line">{`${request.method} ${request.path}`}</code>],
          ...fact(t('provisioningLog.filter'), filter),
          [t('provisioningLog.status'), String(request.status)],
          ...fact(t('provisioningLog.scimType'), request.scimType),
          ...fact(t('provisioningLog.resourceId'), resourceId),
          [t('provisioningLog.duration'), t('provisioningLog.milliseconds', { count: Math.round(request.durationMs) })],
        ]}
      />
      <div className={classes.next}>
        {resourceId !== null && (
          <Button
            variant="default"
            leftSection={<IconListSearch size={20} aria-hidden />}
            onClick={() => props.onSearch(resourceId)}
          >
            {t('provisioningLog.sameResource')}
          </Button>
        )}
        {isPerson && resourceId !== null && maySeeMembers && (
          <ButtonLink to="/members/$memberId" params={{ memberId: resourceId }} variant="default">
            {t('provisioningLog.openMember')}
          </ButtonLink>
        )}
      </div>
      <Bodies request={request} />
      <CopyField
        label={t('provisioningLog.link')}
        hint={t('provisioningLog.linkHint')}
        value={`${window.location.origin}/connections/${props.connectionId}/requests?id=${request.id}`}
      />
    </div>
  );
}

function Changes({ request }: { request: ProvisioningRequestDetail }) {
  const { t } = useTranslation();
  const names = useCatalogueNames();
  const { listed, more } = changesIn(request.changes);
  if (listed.length === 0) return null;
  return (
    <section>
      <h3 className="panel-heading">{t('provisioningLog.changes')}</h3>
      <ul className={classes.changes}>
        {listed.map((change) => (
          <li key={`${change.event} ${change.action}`}>
            <span className={classes.change}>{names.event(change.event, {})}</span>
            <span className={classes.action}>{change.action}</span>
          </li>
        ))}
        {more > 0 && <li className={classes.action}>{t('provisioningLog.moreChanges', { count: more })}</li>}
      </ul>
    </section>
  );
}

function Bodies({ request }: { request: ProvisioningRequestDetail }) {
  const { t } = useTranslation();
  const came = shown(request.request);
  const normalised = shown(request.normalised);
  const raw = shown(request.raw);
  return (
    <>
      {came !== null && (
        <CodeBlock label={t('provisioningLog.came')} hint={t('provisioningLog.cameHint')} text={came} />
      )}
      {normalised !== null && normalised !== came && (
        <CodeBlock
          label={t('provisioningLog.normalised')}
          hint={t('provisioningLog.normalisedHint')}
          text={normalised}
        />
      )}
      {normalised !== null && normalised === came && <p className="quiet">{t('provisioningLog.asItCame')}</p>}
      <CodeBlock label={t('provisioningLog.answer')} text={shown(request.answer) ?? String(request.status)} />
      {raw !== null && <CodeBlock label={t('provisioningLog.raw')} hint={t('provisioningLog.rawHint')} text={raw} />}
    </>
  );
}

function shown(value: unknown): string | null {
  return value === null || value === undefined ? null : JSON.stringify(value, null, 2);
}

/** A line of facts, or none where nothing is known. */
function fact(name: string, value: string | null | undefined): (readonly [string, string])[] {
  return value === null || value === undefined ? [] : [[name, value]];
}

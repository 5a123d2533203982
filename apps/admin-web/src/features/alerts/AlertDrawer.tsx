import { IconListSearch } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useLocalised } from '../../shared/i18n/use-localised.ts';
import { Instant } from '../../shared/time/Instant.tsx';
import { CopyField } from '../../shared/ui/CopyField.tsx';
import { SideSheet } from '../../shared/ui/Dialog.tsx';
import { Facts } from '../../shared/ui/Facts.tsx';
import { ButtonLink } from '../../shared/ui/links.tsx';
import { StatusBadge, type Tone } from '../../shared/ui/StatusBadge.tsx';
import { parseAuditSearch } from '../audit-log/audit-search.ts';
import { AcknowledgeButton } from './AcknowledgeButton.tsx';
import classes from './AlertDrawer.module.css';
import { AlertStateBadge } from './AlertStateBadge.tsx';
import type { Alert } from './types.ts';
import { useRuleName } from './use-rule-name.ts';

/** One alert: what happened, the events behind it, and who has been told. */
export function AlertDrawer({ alert, onClose }: { alert: Alert | undefined; onClose: () => void }) {
  const { t } = useTranslation();
  return (
    <SideSheet opened={alert !== undefined} onClose={onClose} side="right" size="36rem" title={t('alerts.one')}>
      {alert !== undefined && <Whole alert={alert} />}
    </SideSheet>
  );
}

function Whole({ alert }: { alert: Alert }) {
  const { t } = useTranslation();
  const localised = useLocalised();
  const ruleName = useRuleName();
  return (
    <div className={classes.alert}>
      <p className={classes.summary}>{localised(alert.summary)}</p>
      <div className={classes.next}>
        <ButtonLink to="/audit-log" search={evidenceOf(alert)} leftSection={<IconListSearch size={20} aria-hidden />}>
          {t('alerts.evidence', { count: alert.eventCount })}
        </ButtonLink>
        {alert.acknowledgedAt === null && <AcknowledgeButton alert={alert} variant="default" />}
      </div>
      <Facts
        items={[
          [t('alerts.state'), <AlertStateBadge key="state" alert={alert} />],
          ...(alert.acknowledgedAt === null
            ? []
            : [
                [
                  t('alerts.acknowledgedBy'),
                  <span key="by">
                    {alert.acknowledgedBy} (<Instant at={alert.acknowledgedAt} />)
                  </span>,
                ] as const,
              ]),
          [t('alerts.rule'), ruleName(alert)],
          [t('alerts.subject'), alert.subject === '' ? t('alerts.wholeOrganisation') : alert.subject],
          [t('alerts.raisedAt'), <Instant key="raised" at={alert.raisedAt} />],
          [t('alerts.firstEventAt'), <Instant key="first" at={alert.firstEventAt} />],
          [t('alerts.lastEventAt'), <Instant key="last" at={alert.lastEventAt} />],
        ]}
      />
      <section>
        <h3 className="panel-heading">{t('alerts.notifications')}</h3>
        {alert.notifications.length === 0 ? (
          <p className="quiet">{t('alerts.nobodyTold')}</p>
        ) : (
          <ul className={classes.told}>
            {alert.notifications.map((notification) => (
              <li key={`${notification.channel} ${notification.target}`} className={classes.notification}>
                <span className={classes.target}>
                  {t(`alerts.channels.${notification.channel}`)}: {notification.target}
                </span>
                <StatusBadge tone={tones[notification.state]}>{t(`alerts.sent.${notification.state}`)}</StatusBadge>
                {notification.sentAt !== null && (
                  <span className={classes.detail}>
                    <Instant at={notification.sentAt} />
                  </span>
                )}
                {notification.lastError !== null && notification.state !== 'sent' && (
                  <span className={classes.detail}>{localised(notification.lastError)}</span>
                )}
              </li>
            ))}
          </ul>
        )}
      </section>
      <CopyField label={t('alerts.link')} hint={t('alerts.linkHint')} value={alert.evidenceUrl} />
    </div>
  );
}

const tones: Readonly<Record<Alert['notifications'][number]['state'], Tone>> = {
  pending: 'info',
  sent: 'good',
  failed: 'bad',
  'not-configured': 'warn',
};

/** The search that shows the events, as a way within the app: the API's address is for whoever is not in it. */
function evidenceOf(alert: Alert) {
  return parseAuditSearch(Object.fromEntries(new URL(alert.evidenceUrl).searchParams));
}

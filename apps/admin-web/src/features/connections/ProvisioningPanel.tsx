import { IconArrowsExchange, IconSettings } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { ProblemAlert } from '../../shared/api/ProblemAlert.tsx';
import { Instant } from '../../shared/time/Instant.tsx';
import { Facts } from '../../shared/ui/Facts.tsx';
import { ButtonLink } from '../../shared/ui/links.tsx';
import { Panel } from '../../shared/ui/Panel.tsx';
import { OutcomeBadge } from '../provisioning-log/OutcomeBadge.tsx';
import { latestRequestQuery } from '../provisioning-log/provisioning-queries.ts';
import classes from './ProvisioningPanel.module.css';

/** Whether the identity provider talks to us, and the ways to what it said and to what is set. */
export function ProvisioningPanel({ connectionId }: { connectionId: string }) {
  const { t } = useTranslation();
  const latest = useQuery(latestRequestQuery(connectionId));
  const request = latest.data?.items[0];
  return (
    <Panel title={t('connections.provisioning')}>
      <ProblemAlert error={latest.error} onRetry={() => void latest.refetch()} />
      <Facts
        items={[
          [
            t('connections.latestRequest'),
            latest.data === undefined ? null : request === undefined ? (
              t('connections.noRequests')
            ) : (
              <span key="latest" className={classes.latest}>
                <Instant at={request.receivedAt} />
                <OutcomeBadge outcome={request.outcome} />
              </span>
            ),
          ],
        ]}
      />
      <div className={classes.ways}>
        <ButtonLink
          to="/connections/$connectionId/requests"
          params={{ connectionId }}
          variant="default"
          leftSection={<IconArrowsExchange size={20} aria-hidden />}
        >
          {t('connections.openLog')}
        </ButtonLink>
        <ButtonLink
          to="/connections/$connectionId/settings"
          params={{ connectionId }}
          variant="default"
          leftSection={<IconSettings size={20} aria-hidden />}
        >
          {t('connections.openSettings')}
        </ButtonLink>
      </div>
    </Panel>
  );
}

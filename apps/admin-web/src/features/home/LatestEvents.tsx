import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { ProblemAlert } from '../../shared/api/ProblemAlert.tsx';
import { useCatalogueNames } from '../../shared/catalogue/use-catalogue-names.ts';
import { Instant } from '../../shared/time/Instant.tsx';
import { ButtonLink } from '../../shared/ui/links.tsx';
import { PageSkeleton } from '../../shared/ui/PageSkeleton.tsx';
import { Panel } from '../../shared/ui/Panel.tsx';
import { searchAuditLog } from '../audit-log/audit-api.ts';
import classes from './LatestEvents.module.css';

const shown = 6;

/** The newest lines of the audit log. */
export function LatestEvents() {
  const { t } = useTranslation();
  const names = useCatalogueNames();
  const latest = useQuery({
    queryKey: ['audit-log', 'latest'],
    queryFn: ({ signal }) => searchAuditLog({}, {}, null, signal, shown),
  });
  if (latest.error !== null) return <ProblemAlert error={latest.error} onRetry={() => void latest.refetch()} />;
  if (latest.data === undefined) return <PageSkeleton />;
  return (
    <Panel
      title={t('home.latest')}
      actions={
        <ButtonLink to="/audit-log" variant="default">
          {t('home.latestAll')}
        </ButtonLink>
      }
    >
      {latest.data.events.length === 0 ? (
        <p className="quiet">{t('home.latestNone')}</p>
      ) : (
        <ul className={classes.list}>
          {latest.data.events.map((event) => (
            <li key={event.id} className={classes.event}>
              <span className={classes.time}>
                <Instant at={event.occurredAt} />
              </span>
              <span className={classes.words}>
                <span className={classes.name}>{names.event(event.event, event)}</span>
                <span className={classes.action}>{event.action}</span>
              </span>
              <span className={classes.actor}>{event.operationUserName}</span>
            </li>
          ))}
        </ul>
      )}
    </Panel>
  );
}

import type { AuditEvent } from '@sekisho/audit-events';
import { Link } from '@tanstack/react-router';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { useCatalogueNames } from '../../shared/catalogue/use-catalogue-names.ts';
import { Instant } from '../../shared/time/Instant.tsx';
import type { Column } from '../../shared/ui/DataTable.tsx';
import classes from './use-audit-columns.module.css';

/** How an event looks in the list. Its name is the catalogue's, in the reader's language. */
export function useAuditColumns(): readonly Column<AuditEvent>[] {
  const { t } = useTranslation();
  const names = useCatalogueNames();
  return useMemo(
    () => [
      {
        id: 'occurredAt',
        header: t('auditLog.date'),
        width: '10.5rem',
        render: (event) => <Instant at={event.occurredAt} />,
      },
      {
        id: 'event',
        header: t('auditLog.event'),
        width: 'minmax(11rem, 1fr)',
        render: (event) => (
          <div className={classes.pair}>
            <Link
              to="/audit-log"
              search={(before) => ({ ...before, id: event.id })}
              resetScroll={false}
              className={classes.event}
            >
              {names.event(event.event, event)}
            </Link>
            <div className={classes.second}>
              {event.product} / {names.category(event.category, event)}
            </div>
          </div>
        ),
      },
      {
        id: 'action',
        header: t('auditLog.action'),
        width: 'minmax(14rem, 2fr)',
        card: 'heading',
        render: (event) => <div className={classes.action}>{event.action}</div>,
      },
      {
        id: 'actor',
        header: t('auditLog.actor'),
        width: 'minmax(10rem, 1fr)',
        render: (event) => (
          <div className={classes.pair}>
            <div className={classes.ellipsis}>{event.operationUserName}</div>
            <div className={classes.second}>{event.operationUserEmail}</div>
          </div>
        ),
      },
      {
        id: 'ipAddress',
        header: t('auditLog.ip'),
        width: '8.5rem',
        render: (event) => event.ipAddress,
      },
    ],
    [t, names],
  );
}

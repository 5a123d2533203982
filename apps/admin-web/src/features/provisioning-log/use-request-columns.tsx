import { Link } from '@tanstack/react-router';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { useCatalogueNames } from '../../shared/catalogue/use-catalogue-names.ts';
import { useLanguage } from '../../shared/i18n/use-localised.ts';
import { Instant } from '../../shared/time/Instant.tsx';
import type { Column } from '../../shared/ui/DataTable.tsx';
import { describeRequest } from './describe-request.ts';
import { OutcomeBadge } from './OutcomeBadge.tsx';
import type { ProvisioningRequest } from './types.ts';
import classes from './use-request-columns.module.css';

/** How a request looks in the list: what was asked, about whom, and what came of it. */
export function useRequestColumns(): readonly Column<ProvisioningRequest>[] {
  const { t } = useTranslation();
  return useMemo(
    () => [
      {
        id: 'receivedAt',
        header: t('provisioningLog.receivedAt'),
        width: '10.5rem',
        render: (request) => <Instant at={request.receivedAt} />,
      },
      {
        id: 'request',
        header: t('provisioningLog.request'),
        width: 'minmax(13rem, 3fr)',
        card: 'heading',
        render: (request) => <Request request={request} />,
      },
      {
        id: 'effect',
        header: t('provisioningLog.effect'),
        width: 'minmax(14rem, 4fr)',
        card: 'heading',
        render: (request) => <Effect request={request} />,
      },
      {
        id: 'outcome',
        header: t('provisioningLog.outcome'),
        width: '9rem',
        render: (request) => (
          <span className={classes.outcome}>
            <OutcomeBadge outcome={request.outcome} />
            <span className={classes.status}>{request.status}</span>
          </span>
        ),
      },
    ],
    [t],
  );
}

function Request({ request }: { request: ProvisioningRequest }) {
  const { t } = useTranslation();
  const { kind, filter } = describeRequest(request.method, request.path);
  return (
    <div className={classes.pair}>
      <Link
        from="/connections/$connectionId/requests"
        to="."
        search={(before) => ({ ...before, id: request.id })}
        resetScroll={false}
        className={classes.name}
      >
        {t(`provisioningLog.kinds.${kind}`)}
      </Link>
      <div className={classes.second}>
        <code>{filter ?? `${request.method} ${request.path}`}</code>
      </div>
    </div>
  );
}

function Effect({ request }: { request: ProvisioningRequest }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const names = useCatalogueNames();
  const { subject, change, changeCount, explanation } = request;
  return (
    <div className={classes.pair}>
      {subject !== null && <div className={classes.subject}>{subject}</div>}
      {explanation !== null && <div className={classes.reason}>{explanation[language]}</div>}
      {change !== null && (
        <div className={classes.change}>
          {names.event(change.event, {})}
          {changeCount > 1 && ` ${t('provisioningLog.moreChanges', { count: changeCount - 1 })}`}
        </div>
      )}
    </div>
  );
}

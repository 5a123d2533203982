import { NativeSelect } from '@mantine/core';
import { IconBell, IconSettings } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link, useNavigate } from '@tanstack/react-router';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../shared/api/api.ts';
import { ProblemAlert } from '../../shared/api/ProblemAlert.tsx';
import { useLocalised } from '../../shared/i18n/use-localised.ts';
import { Instant } from '../../shared/time/Instant.tsx';
import { type Column, DataTable } from '../../shared/ui/DataTable.tsx';
import { EmptyState } from '../../shared/ui/EmptyState.tsx';
import { Filters } from '../../shared/ui/Filters.tsx';
import { ButtonLink } from '../../shared/ui/links.tsx';
import { PageHeader } from '../../shared/ui/PageHeader.tsx';
import { Panel } from '../../shared/ui/Panel.tsx';
import { usePagedRows } from '../../shared/ui/use-paged-rows.ts';
import { AcknowledgeButton } from './AcknowledgeButton.tsx';
import { AlertDrawer } from './AlertDrawer.tsx';
import { AlertStateBadge } from './AlertStateBadge.tsx';
import classes from './AlertsPage.module.css';
import { alertRulesQuery } from './alert-queries.ts';
import { type AlertSearch, alertQueryOf, parseAlertSearch } from './alert-search.ts';
import type { Alert } from './types.ts';
import { useRuleName } from './use-rule-name.ts';

const route = getRouteApi('/signed-in/alerts');

/** What the rules have found, newest first: to be looked into, and taken note of. */
export function AlertsPage() {
  const { t } = useTranslation();
  const { id, ...search } = route.useSearch();
  const navigate = useNavigate({ from: '/alerts' });
  const rows = usePagedRows<Alert>(['alerts', 'list', search], (page, signal) =>
    api.listAlerts({ query: { ...alertQueryOf(search), ...page } }, { signal }),
  );
  const columns = useColumns();
  const open = useMemo(() => {
    for (let index = 0; index < (rows.count ?? 0); index += 1) {
      const alert = rows.rowAt(index);
      if (alert?.id === id) return alert;
    }
    return undefined;
  }, [rows.count, rows.rowAt, id]);
  return (
    <>
      <PageHeader
        title={t('alerts.title')}
        description={t('alerts.description')}
        actions={
          <ButtonLink to="/alerts/rules" variant="default" leftSection={<IconSettings size={20} aria-hidden />}>
            {t('alerts.openRules')}
          </ButtonLink>
        }
      />
      <ProblemAlert error={rows.error} onRetry={rows.retry} />
      <Panel padding="flush">
        <Filters
          label={t('alerts.searchLabel')}
          footer={<span role="status">{rows.count === undefined ? '' : t('alerts.count', { count: rows.count })}</span>}
        >
          <NativeSelect
            label={t('alerts.show')}
            value={search.show ?? 'open'}
            onChange={(event) =>
              navigate({ search: parseAlertSearch({ show: event.currentTarget.value }), replace: true })
            }
            data={(['open', 'acknowledged', 'all'] as const).map((value) => ({
              value,
              label: t(`alerts.shows.${value}`),
            }))}
          />
        </Filters>
        {rows.count === 0 ? (
          <NoAlerts search={search} />
        ) : (
          <DataTable<Alert>
            label={t('alerts.title')}
            columns={columns}
            count={rows.count}
            rowAt={rows.rowAt}
            rowKey={(alert) => alert.id}
            onRange={rows.onRange}
            onRowClick={(alert) => navigate({ search: (before) => ({ ...before, id: alert.id }), resetScroll: false })}
            isSelected={(alert) => alert.id === id}
          />
        )}
      </Panel>
      <AlertDrawer
        alert={open}
        onClose={() => navigate({ search: ({ id: _closed, ...rest }) => rest, resetScroll: false })}
      />
    </>
  );
}

function useColumns(): readonly Column<Alert>[] {
  const { t } = useTranslation();
  const localised = useLocalised();
  return useMemo(
    () => [
      {
        id: 'raisedAt',
        header: t('alerts.raisedAt'),
        width: '10.5rem',
        render: (alert) => <Instant at={alert.raisedAt} />,
      },
      {
        id: 'summary',
        header: t('alerts.summary'),
        width: 'minmax(16rem, 3fr)',
        card: 'heading',
        render: (alert) => (
          <div className={classes.summary}>
            <Link
              to="/alerts"
              search={(before) => ({ ...before, id: alert.id })}
              resetScroll={false}
              className={classes.link}
            >
              {localised(alert.summary)}
            </Link>
            <RuleName alert={alert} />
          </div>
        ),
      },
      {
        id: 'state',
        header: t('alerts.state'),
        width: '7rem',
        render: (alert) => <AlertStateBadge alert={alert} />,
      },
      {
        id: 'acknowledge',
        header: t('common.actions'),
        width: '11rem',
        render: (alert) =>
          alert.acknowledgedAt === null ? <AcknowledgeButton alert={alert} variant="default" /> : alert.acknowledgedBy,
      },
    ],
    [t, localised],
  );
}

function RuleName({ alert }: { alert: Alert }) {
  const { t } = useTranslation();
  const ruleName = useRuleName();
  return (
    <div className={classes.rule}>
      {t('alerts.rule')}: {ruleName(alert)}
    </div>
  );
}

/** Nothing to show: because all is well, or because nobody watches yet. */
function NoAlerts({ search }: { search: AlertSearch }) {
  const { t } = useTranslation();
  const rules = useQuery(alertRulesQuery).data?.items;
  const watched = rules?.filter((rule) => rule.enabled).length;
  if (watched === 0) {
    return (
      <EmptyState
        icon={<IconBell size={32} />}
        title={t('alerts.nobodyWatches')}
        action={<ButtonLink to="/alerts/rules">{t('alerts.makeRules')}</ButtonLink>}
      >
        {t('alerts.nobodyWatchesAdvice')}
      </EmptyState>
    );
  }
  return (
    <EmptyState icon={<IconBell size={32} />} title={t(search.show === undefined ? 'alerts.noneOpen' : 'alerts.none')}>
      {watched === undefined ? null : t('alerts.watching', { count: watched })}
    </EmptyState>
  );
}

import { Button } from '@mantine/core';
import type { AuditEvent } from '@sekisho/audit-events';
import { IconListSearch, IconRefresh } from '@tabler/icons-react';
import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ProblemAlert } from '../../shared/api/ProblemAlert.tsx';
import { DataTable } from '../../shared/ui/DataTable.tsx';
import { EmptyState } from '../../shared/ui/EmptyState.tsx';
import { TextLink } from '../../shared/ui/links.tsx';
import { PageHeader } from '../../shared/ui/PageHeader.tsx';
import { Panel } from '../../shared/ui/Panel.tsx';
import { AuditFilters } from './AuditFilters.tsx';
import { type AuditSearch, isNarrowed, parseAuditSearch, spanOf } from './audit-search.ts';
import { EventDrawer } from './EventDrawer.tsx';
import { EventHistogram } from './EventHistogram.tsx';
import { ExportDialog } from './exports/ExportDialog.tsx';
import { SavedSearches } from './saved-searches/SavedSearches.tsx';
import { useAuditColumns } from './use-audit-columns.tsx';
import { useAuditCount, useAuditEvents } from './use-audit-events.ts';

const route = getRouteApi('/signed-in/audit-log');

/** Who did what and when: search as you type, newest first, each event whole, and everything found as a file. */
export function AuditLogPage() {
  const { t } = useTranslation();
  const search = route.useSearch();
  const navigate = useNavigate({ from: '/audit-log' });
  const { id, ...query } = search;
  // A moving range is counted back from here; refreshing moves it on.
  const [now, setNow] = useState(() => new Date());
  const span = spanOf(query, now);
  const found = useAuditEvents(query, span);
  const total = useAuditCount(query, span);
  const columns = useAuditColumns();
  const narrow = (change: Partial<Record<keyof AuditSearch, string>>) =>
    navigate({ search: (before) => parseAuditSearch({ ...before, ...change }), replace: true });
  const open = (event: AuditEvent) =>
    navigate({ search: (before) => ({ ...before, id: event.id }), resetScroll: false });
  const count = found.events === undefined ? undefined : found.events.length + (found.hasMore ? 3 : 0);

  return (
    <>
      <PageHeader
        title={t('auditLog.title')}
        description={
          <>
            {t('auditLog.description')} <TextLink to="/audit-log/monthly">{t('auditLog.monthly.title')}</TextLink>
            {t('auditLog.exports.separator')}
            <TextLink to="/audit-log/exports">{t('auditLog.exports.title')}</TextLink>
            {t('auditLog.exports.separator')}
            <TextLink to="/audit-log/retention">{t('retention.title')}</TextLink>
          </>
        }
        actions={
          <>
            <Button
              variant="default"
              leftSection={<IconRefresh size={20} aria-hidden />}
              loading={found.isFetching && !found.isFetchingMore}
              onClick={() => setNow(new Date())}
            >
              {t('auditLog.refresh')}
            </Button>
            <SavedSearches search={query} />
            <ExportDialog search={query} span={span} total={total} />
          </>
        }
      />
      <ProblemAlert error={found.error} onRetry={found.retry} />
      <Panel padding="flush">
        <AuditFilters
          search={query}
          span={span}
          onNarrow={narrow}
          status={total === undefined ? '' : t('auditLog.count', { count: total })}
          onClear={() => navigate({ search: {}, replace: true })}
        />
        <EventHistogram search={query} span={span} onSpan={narrow} />
        {count === 0 ? (
          <EmptyState
            icon={<IconListSearch size={32} />}
            title={isNarrowed(query) ? t('auditLog.noneFound') : t('auditLog.none')}
          >
            {isNarrowed(query) ? t('auditLog.noneFoundAdvice') : t('auditLog.noneAdvice')}
          </EmptyState>
        ) : (
          <DataTable<AuditEvent>
            label={t('auditLog.title')}
            columns={columns}
            count={count}
            total={total ?? null}
            rowAt={(index) => found.events?.[index]}
            rowKey={(event) => event.id}
            onRange={found.onRange}
            onRowClick={open}
            isSelected={(event) => event.id === id}
          />
        )}
      </Panel>
      <EventDrawer
        event={found.events?.find((event) => event.id === id)}
        onClose={() => navigate({ search: ({ id: _closed, ...rest }) => rest, resetScroll: false })}
        onNarrow={(change) => navigate({ search: parseAuditSearch({ ...query, ...change }) })}
      />
    </>
  );
}

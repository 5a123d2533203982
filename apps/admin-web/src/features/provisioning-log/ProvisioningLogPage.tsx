import { Button, NativeSelect } from '@mantine/core';
import { IconArrowsExchange } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ProblemAlert } from '../../shared/api/ProblemAlert.tsx';
import { DataTable } from '../../shared/ui/DataTable.tsx';
import { EmptyState } from '../../shared/ui/EmptyState.tsx';
import { FilterSelect } from '../../shared/ui/FilterSelect.tsx';
import { Filters } from '../../shared/ui/Filters.tsx';
import { ButtonLink } from '../../shared/ui/links.tsx';
import { PageHeader } from '../../shared/ui/PageHeader.tsx';
import { Panel } from '../../shared/ui/Panel.tsx';
import { SearchField } from '../../shared/ui/SearchField.tsx';
import { connectionQuery } from '../connections/connection-queries.ts';
import { RunningCapture, StartRawCapture } from './RawCapture.tsx';
import { RequestDrawer } from './RequestDrawer.tsx';
import { defaultRange, isNarrowed, parseRequestSearch, type RequestSearch, ranges, results } from './request-search.ts';
import type { ProvisioningRequest } from './types.ts';
import { useRequestColumns } from './use-request-columns.tsx';
import { useRequests } from './use-requests.ts';

const route = getRouteApi('/signed-in/connections/$connectionId/requests');

/** What an identity provider sent, and what became of each request: live, newest first. */
export function ProvisioningLogPage() {
  const { t } = useTranslation();
  const { connectionId } = route.useParams();
  const { id, ...search } = route.useSearch();
  const navigate = useNavigate({ from: '/connections/$connectionId/requests' });
  const connection = useQuery(connectionQuery(connectionId));
  // The range is counted back from here: the page shows what comes in, and drops nothing while it is read.
  const [now] = useState(() => new Date());
  const found = useRequests(connectionId, search, now);
  const columns = useRequestColumns();
  const narrow = (change: { readonly [Key in keyof RequestSearch]: string }) =>
    navigate({ search: (before) => parseRequestSearch({ ...before, ...change }), replace: true });
  const open = (request: ProvisioningRequest) =>
    navigate({ search: (before) => ({ ...before, id: request.id }), resetScroll: false });
  const count = found.requests === undefined ? undefined : found.requests.length + (found.hasMore ? 3 : 0);
  const name = connection.data?.name;

  return (
    <>
      <PageHeader
        title={t('provisioningLog.title')}
        description={t('provisioningLog.description')}
        parent={{
          label: name ?? t('connections.one'),
          to: '/connections/$connectionId',
          params: { connectionId },
        }}
        actions={<StartRawCapture connectionId={connectionId} />}
      />
      <RunningCapture connectionId={connectionId} />
      <ProblemAlert error={found.error} onRetry={found.retry} />
      <Panel padding="flush">
        <Filters
          label={t('provisioningLog.searchLabel')}
          footer={
            <>
              <span>{t('provisioningLog.live')}</span>
              {isNarrowed(search) && (
                <Button variant="subtle" onClick={() => navigate({ search: {}, replace: true })}>
                  {t('common.clearFilters')}
                </Button>
              )}
            </>
          }
        >
          <SearchField
            label={t('provisioningLog.text')}
            placeholder={t('provisioningLog.textExample')}
            value={search.text ?? ''}
            onChange={(text) => narrow({ text })}
          />
          <FilterSelect
            label={t('provisioningLog.outcome')}
            value={search.result}
            choices={results.map((value) => ({ value, label: t(`provisioningLog.results.${value}`) }))}
            onChange={(result) => narrow({ result })}
          />
          <NativeSelect
            label={t('auditLog.range')}
            value={search.range ?? defaultRange}
            onChange={(event) => narrow({ range: event.currentTarget.value })}
            data={ranges.map((value) => ({ value, label: t(`auditLog.ranges.${value}`) }))}
          />
        </Filters>
        {count === 0 ? (
          <NothingFound connectionId={connectionId} narrowed={isNarrowed(search)} />
        ) : (
          <DataTable<ProvisioningRequest>
            label={t('provisioningLog.title')}
            columns={columns}
            count={count}
            total={null}
            rowAt={(index) => found.requests?.[index]}
            rowKey={(request) => request.id}
            onRange={found.onRange}
            onRowClick={open}
            isSelected={(request) => request.id === id}
          />
        )}
      </Panel>
      <RequestDrawer
        connectionId={connectionId}
        requestId={id}
        onClose={() => navigate({ search: ({ id: _closed, ...rest }) => rest, resetScroll: false })}
        onSearch={(text) => navigate({ search: parseRequestSearch({ range: search.range, text }) })}
      />
    </>
  );
}

function NothingFound(props: { connectionId: string; narrowed: boolean }) {
  const { t } = useTranslation();
  if (props.narrowed) {
    return (
      <EmptyState icon={<IconArrowsExchange size={32} />} title={t('provisioningLog.noneFound')}>
        {t('provisioningLog.noneFoundAdvice')}
      </EmptyState>
    );
  }
  return (
    <EmptyState
      icon={<IconArrowsExchange size={32} />}
      title={t('provisioningLog.none')}
      action={
        <ButtonLink to="/connections/$connectionId" params={{ connectionId: props.connectionId }} variant="default">
          {t('provisioningLog.openGuide')}
        </ButtonLink>
      }
    >
      {t('provisioningLog.noneAdvice')}
    </EmptyState>
  );
}

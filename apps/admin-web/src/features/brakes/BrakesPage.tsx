import { IconHandStop } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { ProblemAlert } from '../../shared/api/ProblemAlert.tsx';
import { Instant } from '../../shared/time/Instant.tsx';
import { type Column, DataTable } from '../../shared/ui/DataTable.tsx';
import { EmptyState } from '../../shared/ui/EmptyState.tsx';
import { ButtonLink, TextLink } from '../../shared/ui/links.tsx';
import { PageHeader } from '../../shared/ui/PageHeader.tsx';
import { Panel } from '../../shared/ui/Panel.tsx';
import { connectionsQuery } from '../connections/connection-queries.ts';
import { BrakeStateBadge } from './BrakeStateBadge.tsx';
import { brakesQuery } from './brakes-query.ts';
import type { Brake } from './types.ts';

/** Mass departures that were stopped: those that wait for a decision, and what was decided about the others. */
export function BrakesPage() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const brakes = useQuery(brakesQuery);
  const connections = useQuery(connectionsQuery);
  const items = brakes.data?.items;
  const columns = useMemo<readonly Column<Brake>[]>(() => {
    const nameOf = (brake: Brake) =>
      connections.data?.items.find((connection) => connection.id === brake.connectionId)?.name ?? '—';
    return [
      {
        id: 'connection',
        header: t('brakes.connection'),
        width: 'minmax(12rem, 2fr)',
        card: 'heading',
        render: (brake) => (
          <TextLink to="/brakes/$brakeId" params={{ brakeId: brake.id }} fw={700}>
            {nameOf(brake)}
          </TextLink>
        ),
      },
      {
        id: 'state',
        header: t('brakes.state'),
        width: '8rem',
        render: (brake) => <BrakeStateBadge state={brake.state} />,
      },
      {
        id: 'people',
        header: t('brakes.whom'),
        width: '7rem',
        render: (brake) => t('brakes.count', { count: brake.people }),
      },
      {
        id: 'triggeredAt',
        header: t('brakes.triggeredAt'),
        width: '10.5rem',
        render: (brake) => <Instant at={brake.triggeredAt} />,
      },
      {
        id: 'decidedBy',
        header: t('brakes.decidedBy'),
        width: 'minmax(8rem, 1fr)',
        card: 'hidden',
        render: (brake) => brake.decidedBy ?? '—',
      },
    ];
  }, [t, connections.data]);
  return (
    <>
      <PageHeader title={t('brakes.title')} description={t('brakes.description')} />
      <ProblemAlert error={brakes.error} onRetry={() => void brakes.refetch()} />
      <Panel padding="flush">
        {items?.length === 0 ? (
          <EmptyState
            icon={<IconHandStop size={32} />}
            title={t('brakes.none')}
            action={
              <ButtonLink to="/connections" variant="default">
                {t('brakes.openConnections')}
              </ButtonLink>
            }
          >
            {t('brakes.noneAdvice')}
          </EmptyState>
        ) : (
          <DataTable<Brake>
            label={t('brakes.title')}
            columns={columns}
            count={items?.length}
            rowAt={(index) => items?.[index]}
            rowKey={(brake) => brake.id}
            onRowClick={(brake) => navigate({ to: '/brakes/$brakeId', params: { brakeId: brake.id } })}
          />
        )}
      </Panel>
    </>
  );
}

import { IconHandStop } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../shared/api/api.ts';
import { ProblemAlert } from '../../shared/api/ProblemAlert.tsx';
import { useMay } from '../../shared/session/me.ts';
import { Instant } from '../../shared/time/Instant.tsx';
import { type Column, DataTable } from '../../shared/ui/DataTable.tsx';
import { EmptyState } from '../../shared/ui/EmptyState.tsx';
import { TextLink } from '../../shared/ui/links.tsx';
import { PageHeader } from '../../shared/ui/PageHeader.tsx';
import { PageSkeleton } from '../../shared/ui/PageSkeleton.tsx';
import { Panel } from '../../shared/ui/Panel.tsx';
import { PanelList } from '../../shared/ui/PanelList.tsx';
import { usePagedRows } from '../../shared/ui/use-paged-rows.ts';
import { connectionsQuery } from '../connections/connection-queries.ts';
import { BrakeStateBadge, HeldPersonBadge } from './BrakeStateBadge.tsx';
import { brakesQuery } from './brakes-query.ts';
import { DecisionPanel } from './DecisionPanel.tsx';
import type { Brake, HeldPerson } from './types.ts';

const route = getRouteApi('/signed-in/brakes/$brakeId');

/** One brake: why it closed, who would lose access, and the decision. */
export function BrakePage() {
  const { t } = useTranslation();
  const { brakeId } = route.useParams();
  const brakes = useQuery(brakesQuery);
  const connections = useQuery(connectionsQuery);
  const brake = brakes.data?.items.find((one) => one.id === brakeId);
  const connection = connections.data?.items.find((one) => one.id === brake?.connectionId);
  const parent = { label: t('brakes.title'), to: '/brakes' } as const;
  if (brake === undefined) {
    return (
      <>
        <PageHeader title={t('brakes.one')} parent={parent} />
        <ProblemAlert error={brakes.error} onRetry={() => void brakes.refetch()} />
        {brakes.isPending && <PageSkeleton />}
        {brakes.data !== undefined && (
          <Panel>
            <EmptyState icon={<IconHandStop size={32} />} title={t('brakes.unknown')}>
              {t('brakes.unknownAdvice')}
            </EmptyState>
          </Panel>
        )}
      </>
    );
  }
  const name = connection?.name ?? '';
  return (
    <>
      <PageHeader
        title={t('brakes.titleOf', { name })}
        parent={parent}
        badge={<BrakeStateBadge state={brake.state} />}
      />
      <PanelList>
        <DecisionPanel brake={brake} connectionName={name} />
        <People brake={brake} />
      </PanelList>
    </>
  );
}

function People({ brake }: { brake: Brake }) {
  const { t } = useTranslation();
  const columns = usePeopleColumns();
  const rows = usePagedRows<HeldPerson>(['brakes', brake.id, 'people', brake.state], (page, signal) =>
    api.listHeldPeople({ params: { brakeId: brake.id }, query: page }, { signal }),
  );
  return (
    <Panel
      padding="flush"
      title={t(brake.state === 'holding' ? 'brakes.wouldLose' : 'brakes.wereHeld', { count: brake.people })}
    >
      <ProblemAlert error={rows.error} onRetry={rows.retry} />
      <DataTable<HeldPerson>
        label={t('brakes.whom')}
        columns={columns}
        count={rows.count}
        rowAt={rows.rowAt}
        rowKey={(person) => person.memberId}
        onRange={rows.onRange}
      />
    </Panel>
  );
}

function usePeopleColumns(): readonly Column<HeldPerson>[] {
  const { t } = useTranslation();
  const maySeeMembers = useMay('members:read');
  return useMemo(
    () => [
      {
        id: 'name',
        header: t('members.name'),
        width: 'minmax(11rem, 2fr)',
        card: 'heading',
        render: (person) =>
          maySeeMembers ? (
            <TextLink to="/members/$memberId" params={{ memberId: person.memberId }} fw={700}>
              {person.name}
            </TextLink>
          ) : (
            <strong>{person.name}</strong>
          ),
      },
      {
        id: 'email',
        header: t('members.email'),
        width: 'minmax(12rem, 2fr)',
        render: (person) => person.email ?? '—',
      },
      {
        id: 'kind',
        header: t('brakes.kind'),
        width: '6rem',
        render: (person) => t(`brakes.kinds.${person.kind}`),
      },
      {
        id: 'state',
        header: t('brakes.state'),
        width: '8rem',
        render: (person) => <HeldPersonBadge state={person.state} />,
      },
      {
        id: 'heldAt',
        header: t('brakes.heldAt'),
        width: '10.5rem',
        card: 'hidden',
        render: (person) => <Instant at={person.heldAt} />,
      },
    ],
    [t, maySeeMembers],
  );
}

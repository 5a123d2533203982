import { IconPlus, IconSend } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { ProblemAlert } from '../../shared/api/ProblemAlert.tsx';
import { useMay } from '../../shared/session/me.ts';
import { Instant } from '../../shared/time/Instant.tsx';
import { type Column, DataTable } from '../../shared/ui/DataTable.tsx';
import { EmptyState } from '../../shared/ui/EmptyState.tsx';
import { ButtonLink, TextLink } from '../../shared/ui/links.tsx';
import { PageHeader } from '../../shared/ui/PageHeader.tsx';
import { Panel } from '../../shared/ui/Panel.tsx';
import { DestinationStateBadge } from './DestinationStateBadge.tsx';
import classes from './DestinationsPage.module.css';
import { addressOf } from './destination-kinds.ts';
import { destinationsQuery, healthRefreshMs } from './destinations-query.ts';
import type { Destination } from './types.ts';
import { useLagText } from './use-lag-text.ts';

/** Where the audit log is forwarded to, and how each destination does. */
export function DestinationsPage() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const mayWrite = useMay('forwarding:write');
  const destinations = useQuery({ ...destinationsQuery, refetchInterval: healthRefreshMs });
  const items = destinations.data?.items;
  const columns = useColumns();
  const create = mayWrite && (
    <ButtonLink to="/forwarding/new" leftSection={<IconPlus size={20} aria-hidden />}>
      {t('forwarding.create')}
    </ButtonLink>
  );
  return (
    <>
      <PageHeader title={t('forwarding.title')} description={t('forwarding.description')} actions={create} />
      <ProblemAlert error={destinations.error} onRetry={() => void destinations.refetch()} />
      <Panel padding="flush">
        {items?.length === 0 ? (
          <EmptyState icon={<IconSend size={32} />} title={t('forwarding.none')} action={create}>
            {t('forwarding.noneAdvice')}
          </EmptyState>
        ) : (
          <DataTable<Destination>
            label={t('forwarding.title')}
            columns={columns}
            count={items?.length}
            rowAt={(index) => items?.[index]}
            rowKey={(destination) => destination.id}
            onRowClick={(destination) =>
              navigate({ to: '/forwarding/$destinationId', params: { destinationId: destination.id } })
            }
          />
        )}
      </Panel>
    </>
  );
}

function useColumns(): readonly Column<Destination>[] {
  const { t } = useTranslation();
  return useMemo(
    () => [
      {
        id: 'name',
        header: t('forwarding.name'),
        width: 'minmax(14rem, 3fr)',
        card: 'heading',
        render: (destination) => (
          <div className={classes.pair}>
            <TextLink to="/forwarding/$destinationId" params={{ destinationId: destination.id }} fw={700}>
              {destination.name}
            </TextLink>
            <div className={classes.address}>
              {t(`forwarding.kinds.${destination.settings.kind}.name`)} / {addressOf(destination.settings)}
            </div>
          </div>
        ),
      },
      {
        id: 'state',
        header: t('forwarding.state'),
        width: '8rem',
        render: (destination) => <DestinationStateBadge state={destination.health.state} />,
      },
      {
        id: 'lag',
        header: t('forwarding.behind'),
        width: 'minmax(10rem, 1fr)',
        render: (destination) => <Lag destination={destination} />,
      },
      {
        id: 'lastSuccessAt',
        header: t('forwarding.lastSuccessAt'),
        width: '10.5rem',
        card: 'hidden',
        render: (destination) => <Instant at={destination.health.lastSuccessAt} />,
      },
    ],
    [t],
  );
}

function Lag({ destination }: { destination: Destination }) {
  const lagText = useLagText();
  return <>{lagText(destination.health)}</>;
}

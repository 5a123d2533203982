import { IconPlugConnected, IconPlus } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { ProblemAlert } from '../../shared/api/ProblemAlert.tsx';
import { useLocalised } from '../../shared/i18n/use-localised.ts';
import { useMay } from '../../shared/session/me.ts';
import { Instant } from '../../shared/time/Instant.tsx';
import { type Column, DataTable } from '../../shared/ui/DataTable.tsx';
import { EmptyState } from '../../shared/ui/EmptyState.tsx';
import { ButtonLink, TextLink } from '../../shared/ui/links.tsx';
import { PageHeader } from '../../shared/ui/PageHeader.tsx';
import { Panel } from '../../shared/ui/Panel.tsx';
import { ConnectionStateBadge } from './ConnectionStateBadge.tsx';
import { connectionsQuery } from './connection-queries.ts';
import type { Connection } from './types.ts';
import { useProvider } from './use-provider.ts';

/** The identity providers this organisation is linked to. */
export function ConnectionsPage() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const mayWrite = useMay('connections:write');
  const connections = useQuery(connectionsQuery);
  const items = connections.data?.items;
  const columns = useMemo<readonly Column<Connection>[]>(
    () => [
      {
        id: 'name',
        header: t('connections.name'),
        width: 'minmax(12rem, 2fr)',
        card: 'heading',
        render: (connection) => (
          <TextLink to="/connections/$connectionId" params={{ connectionId: connection.id }} fw={700}>
            {connection.name}
          </TextLink>
        ),
      },
      {
        id: 'provider',
        header: t('connections.provider'),
        width: 'minmax(10rem, 1fr)',
        render: (connection) => <ProviderName providerId={connection.providerId} />,
      },
      {
        id: 'state',
        header: t('connections.state'),
        width: '7rem',
        render: (connection) => <ConnectionStateBadge state={connection.state} />,
      },
      {
        id: 'users',
        header: t('connections.users'),
        width: '7rem',
        render: (connection) => t('connections.userCount', { count: connection.userCount }),
      },
      {
        id: 'groups',
        header: t('connections.groups'),
        width: '8rem',
        render: (connection) => t('connections.groupCount', { count: connection.groupCount }),
      },
      {
        id: 'createdAt',
        header: t('connections.createdAt'),
        width: '8rem',
        card: 'hidden',
        render: (connection) => <Instant at={connection.createdAt} precision="day" />,
      },
    ],
    [t],
  );
  const create = mayWrite && (
    <ButtonLink to="/connections/new" leftSection={<IconPlus size={20} aria-hidden />}>
      {t('connections.create')}
    </ButtonLink>
  );
  return (
    <>
      <PageHeader title={t('connections.title')} description={t('connections.description')} actions={create} />
      <ProblemAlert error={connections.error} onRetry={() => void connections.refetch()} />
      <Panel padding="flush">
        {items?.length === 0 ? (
          <EmptyState icon={<IconPlugConnected size={32} />} title={t('connections.none')} action={create}>
            {t('connections.noneAdvice')}
          </EmptyState>
        ) : (
          <DataTable<Connection>
            label={t('connections.title')}
            columns={columns}
            count={items?.length}
            rowAt={(index) => items?.[index]}
            rowKey={(connection) => connection.id}
            onRowClick={(connection) =>
              navigate({ to: '/connections/$connectionId', params: { connectionId: connection.id } })
            }
          />
        )}
      </Panel>
    </>
  );
}

function ProviderName(props: { providerId: string }) {
  const provider = useProvider(props.providerId);
  const localised = useLocalised();
  return <>{provider === undefined ? props.providerId : localised(provider.displayName)}</>;
}

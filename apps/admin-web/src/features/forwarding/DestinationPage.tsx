import { IconSend } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { ProblemAlert } from '../../shared/api/ProblemAlert.tsx';
import { useLocalised } from '../../shared/i18n/use-localised.ts';
import { useMay } from '../../shared/session/me.ts';
import { Instant } from '../../shared/time/Instant.tsx';
import { Columns } from '../../shared/ui/Columns.tsx';
import { EmptyState } from '../../shared/ui/EmptyState.tsx';
import { Facts } from '../../shared/ui/Facts.tsx';
import { PageHeader } from '../../shared/ui/PageHeader.tsx';
import { PageSkeleton } from '../../shared/ui/PageSkeleton.tsx';
import { Panel } from '../../shared/ui/Panel.tsx';
import { DestinationActions } from './DestinationActions.tsx';
import { DestinationStateBadge } from './DestinationStateBadge.tsx';
import { addressOf } from './destination-kinds.ts';
import { destinationsQuery, healthRefreshMs } from './destinations-query.ts';
import { EditDestination } from './EditDestination.tsx';
import { TestPanel } from './TestPanel.tsx';
import type { Destination } from './types.ts';
import { useLagText } from './use-lag-text.ts';

const route = getRouteApi('/signed-in/forwarding/$destinationId');

/** One destination: whether events arrive, trying it out, what is set, and stopping it. */
export function DestinationPage() {
  const { t } = useTranslation();
  const { destinationId } = route.useParams();
  const mayWrite = useMay('forwarding:write');
  const destinations = useQuery({ ...destinationsQuery, refetchInterval: healthRefreshMs });
  const destination = destinations.data?.items.find((one) => one.id === destinationId);
  const parent = { label: t('forwarding.title'), to: '/forwarding' } as const;
  if (destination === undefined) {
    return (
      <>
        <PageHeader title={t('forwarding.one')} parent={parent} />
        <ProblemAlert error={destinations.error} onRetry={() => void destinations.refetch()} />
        {destinations.isPending && <PageSkeleton />}
        {destinations.data !== undefined && (
          <Panel>
            <EmptyState icon={<IconSend size={32} />} title={t('forwarding.unknown')} />
          </Panel>
        )}
      </>
    );
  }
  return (
    <>
      <PageHeader
        title={destination.name}
        parent={parent}
        badge={<DestinationStateBadge state={destination.health.state} />}
        actions={mayWrite && <DestinationActions destination={destination} />}
      />
      <Columns
        main={
          <>
            <HealthPanel destination={destination} />
            {mayWrite && <TestPanel destination={destination} />}
          </>
        }
        side={<SettingsPanel destination={destination} mayWrite={mayWrite} />}
      />
    </>
  );
}

function HealthPanel({ destination }: { destination: Destination }) {
  const { t, i18n } = useTranslation();
  const localised = useLocalised();
  const lagText = useLagText();
  const { health } = destination;
  return (
    <Panel
      title={t('forwarding.health')}
      {...(health.state === 'paused' ? { description: t('forwarding.pausedText') } : {})}
      tone={health.state === 'failing' ? 'danger' : 'plain'}
    >
      <Facts
        items={[
          [t('forwarding.state'), <DestinationStateBadge key="state" state={health.state} />],
          ...(health.failures === 0
            ? []
            : ([
                [t('forwarding.lastError'), health.lastError === null ? '—' : localised(health.lastError)],
                [t('forwarding.failures'), t('forwarding.failureCount', { count: health.failures })],
                [t('forwarding.lastErrorAt'), <Instant key="error" at={health.lastErrorAt} />],
                [t('forwarding.nextAttemptAt'), <Instant key="next" at={health.nextAttemptAt} />],
              ] as const)),
          [
            t('forwarding.lastSuccessAt'),
            <Instant key="success" at={health.lastSuccessAt} absent={t('forwarding.neverDelivered')} />,
          ],
          [t('forwarding.behind'), lagText(health)],
          [t('forwarding.delivered'), t('forwarding.eventCount', { count: health.delivered, lng: i18n.language })],
        ]}
      />
    </Panel>
  );
}

function SettingsPanel({ destination, mayWrite }: { destination: Destination; mayWrite: boolean }) {
  const { t } = useTranslation();
  const { settings, secretHint } = destination;
  return (
    <Panel title={t('forwarding.settings')} actions={mayWrite && <EditDestination destination={destination} />}>
      <Facts
        items={[
          [t('forwarding.kind'), t(`forwarding.kinds.${settings.kind}.name`)],
          [t('forwarding.address'), addressOf(settings)],
          ...(settings.kind === 's3'
            ? ([
                [t('forwarding.fields.region'), settings.region],
                [t('forwarding.fields.accessKeyId'), <code key="id">{settings.accessKeyId}</code>],
              ] as const)
            : []),
          ...(settings.kind === 'splunk-hec'
            ? ([
                [t('forwarding.fields.index'), settings.index ?? t('forwarding.tokensOwn')],
                [t('forwarding.fields.sourcetype'), <code key="type">{settings.sourcetype}</code>],
              ] as const)
            : []),
          ...(secretHint === null ? [] : ([[t('forwarding.secret'), <code key="secret">{secretHint}</code>]] as const)),
          [t('forwarding.createdAt'), <Instant key="created" at={destination.createdAt} />],
        ]}
      />
    </Panel>
  );
}

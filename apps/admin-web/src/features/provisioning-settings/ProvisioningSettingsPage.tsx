import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { ProblemAlert } from '../../shared/api/ProblemAlert.tsx';
import { PageHeader } from '../../shared/ui/PageHeader.tsx';
import { PageSkeleton } from '../../shared/ui/PageSkeleton.tsx';
import { PanelList } from '../../shared/ui/PanelList.tsx';
import { connectionQuery } from '../connections/connection-queries.ts';
import { provisioningSettingsQuery } from '../provisioning-log/provisioning-queries.ts';
import { BrakeSettingsPanel } from './BrakeSettingsPanel.tsx';
import { GroupMappingsPanel } from './GroupMappingsPanel.tsx';
import { VisibleUsersPanel } from './VisibleUsersPanel.tsx';

const route = getRouteApi('/signed-in/connections/$connectionId/settings');

/** What is set for a connection beside its name: when the brake closes, whom it reads, what groups bring their members. */
export function ProvisioningSettingsPage() {
  const { t } = useTranslation();
  const { connectionId } = route.useParams();
  const connection = useQuery(connectionQuery(connectionId));
  const settings = useQuery(provisioningSettingsQuery(connectionId));
  const error = connection.error ?? settings.error;
  return (
    <>
      <PageHeader
        title={t('provisioningSettings.title')}
        description={t('provisioningSettings.description')}
        parent={{
          label: connection.data?.name ?? t('connections.one'),
          to: '/connections/$connectionId',
          params: { connectionId },
        }}
      />
      <ProblemAlert
        error={error}
        onRetry={() => {
          void connection.refetch();
          void settings.refetch();
        }}
      />
      {connection.data === undefined || settings.data === undefined ? (
        error === null && <PageSkeleton />
      ) : (
        <PanelList>
          <BrakeSettingsPanel connection={connection.data} brake={settings.data.brake} />
          <VisibleUsersPanel connectionId={connectionId} visibleUsers={settings.data.visibleUsers} />
          <GroupMappingsPanel connection={connection.data} />
        </PanelList>
      )}
    </>
  );
}

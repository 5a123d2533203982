import { queryOptions } from '@tanstack/react-query';
import { api } from '../../shared/api/api.ts';

/** One entry of the provisioning log, whole. It never changes. */
export const requestQuery = (connectionId: string, requestId: string) =>
  queryOptions({
    queryKey: ['provisioning', connectionId, 'request', requestId],
    queryFn: ({ signal }) => api.getProvisioningRequest({ params: { connectionId, requestId } }, { signal }),
    staleTime: Number.POSITIVE_INFINITY,
  });

/** The newest entry of a connection; none before its first request. */
export const latestRequestQuery = (connectionId: string) =>
  queryOptions({
    queryKey: ['provisioning', connectionId, 'latest'],
    queryFn: ({ signal }) =>
      api.listProvisioningRequests({ params: { connectionId }, query: { limit: 1 } }, { signal }),
  });

/** What an administrator has set for a connection: the brake, and whether requests are kept as they come. */
export const provisioningSettingsQuery = (connectionId: string) =>
  queryOptions({
    queryKey: ['provisioning', connectionId, 'settings'],
    queryFn: ({ signal }) => api.getProvisioningSettings({ params: { connectionId } }, { signal }),
  });

import { queryOptions } from '@tanstack/react-query';
import { api } from '../../shared/api/api.ts';

export const connectionsQuery = queryOptions({
  queryKey: ['connections'],
  queryFn: ({ signal }) => api.listConnections({}, { signal }),
});

export const connectionQuery = (connectionId: string) =>
  queryOptions({
    queryKey: ['connections', connectionId],
    queryFn: ({ signal }) => api.getConnection({ params: { connectionId } }, { signal }),
  });

/** The installation's plugins; they change only when the gateway is started anew. */
export const providersQuery = queryOptions({
  queryKey: ['identity-providers'],
  queryFn: ({ signal }) => api.listIdentityProviders({}, { signal }),
  staleTime: Number.POSITIVE_INFINITY,
});

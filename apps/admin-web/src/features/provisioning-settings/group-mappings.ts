import { queryOptions, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { api } from '../../shared/api/api.ts';
import { useMay } from '../../shared/session/me.ts';
import type { GroupMapping } from './types.ts';

export const groupMappingsQuery = (connectionId: string) =>
  queryOptions({
    queryKey: ['provisioning', connectionId, 'mappings'],
    queryFn: ({ signal }) => api.listGroupMappings({ params: { connectionId } }, { signal }),
  });

/** Replaces all mappings of a connection; the roles that follow are given at once. */
export function useReplaceMappings(connectionId: string) {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: (items: GroupMapping[]) => api.replaceGroupMappings({ params: { connectionId }, body: { items } }),
    onSuccess: async () => {
      await Promise.all([
        queryClient.invalidateQueries(groupMappingsQuery(connectionId)),
        queryClient.invalidateQueries({ queryKey: ['members'] }),
      ]);
    },
  });
}

/** How many people a connection's group has here; null when no such group has arrived, undefined while unknown. */
export function useGroupSize(connectionId: string, groupName: string): number | null | undefined {
  const maySeeTeams = useMay('teams:read');
  const name = groupName.trim();
  const found = useQuery({
    queryKey: ['teams', 'group', connectionId, name],
    queryFn: ({ signal }) => api.listTeams({ query: { text: name, limit: 100 } }, { signal }),
    enabled: maySeeTeams && name !== '',
  });
  if (found.data === undefined) return undefined;
  const same = (text: string) => text.normalize('NFKC').toLowerCase();
  const team = found.data.items.find((one) => one.connection?.id === connectionId && same(one.name) === same(name));
  return team === undefined ? null : team.memberCount;
}

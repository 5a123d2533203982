import { queryOptions, useSuspenseQuery } from '@tanstack/react-query';
import { api } from '../api/api.ts';
import type { Me, Permission } from './types.ts';

/** Who is signed in and what they may do. The signed-in part of the app exists only while this has an answer. */
export const meQuery = queryOptions({
  queryKey: ['me'],
  queryFn: ({ signal }) => api.getMe({}, { signal }),
  staleTime: 60_000,
  retry: false,
});

export function useMe(): Me {
  return useSuspenseQuery(meQuery).data;
}

/** Whether the signed-in person may do something. The API decides again; this only hides what it would refuse. */
export function useMay(permission: Permission): boolean {
  return useMe().permissions.includes(permission);
}

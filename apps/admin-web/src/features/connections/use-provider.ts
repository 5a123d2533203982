import { useQuery } from '@tanstack/react-query';
import { providersQuery } from './connection-queries.ts';
import type { IdentityProvider } from './types.ts';

/** The plugin behind a connection; undefined while unknown, or when this installation no longer has it. */
export function useProvider(providerId: string): IdentityProvider | undefined {
  return useQuery(providersQuery).data?.items.find((provider) => provider.id === providerId);
}

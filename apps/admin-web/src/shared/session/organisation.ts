import { queryOptions, useQuery } from '@tanstack/react-query';
import { api } from '../api/api.ts';
import { useMay } from './me.ts';

export const organisationQuery = queryOptions({
  queryKey: ['organisation'],
  queryFn: ({ signal }) => api.getOrganisation({}, { signal }),
  staleTime: 300_000,
});

/** Whether accounts need an address on a verified domain. An operator may waive that; until known, they do. */
export function useNeedsVerifiedDomain(): boolean {
  const maySee = useMay('organisation:read');
  const organisation = useQuery({ ...organisationQuery, enabled: maySee });
  return organisation.data?.emailDomainRule !== 'waived';
}

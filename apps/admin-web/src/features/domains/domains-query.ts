import { queryOptions } from '@tanstack/react-query';
import { api } from '../../shared/api/api.ts';

/** The organisation's e-mail domains. */
export const domainsQuery = queryOptions({
  queryKey: ['domains'],
  queryFn: ({ signal }) => api.listDomains({}, { signal }),
});

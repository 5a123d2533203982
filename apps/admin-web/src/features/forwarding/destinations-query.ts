import { queryOptions } from '@tanstack/react-query';
import { api } from '../../shared/api/api.ts';

/** Where the audit log is forwarded to, how each destination does, and whether files are allowed. */
export const destinationsQuery = queryOptions({
  queryKey: ['forwarding'],
  queryFn: ({ signal }) => api.listDestinations({}, { signal }),
});

/** How often health is asked for while a page shows it. */
export const healthRefreshMs = 5_000;

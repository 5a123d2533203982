import { queryOptions } from '@tanstack/react-query';
import { api } from '../../shared/api/api.ts';

/** The organisation's brakes, newest first: those that hold something now, and what became of the others. */
export const brakesQuery = queryOptions({
  queryKey: ['brakes'],
  queryFn: ({ signal }) => api.listBrakes({ query: { limit: 200 } }, { signal }),
});

import type { AdminOperations, ResponseOf } from '@sekisho/api-contract';
import { queryOptions } from '@tanstack/react-query';
import { api } from '../../../shared/api/api.ts';

export type SavedSearch = ResponseOf<AdminOperations['listSavedSearches']>['items'][number];

/** The searches that the reader may see: shared ones and their own. */
export const savedSearchesQuery = queryOptions({
  queryKey: ['audit-log', 'saved-searches'],
  queryFn: ({ signal }) => api.listSavedSearches({}, { signal }),
});

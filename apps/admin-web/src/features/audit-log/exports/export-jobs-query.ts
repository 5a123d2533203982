import type { AdminOperations, ResponseOf } from '@sekisho/api-contract';
import { queryOptions } from '@tanstack/react-query';
import { api } from '../../../shared/api/api.ts';

export type ExportJob = ResponseOf<AdminOperations['getAuditExportJob']>;

/** How often the list is asked for again while a file is being made, in milliseconds. */
const watchMs = 1_000;

/** The newest files that were asked for. Watched for as long as one of them is not done. */
export const exportJobsQuery = queryOptions({
  queryKey: ['audit-log', 'exports'],
  queryFn: ({ signal }) => api.listAuditExportJobs({ query: { limit: 100 } }, { signal }),
  refetchInterval: (query) => (query.state.data?.items.some(isUnfinished) === true ? watchMs : false),
});

export function isUnfinished(job: Pick<ExportJob, 'state'>): boolean {
  return job.state === 'queued' || job.state === 'running';
}

import type { AdminOperations, ResponseOf } from '@sekisho/api-contract';
import { queryOptions } from '@tanstack/react-query';
import { api } from '../../shared/api/api.ts';

type AccessLog = ResponseOf<AdminOperations['listAccessLogMonths']>;
export type AccessLogMonth = AccessLog['months'][number];
export type AccessLogProduct = AccessLog['products'][number];

/** The months of the access log, and which products' the plan includes. */
export const accessLogQuery = queryOptions({
  queryKey: ['access-log'],
  queryFn: ({ signal }) => api.listAccessLogMonths({}, { signal }),
});

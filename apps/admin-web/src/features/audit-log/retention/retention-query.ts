import type { AdminOperations, ResponseOf } from '@sekisho/api-contract';
import { queryOptions } from '@tanstack/react-query';
import { api } from '../../../shared/api/api.ts';

export type Retention = ResponseOf<AdminOperations['getAuditLogRetention']>;
export type Certificate = Retention['certificates'][number];

/** How long the organisation's audit log is kept, and what is about to go. */
export const retentionQuery = queryOptions({
  queryKey: ['audit-log', 'retention'],
  queryFn: ({ signal }) => api.getAuditLogRetention({}, { signal }),
});

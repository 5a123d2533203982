import { z } from 'zod';
import { json, operations } from '../operation.ts';
import { instant } from '../values.ts';
import { auditLogDeletion } from './contract-operations.ts';

export const deletionCertificate = z
  .object({
    rule: z.string().meta({ example: 'retention-400-days' }),
    events: z.int().min(0).meta({ description: 'Sealed events that are gone.' }),
    firstSequence: z.int().min(1).meta({ description: 'The first and last seal that it covers.' }),
    lastSequence: z.int().min(1),
    startedAt: instant.nullable().meta({ description: 'Null for retention, which removes event by event.' }),
    finishedAt: instant,
    rows: z
      .array(z.object({ store: z.string(), rows: z.int().min(0) }))
      .meta({ description: 'What was deleted from each store; none for retention.' }),
  })
  .meta({ id: 'DeletionCertificate' });

export const retentionOperations = operations({
  getAuditLogRetention: {
    method: 'get',
    path: '/audit-log/retention',
    tag: 'audit-log',
    summary: {
      ja: '監査ログの保存期間と、これから削除されるものを取得する',
      en: 'Get how long the audit log is kept and what is about to be deleted',
    },
    permission: 'audit-log:read',
    response: json(
      z.object({
        days: z.int().meta({ description: 'An event is deleted so many days after it was stored, within 10 days.' }),
        events: z.int().min(0),
        oldestStoredAt: instant.nullable(),
        leaving: z.array(
          z.object({
            withinDays: z.int(),
            until: instant,
            events: z.int().min(0).meta({ description: 'Those that are due by then, overdue ones included.' }),
          }),
        ),
        deletion: auditLogDeletion
          .nullable()
          .meta({ description: 'Of the whole log; null while nothing is bound to end.' }),
        certificates: z
          .array(deletionCertificate)
          .meta({ description: 'Of what was deleted so far, the newest first.' }),
      }),
    ),
    status: 200,
    errors: [],
  },
});

import { z } from 'zod';
import { json, operations } from '../operation.ts';
import { instant } from '../values.ts';

/** When an organisation's whole audit log is deleted, unless somebody decides otherwise before. */
export const auditLogDeletion = z
  .object({
    rule: z.enum(['organisation-deleted', 'contract-ended', 'trial-ended', 'suspended-90-days']),
    startsAt: instant.meta({ description: 'Until then a registration keeps the log.' }),
    doneBy: instant,
  })
  .meta({ id: 'AuditLogDeletion' });

export const contract = z
  .object({
    standing: z.enum(['none', 'trial', 'trial-ended', 'contracted', 'suspended', 'cancelled', 'ended']).meta({
      description: 'What is so now. `cancelled`: after 90 days of suspension.',
    }),
    since: instant.nullable().meta({ description: 'When it was last decided on; null for `none`.' }),
    recording: z.boolean().meta({ description: 'Whether audit events are recorded. No contract, no recording.' }),
    recordingUntil: instant.nullable().meta({ description: 'Null: nothing is bound to end it, or it has ended.' }),
    deletion: auditLogDeletion.nullable().meta({ description: 'Null while nothing is bound to end.' }),
  })
  .meta({ id: 'Contract' });

export const contractOperations = operations({
  getContract: {
    method: 'get',
    path: '/contract',
    tag: 'organisation',
    summary: { ja: '契約の状態を取得する', en: 'Get the state of the contract' },
    permission: 'organisation:read',
    response: json(contract),
    status: 200,
    errors: [],
  },
});

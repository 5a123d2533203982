import type { AuditEvent } from './audit-event.ts';

/** The ten columns of the default CSV file, in their order, and the field each one shows. */
export const csvColumns = [
  ['product', 'product'],
  ['date', 'occurredAt'],
  ['category', 'category'],
  ['event', 'event'],
  ['action', 'action'],
  ['operation_user_id', 'operationUserId'],
  ['operation_user_name', 'operationUserName'],
  ['operation_user_email', 'operationUserEmail'],
  ['ip_address', 'ipAddress'],
  ['user_agent', 'userAgent'],
] as const satisfies readonly (readonly [column: string, field: keyof AuditEvent])[];

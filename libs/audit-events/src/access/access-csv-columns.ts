import type { AccessEvent } from './access-event.ts';

/** The columns of the access log's CSV file, in their order, and the field each one shows. */
export const accessCsvColumns = [
  ['product', 'product'],
  ['date', 'occurredAt'],
  ['user_id', 'userId'],
  ['user_name', 'userName'],
  ['user_email', 'userEmail'],
  ['ip_address', 'ipAddress'],
  ['method', 'method'],
  ['path', 'path'],
  ['status', 'status'],
  ['user_agent', 'userAgent'],
] as const satisfies readonly (readonly [column: string, field: keyof AccessEvent])[];

import type { AccessEvent } from '@sekisho/audit-events';
import { lineOf } from '../ingest/event-lines.ts';

/** The columns an access is written to, in the order of {@link accessLine}. */
export const accessColumns = [
  'organisation_id',
  'event_id',
  'occurred_at',
  'stored_at',
  'product',
  'user_id',
  'user_name',
  'user_email',
  'ip_address',
  'method',
  'path',
  'status',
  'user_agent',
] as const;

/** One access as a line of `JSONCompactEachRow`. */
export function accessLine(event: AccessEvent, storedAt: string): string {
  return lineOf([
    event.organisationId,
    event.id,
    event.occurredAt,
    storedAt,
    event.product,
    event.userId,
    event.userName,
    event.userEmail,
    event.ipAddress,
    event.method,
    event.path,
    event.status ?? 0,
    event.userAgent,
  ]);
}

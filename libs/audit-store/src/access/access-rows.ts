import type { AccessEvent } from '@sekisho/audit-events';
import { lineOf } from '../ingest/event-lines.ts';

/** The columns an access is written to, in the order of {@link accessLine}. */
export const accessColumns = {
  organisation_id: 'String',
  event_id: 'UUID',
  occurred_at: "DateTime64(3, 'UTC')",
  stored_at: "DateTime64(3, 'UTC')",
  product: 'String',
  user_id: 'String',
  user_name: 'String',
  user_email: 'String',
  ip_address: 'String',
  method: 'String',
  path: 'String',
  status: 'UInt16',
  user_agent: 'String',
} as const;

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

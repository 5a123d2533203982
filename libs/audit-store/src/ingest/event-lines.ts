import type { AuditEvent } from '@sekisho/audit-events';
import { AuditStoreRejected } from '../audit-store.ts';

/** The columns an event is written to, in the order of {@link eventLine}. */
export const eventColumns = {
  organisation_id: 'String',
  event_id: 'UUID',
  occurred_at: "DateTime64(3, 'UTC')",
  stored_at: "DateTime64(3, 'UTC')",
  product: 'String',
  category: 'String',
  event: 'String',
  action: 'String',
  operation_user_id: 'String',
  operation_user_name: 'String',
  operation_user_email: 'String',
  ip_address: 'String',
  user_agent: 'String',
  space_key: 'String',
} as const;

/** One event as a line of `JSONCompactEachRow`. */
export function eventLine(event: AuditEvent, storedAt: string): string {
  return lineOf([
    event.organisationId,
    event.id,
    event.occurredAt,
    storedAt,
    event.product,
    event.category,
    event.event,
    event.action,
    event.operationUserId,
    event.operationUserName,
    event.operationUserEmail,
    event.ipAddress,
    event.userAgent,
    event.spaceKey,
  ]);
}

/** A line of `JSONCompactEachRow`. Unpaired surrogates, which UTF-8 can't hold, become U+FFFD. */
export function lineOf(values: readonly (string | number)[]): string {
  const line = JSON.stringify(values);
  // JSON.stringify escapes nothing but unpaired surrogates as \ud…; a backslash in the text is doubled.
  if (!line.includes('\\ud')) return line;
  return JSON.stringify(values.map((value) => (typeof value === 'string' ? value.toWellFormed() : value)));
}

/**
 * Throws {@link AuditStoreRejected}, naming every culprit, when an id is no UUID or a time can't be stored. The engine
 * would refuse the whole batch for it without saying which event it was.
 */
export function assertStorable(events: readonly Pick<AuditEvent, 'id' | 'occurredAt'>[]): void {
  const culprits = events.filter((event) => !uuid.test(event.id) || !utcTime.test(event.occurredAt));
  if (culprits.length === 0) return;
  throw new AuditStoreRejected('An event needs a UUID in lower case as its id and a UTC time between 1970 and 2199', {
    eventIds: culprits.map((event) => event.id),
  });
}

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const utcTime =
  /^(?:19[7-9]|2[01]\d)\d-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d\.\d{3}Z$/;

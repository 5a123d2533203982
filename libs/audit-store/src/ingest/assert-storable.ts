import type { AuditEvent } from '@sekisho/audit-events';
import { AuditStoreRejected } from '../audit-store.ts';

/**
 * Throws {@link AuditStoreRejected}, naming every culprit, when an id is no UUID or a time can't be stored. As rows
 * they would be other events.
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

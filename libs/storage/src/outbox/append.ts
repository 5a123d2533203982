import type { AuditEvent } from '@sekisho/audit-events';
import type { Transaction } from 'kysely';
import type { Database } from '../database.ts';

/**
 * Writes audit events down beside the change they explain. It takes a transaction and nothing else, so that neither
 * can be committed without the other. The relay delivers them to the audit store.
 */
export async function appendOutbox(
  trx: Transaction<Database>,
  events: readonly AuditEvent[],
  now: Date,
): Promise<void> {
  if (events.length === 0) return;
  await trx
    .insertInto('outbox')
    .values(events.map((event) => outboxRow(event, now)))
    .execute();
}

/** One event as a row of `outbox`, for statements that write it together with other rows. */
export function outboxRow(event: AuditEvent, now: Date) {
  return {
    event_id: event.id,
    organisation_id: event.organisationId,
    payload: JSON.stringify(event),
    available_at: now,
    created_at: now,
  };
}

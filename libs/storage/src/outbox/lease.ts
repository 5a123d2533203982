import type { AuditEvent } from '@sekisho/audit-events';
import { sql, type Transaction } from 'kysely';
import type { Database } from '../database.ts';

/**
 * The relay's side of the outbox. A lease is nothing but the row locks of the transaction that delivers: a relay that
 * crashes lets go of its rows by itself, and no clock decides when another may take them. So everything here takes a
 * transaction, which its caller keeps short.
 */

/** An event of the outbox that this transaction holds; other relays pass it over. */
export interface LeasedEvent {
  /** Its place in the outbox; a bigint as text. */
  readonly position: string;
  readonly event: AuditEvent;
  /** Deliveries that are on record as failed. */
  readonly attempts: number;
  readonly createdAt: Date;
}

/** An event that the audit store refused for good, and why. */
export interface RejectedEvent {
  readonly leased: LeasedEvent;
  readonly reason: string;
}

/** Holds up to `limit` events that are due and that nobody else holds, oldest first. */
export async function leaseOutbox(
  trx: Transaction<Database>,
  options: { readonly limit: number; readonly now: Date },
): Promise<LeasedEvent[]> {
  const rows = await trx
    .selectFrom('outbox')
    .select(['position', 'payload', 'attempts', 'created_at'])
    .where('available_at', '<=', options.now)
    .orderBy('position')
    .limit(options.limit)
    .forUpdate()
    .skipLocked()
    .execute();
  return rows.map((row) => ({
    position: row.position,
    event: row.payload,
    attempts: row.attempts,
    createdAt: row.created_at,
  }));
}

/** Takes delivered events out of the outbox. */
export async function removeDelivered(trx: Transaction<Database>, delivered: readonly LeasedEvent[]): Promise<void> {
  if (delivered.length === 0) return;
  await trx
    .deleteFrom('outbox')
    .where(sql<boolean>`position = any(${delivered.map((leased) => leased.position)}::bigint[])`)
    .execute();
}

/**
 * Moves refused events to `dead_letters`, where they stay until an operator acts. An event that is refused once more
 * after it was put back keeps one row, with the newer reason.
 */
export async function moveToDeadLetters(
  trx: Transaction<Database>,
  rejected: readonly RejectedEvent[],
  now: Date,
): Promise<void> {
  if (rejected.length === 0) return;
  await trx
    .insertInto('dead_letters')
    .values(
      rejected.map(({ leased, reason }) => ({
        event_id: leased.event.id,
        organisation_id: leased.event.organisationId,
        payload: JSON.stringify(leased.event),
        reason: reason.slice(0, longestReason),
        attempts: leased.attempts + 1,
        created_at: leased.createdAt,
        failed_at: now,
      })),
    )
    .onConflict((conflict) =>
      conflict.column('event_id').doUpdateSet((eb) => ({
        reason: eb.ref('excluded.reason'),
        attempts: eb.ref('excluded.attempts'),
        failed_at: eb.ref('excluded.failed_at'),
      })),
    )
    .execute();
  await removeDelivered(
    trx,
    rejected.map(({ leased }) => leased),
  );
}

/**
 * Notes a failed delivery on one event, the oldest of its batch. Not on each: while the audit store is away, the
 * outbox would be written anew every few seconds, which is what bloats a queue in PostgreSQL.
 */
export async function recordFailedAttempt(
  trx: Transaction<Database>,
  oldest: LeasedEvent,
  error: string,
): Promise<void> {
  await trx
    .updateTable('outbox')
    .set({ attempts: oldest.attempts + 1, last_error: error.slice(0, longestReason) })
    .where('position', '=', oldest.position)
    .execute();
}

/** Characters. An engine may quote whole rows in its refusal. */
const longestReason = 2_000;

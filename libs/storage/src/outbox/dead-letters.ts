import type { AuditEvent } from '@sekisho/audit-events';
import { type Kysely, sql, type Transaction } from 'kysely';
import type { Database } from '../database.ts';

/** An event that the audit store refused, kept until an operator puts it back. */
export interface DeadLetter {
  readonly event: AuditEvent;
  /** What the audit store said. */
  readonly reason: string;
  readonly attempts: number;
  /** When the event was written down. */
  readonly createdAt: Date;
  /** When it was refused. */
  readonly failedAt: Date;
}

/**
 * The refused events, newest refusal first. For operators: without `organisationId` those of every organisation.
 * The next page comes after the last one's `failedAt` and event id.
 */
export async function listDeadLetters(
  db: Kysely<Database>,
  options: {
    readonly organisationId?: string | undefined;
    readonly limit: number;
    readonly after?: { readonly failedAt: Date; readonly eventId: string } | undefined;
  },
): Promise<DeadLetter[]> {
  const { organisationId, after } = options;
  let query = db.selectFrom('dead_letters').selectAll();
  if (organisationId !== undefined) query = query.where('organisation_id', '=', organisationId);
  if (after !== undefined) {
    query = query.where(
      sql<boolean>`(failed_at < ${after.failedAt} or (failed_at = ${after.failedAt} and event_id > ${after.eventId}))`,
    );
  }
  const rows = await query.orderBy('failed_at', 'desc').orderBy('event_id').limit(options.limit).execute();
  return rows.map((row) => ({
    event: row.payload,
    reason: row.reason,
    attempts: row.attempts,
    createdAt: row.created_at,
    failedAt: row.failed_at,
  }));
}

/**
 * Puts a refused event back into the outbox, to be delivered from `now` on with the age it has. Returns false when
 * the organisation has no such dead letter.
 */
export async function requeueDeadLetter(
  trx: Transaction<Database>,
  organisationId: string,
  eventId: string,
  now: Date,
): Promise<boolean> {
  const letter = await trx
    .deleteFrom('dead_letters')
    .where('organisation_id', '=', organisationId)
    .where('event_id', '=', eventId)
    .returningAll()
    .executeTakeFirst();
  if (letter === undefined) return false;
  await trx
    .insertInto('outbox')
    .values({
      event_id: letter.event_id,
      organisation_id: letter.organisation_id,
      payload: JSON.stringify(letter.payload),
      attempts: letter.attempts,
      last_error: letter.reason,
      available_at: now,
      created_at: letter.created_at,
    })
    .onConflict((conflict) => conflict.column('event_id').doNothing())
    .execute();
  return true;
}

import type { Destination, LocalisedText } from '@sekisho/domain';
import { type Kysely, sql } from 'kysely';
import type { Database } from '../database.ts';
import { type LogPosition, toDestination } from './destinations.ts';

/**
 * Which worker forwards to which destination, so that no two send to one at once. A lease is a row with a time limit by
 * the database's clock: unlike an advisory lock it holds no connection, and there may be many destinations. Its holder
 * renews it; whoever has lost it can't move the position any more.
 */

/** A destination that this worker holds, with all it needs to go on. */
export interface LeasedDestination {
  readonly leaseId: string;
  readonly destination: Destination;
  /** Encrypted. */
  readonly secret: Buffer | null;
  readonly startedAt: Date;
  readonly position: LogPosition;
  readonly recent: Readonly<Record<string, number>>;
  readonly failures: number;
}

/** Takes up to `limit` active destinations that are due and that nobody holds, those that have waited longest first. */
export async function leaseDestinations(
  db: Kysely<Database>,
  options: { readonly leaseId: string; readonly limit: number; readonly leaseMs: number },
): Promise<LeasedDestination[]> {
  const rows = await db
    .with('due', (cte) =>
      cte
        .selectFrom('forwarding_positions')
        .innerJoin('forwarding_destinations', 'forwarding_destinations.id', 'forwarding_positions.destination_id')
        .innerJoin('organisations', 'organisations.id', 'forwarding_positions.organisation_id')
        .select('forwarding_positions.destination_id')
        .where('organisations.deleted_at', 'is', null)
        .where('forwarding_destinations.state', '=', 'active')
        .where('forwarding_positions.next_attempt_at', '<=', sql<Date>`now()`)
        .where(sql<boolean>`coalesce(forwarding_positions.leased_until, '-infinity') < now()`)
        .orderBy('forwarding_positions.next_attempt_at')
        .limit(options.limit)
        .forUpdate('forwarding_positions')
        .skipLocked(),
    )
    .updateTable('forwarding_positions')
    .from('due')
    .innerJoin('forwarding_destinations', 'forwarding_destinations.id', 'due.destination_id')
    .set({ lease_id: options.leaseId, leased_until: after(options.leaseMs) })
    .whereRef('forwarding_positions.destination_id', '=', 'due.destination_id')
    .returningAll('forwarding_destinations')
    .returning([
      'forwarding_positions.started_at',
      'forwarding_positions.stored_at',
      'forwarding_positions.occurred_at',
      'forwarding_positions.event_id',
      'forwarding_positions.recent',
      'forwarding_positions.failures',
    ])
    .execute();
  return rows.map((row) => ({
    leaseId: options.leaseId,
    destination: toDestination(row),
    secret: row.secret,
    startedAt: row.started_at,
    position: { storedAt: row.stored_at, occurredAt: row.occurred_at, eventId: row.event_id },
    recent: row.recent,
    failures: row.failures,
  }));
}

/** Holds the lease for longer, during a delivery that takes its time. False when it is lost. */
export async function renewLease(db: Kysely<Database>, lease: LeasedDestination, leaseMs: number): Promise<boolean> {
  const result = await db
    .updateTable('forwarding_positions')
    .set({ leased_until: after(leaseMs) })
    .where('destination_id', '=', lease.destination.id)
    .where('lease_id', '=', lease.leaseId)
    .executeTakeFirst();
  return result.numUpdatedRows === 1n;
}

/**
 * Notes what the receiver has, and renews the lease. False when the lease is lost, or the destination was changed,
 * paused or deleted meanwhile: then its holder must leave it. What was delivered is noted all the same while the lease
 * is ours.
 */
export async function confirmDelivery(
  db: Kysely<Database>,
  lease: LeasedDestination,
  done: {
    readonly position: LogPosition;
    readonly recent: Readonly<Record<string, number>>;
    /** 0: nothing was sent, the position moved over nothing. */
    readonly delivered: number;
    readonly now: Date;
    readonly leaseMs: number;
  },
): Promise<boolean> {
  const { position } = done;
  const row = await db
    .updateTable('forwarding_positions')
    .from('forwarding_destinations')
    .set((eb) => ({
      stored_at: position.storedAt,
      occurred_at: position.occurredAt,
      event_id: position.eventId,
      recent: JSON.stringify(done.recent),
      delivered: eb('delivered', '+', String(done.delivered)),
      leased_until: after(done.leaseMs),
      ...(done.delivered === 0 ? {} : { failures: 0, last_success_at: done.now }),
    }))
    .whereRef('forwarding_destinations.id', '=', 'forwarding_positions.destination_id')
    .where('forwarding_positions.destination_id', '=', lease.destination.id)
    .where('forwarding_positions.lease_id', '=', lease.leaseId)
    .returning(['forwarding_destinations.state', 'forwarding_destinations.updated_at'])
    .executeTakeFirst();
  return row?.state === 'active' && row.updated_at.getTime() === lease.destination.updatedAt.getTime();
}

/** Notes a failed attempt and gives the lease back; the next attempt comes after `waitMs`. */
export async function recordDeliveryFailure(
  db: Kysely<Database>,
  lease: LeasedDestination,
  failure: { readonly explanation: LocalisedText; readonly waitMs: number; readonly now: Date },
): Promise<void> {
  await db
    .updateTable('forwarding_positions')
    .set((eb) => ({
      failures: eb('failures', '+', 1),
      last_error_at: failure.now,
      last_error: JSON.stringify(failure.explanation),
      next_attempt_at: unlessChanged(lease, failure.waitMs),
      lease_id: null,
      leased_until: null,
    }))
    .where('destination_id', '=', lease.destination.id)
    .where('lease_id', '=', lease.leaseId)
    .execute();
}

/** Gives the lease back; the destination is due again after `waitMs`. */
export async function releaseDestination(
  db: Kysely<Database>,
  lease: LeasedDestination,
  waitMs: number,
): Promise<void> {
  await db
    .updateTable('forwarding_positions')
    .set({ next_attempt_at: unlessChanged(lease, waitMs), lease_id: null, leased_until: null })
    .where('destination_id', '=', lease.destination.id)
    .where('lease_id', '=', lease.leaseId)
    .execute();
}

/** A destination that was changed while it was held is due at once: the wait was for what it was before. */
function unlessChanged(lease: LeasedDestination, waitMs: number) {
  return sql<Date>`case when ${lease.destination.updatedAt} = (
    select updated_at from forwarding_destinations where id = destination_id) then ${after(waitMs)} else now() end`;
}

/** The database's own clock, so that workers whose clocks differ agree. */
function after(milliseconds: number) {
  return sql<Date>`now() + ${milliseconds} * interval '1 millisecond'`;
}

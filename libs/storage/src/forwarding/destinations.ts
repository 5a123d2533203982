import type { Destination, DestinationKind, LocalisedText } from '@sekisho/domain';
import { type Kysely, type Selectable, sql, type Transaction } from 'kysely';
import type { Database } from '../database.ts';
import type { ForwardingDestinationsTable } from './forwarding-tables.ts';

/** Destinations of forwarding. Their secrets are encrypted before they come here. */

/** A place in the stored order of an organisation's log: behind the event that was stored, happened and is named so. */
export interface LogPosition {
  readonly storedAt: Date;
  readonly occurredAt: Date;
  readonly eventId: string;
}

/** How far forwarding got, and how it goes. */
export interface DestinationHealth {
  readonly position: LogPosition;
  /** Events delivered so far; those delivered again count again. */
  readonly delivered: number;
  /** Failed attempts since the last success. */
  readonly failures: number;
  readonly nextAttemptAt: Date;
  readonly lastSuccessAt: Date | null;
  readonly lastErrorAt: Date | null;
  readonly lastError: LocalisedText | null;
}

export interface DestinationOverview {
  readonly destination: Destination;
  readonly health: DestinationHealth;
}

export async function insertDestination(
  trx: Transaction<Database>,
  destination: Destination,
  secret: Buffer | null,
  start: LogPosition,
): Promise<void> {
  await trx
    .insertInto('forwarding_destinations')
    .values({
      id: destination.id,
      organisation_id: destination.organisationId,
      name: destination.name,
      state: destination.state,
      settings: JSON.stringify(destination.settings),
      secret,
      secret_hint: destination.secretHint,
      created_at: destination.createdAt,
      updated_at: destination.updatedAt,
    })
    .execute();
  await trx
    .insertInto('forwarding_positions')
    .values({
      destination_id: destination.id,
      organisation_id: destination.organisationId,
      started_at: start.storedAt,
      stored_at: start.storedAt,
      occurred_at: start.occurredAt,
      event_id: start.eventId,
      recent: '{}',
      next_attempt_at: destination.createdAt,
    })
    .execute();
}

/** The organisation's destinations with how they do, in the order they were made. */
export async function listDestinations(db: Kysely<Database>, organisationId: string): Promise<DestinationOverview[]> {
  const rows = await overviews(db)
    .where('forwarding_destinations.organisation_id', '=', organisationId)
    .orderBy('forwarding_destinations.created_at')
    .orderBy('forwarding_destinations.id')
    .execute();
  return rows.map(toOverview);
}

export async function findDestination(
  db: Kysely<Database>,
  organisationId: string,
  destinationId: string,
): Promise<DestinationOverview | null> {
  const row = await overviews(db)
    .where('forwarding_destinations.organisation_id', '=', organisationId)
    .where('forwarding_destinations.id', '=', destinationId)
    .executeTakeFirst();
  return row === undefined ? null : toOverview(row);
}

export async function lockDestination(
  trx: Transaction<Database>,
  organisationId: string,
  destinationId: string,
): Promise<Destination | null> {
  const row = await trx
    .selectFrom('forwarding_destinations')
    .selectAll()
    .where('organisation_id', '=', organisationId)
    .where('id', '=', destinationId)
    .forUpdate()
    .executeTakeFirst();
  return row === undefined ? null : toDestination(row);
}

/** The destination with its encrypted secret, for whoever sends to it. */
export async function findDestinationSecret(
  db: Kysely<Database>,
  organisationId: string,
  destinationId: string,
): Promise<{ readonly destination: Destination; readonly secret: Buffer | null } | null> {
  const row = await db
    .selectFrom('forwarding_destinations')
    .selectAll()
    .where('organisation_id', '=', organisationId)
    .where('id', '=', destinationId)
    .executeTakeFirst();
  return row === undefined ? null : { destination: toDestination(row), secret: row.secret };
}

/** How many the organisation has, and which of them are of `kind`. Serialises creation when called under its lock. */
export async function listDestinationIds(
  db: Kysely<Database>,
  organisationId: string,
  kind?: DestinationKind,
): Promise<string[]> {
  let query = db.selectFrom('forwarding_destinations').select('id').where('organisation_id', '=', organisationId);
  if (kind !== undefined) query = query.where(sql<boolean>`settings ->> 'kind' = ${kind}`);
  return (await query.execute()).map(({ id }) => id);
}

/** Writes a changed destination; `secret` undefined: stays. Whatever the change, it is tried again at once. */
export async function updateDestination(
  trx: Transaction<Database>,
  destination: Destination,
  secret: Buffer | undefined,
): Promise<void> {
  await trx
    .updateTable('forwarding_destinations')
    .set({
      name: destination.name,
      state: destination.state,
      settings: JSON.stringify(destination.settings),
      secret_hint: destination.secretHint,
      updated_at: destination.updatedAt,
      ...(secret === undefined ? {} : { secret }),
    })
    .where('organisation_id', '=', destination.organisationId)
    .where('id', '=', destination.id)
    .execute();
  await trx
    .updateTable('forwarding_positions')
    .set({ next_attempt_at: sql`now()` })
    .where('organisation_id', '=', destination.organisationId)
    .where('destination_id', '=', destination.id)
    .execute();
}

export async function deleteDestination(
  trx: Transaction<Database>,
  organisationId: string,
  destinationId: string,
): Promise<void> {
  await trx
    .deleteFrom('forwarding_destinations')
    .where('organisation_id', '=', organisationId)
    .where('id', '=', destinationId)
    .execute();
}

/** Active destinations of the installation whose last attempt failed, for its metrics. */
export async function countFailingDestinations(db: Kysely<Database>): Promise<number> {
  const { failing } = await db
    .selectFrom('forwarding_positions')
    .innerJoin('forwarding_destinations', 'forwarding_destinations.id', 'forwarding_positions.destination_id')
    .select(sql<number>`count(*)::int`.as('failing'))
    .where('forwarding_destinations.state', '=', 'active')
    .where('forwarding_positions.failures', '>', 0)
    .executeTakeFirstOrThrow();
  return failing;
}

/** To whom an encrypted secret is bound. */
export function destinationOwner(destination: Pick<Destination, 'organisationId' | 'id'>): string {
  return `forwarding/${destination.organisationId}/${destination.id}`;
}

function overviews(db: Kysely<Database>) {
  return db
    .selectFrom('forwarding_destinations')
    .innerJoin('forwarding_positions', 'forwarding_positions.destination_id', 'forwarding_destinations.id')
    .selectAll('forwarding_destinations')
    .select([
      'forwarding_positions.stored_at',
      'forwarding_positions.occurred_at',
      'forwarding_positions.event_id',
      'forwarding_positions.delivered',
      'forwarding_positions.failures',
      'forwarding_positions.next_attempt_at',
      'forwarding_positions.last_success_at',
      'forwarding_positions.last_error_at',
      'forwarding_positions.last_error',
    ]);
}

type OverviewRow = Awaited<ReturnType<ReturnType<typeof overviews>['execute']>>[number];

function toOverview(row: OverviewRow): DestinationOverview {
  return {
    destination: toDestination(row),
    health: {
      position: { storedAt: row.stored_at, occurredAt: row.occurred_at, eventId: row.event_id },
      delivered: Number(row.delivered),
      failures: row.failures,
      nextAttemptAt: row.next_attempt_at,
      lastSuccessAt: row.last_success_at,
      lastErrorAt: row.last_error_at,
      lastError: row.last_error,
    },
  };
}

export function toDestination(row: Selectable<ForwardingDestinationsTable>): Destination {
  return {
    id: row.id,
    organisationId: row.organisation_id,
    name: row.name,
    state: row.state,
    settings: row.settings,
    secretHint: row.secret_hint,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  };
}

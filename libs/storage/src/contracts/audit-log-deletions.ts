import type { AuditLogDeletion, Contract, Organisation } from '@sekisho/domain';
import { type Kysely, type Selectable, sql, type Transaction } from 'kysely';
import type { Database } from '../database.ts';
import { toOrganisation } from '../organisations/organisations.ts';
import type { AuditLogDeletionsTable } from './contract-tables.ts';
import { findContract } from './contracts.ts';

/** The deletion of a whole audit log that has begun. */
export interface BegunDeletion extends AuditLogDeletion {
  readonly organisationId: string;
  readonly startedAt: Date;
  /** What was stored from then on belongs to a later contract and stays. */
  readonly storedBefore: Date;
}

/** How many rows one part of a store had when its deletion began. */
export interface DeletedPart {
  readonly store: string;
  readonly part: string;
  readonly rows: number;
}

/**
 * Organisations that were deleted, or whose last recording period ended, by `until`, and of which no deletion for that end has
 * begun. Which of them are due is the domain's to say.
 */
export async function listEndedOrganisations(db: Kysely<Database>, until: Date): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select organisation.id from organisations as organisation
    left join lateral (select max(coalesce(recorded_to, 'infinity')) as ended from recording_periods
      where organisation_id = organisation.id) as period on true
    where (organisation.deleted_at <= ${until} or period.ended <= ${until})
      and not exists (select from audit_log_deletions as deletion
        where deletion.organisation_id = organisation.id
          and deletion.triggered_at = least(organisation.deleted_at, period.ended))
    order by organisation.id`.execute(db);
  return rows.map((row) => row.id);
}

/** The organisation, deleted or not, and its contract; null where there has never been one. */
export async function findOrganisationAndContract(
  db: Kysely<Database>,
  organisationId: string,
): Promise<{ readonly organisation: Organisation; readonly contract: Contract } | null> {
  const row = await db.selectFrom('organisations').selectAll().where('id', '=', organisationId).executeTakeFirst();
  if (row === undefined) return null;
  return { organisation: toOrganisation(row), contract: await findContract(db, organisationId) };
}

/** The same with the organisation's row locked: nothing is decided on its contract until the transaction ends. */
export async function lockOrganisationAndContract(
  trx: Transaction<Database>,
  organisationId: string,
): ReturnType<typeof findOrganisationAndContract> {
  await trx.selectFrom('organisations').select('id').where('id', '=', organisationId).forNoKeyUpdate().execute();
  return findOrganisationAndContract(trx, organisationId);
}

/** Writes down that a deletion has begun. The caller holds the organisation's lock, so nobody registers meanwhile. */
export async function insertDeletion(trx: Transaction<Database>, deletion: BegunDeletion): Promise<void> {
  await trx
    .insertInto('audit_log_deletions')
    .values({
      organisation_id: deletion.organisationId,
      triggered_at: deletion.triggeredAt,
      rule: deletion.rule,
      starts_at: deletion.startsAt,
      done_by: deletion.doneBy,
      started_at: deletion.startedAt,
      stored_before: deletion.storedBefore,
    })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

/** Deletions that have begun and not ended, the most urgent first. */
export async function listUnfinishedDeletions(db: Kysely<Database>): Promise<BegunDeletion[]> {
  const rows = await db
    .selectFrom('audit_log_deletions')
    .selectAll()
    .where('finished_at', 'is', null)
    .orderBy('starts_at')
    .orderBy('organisation_id')
    .execute();
  return rows.map(toDeletion);
}

/** The first count of a part stays: a later one, after a crash, would find less. */
export async function noteDeletedPart(
  db: Kysely<Database>,
  { organisationId, triggeredAt }: BegunDeletion,
  { store, part, rows }: DeletedPart,
): Promise<void> {
  await db
    .insertInto('audit_log_deletion_parts')
    .values({ organisation_id: organisationId, triggered_at: triggeredAt, store, part, rows })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

/** How many rows the deletion has found in each store. */
export async function countDeletedRows(
  db: Kysely<Database>,
  { organisationId, triggeredAt }: BegunDeletion,
): Promise<{ readonly store: string; readonly rows: number }[]> {
  const rows = await db
    .selectFrom('audit_log_deletion_parts')
    .select(['store', sql<string>`sum(rows)`.as('rows')])
    .where('organisation_id', '=', organisationId)
    .where('triggered_at', '=', triggeredAt)
    .groupBy('store')
    .orderBy('store')
    .execute();
  return rows.map((row) => ({ store: row.store, rows: Number(row.rows) }));
}

/**
 * Deletes, in batches, the organisation's events that have not reached the audit store: those under way, and those that it refused.
 * Each batch and its count commit together.
 */
export async function deleteUndelivered(
  db: Kysely<Database>,
  deletion: BegunDeletion,
  table: 'outbox' | 'dead_letters',
): Promise<void> {
  const { organisationId, storedBefore } = deletion;
  for (;;) {
    const deleted = await db.transaction().execute(async (trx) => {
      const { rows } = await sql<{ event_id: string }>`
        delete from ${sql.table(table)} where event_id in (select event_id from ${sql.table(table)}
          where organisation_id = ${organisationId} and created_at < ${storedBefore} limit ${batchRows})
        returning event_id`.execute(trx);
      const first = rows[0]?.event_id;
      if (first !== undefined) {
        await noteDeletedPart(trx, deletion, { store: `postgresql.${table}`, part: first, rows: rows.length });
      }
      return rows.length;
    });
    if (deleted < batchRows) return;
  }
}

export async function finishDeletion(
  trx: Transaction<Database>,
  { organisationId, triggeredAt }: BegunDeletion,
  now: Date,
): Promise<void> {
  await trx
    .updateTable('audit_log_deletions')
    .set({ finished_at: now })
    .where('organisation_id', '=', organisationId)
    .where('triggered_at', '=', triggeredAt)
    .execute();
}

const batchRows = 1_000;

function toDeletion(row: Selectable<AuditLogDeletionsTable>): BegunDeletion {
  return {
    organisationId: row.organisation_id,
    rule: row.rule,
    triggeredAt: row.triggered_at,
    startsAt: row.starts_at,
    doneBy: row.done_by,
    startedAt: row.started_at,
    storedBefore: row.stored_before,
  };
}

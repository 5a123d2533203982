import type { Kysely, Transaction } from 'kysely';
import type { Database } from '../database.ts';

/** Which monthly files were made, and what was in them. */

export interface MonthlyFileRecord {
  /** `2026-04`, in UTC. */
  readonly month: string;
  readonly product: string;
  readonly events: number;
}

/** Organisations without a record of the month that were there when it was due, oldest first. */
export async function listOrganisationsWithoutMonth(
  db: Kysely<Database>,
  month: string,
  dueAt: Date,
): Promise<string[]> {
  const rows = await db
    .selectFrom('organisations')
    .leftJoin('monthly_file_runs as run', (join) =>
      join.onRef('run.organisation_id', '=', 'organisations.id').on('run.month', '=', month),
    )
    .select('organisations.id')
    .where('organisations.deleted_at', 'is', null)
    .where('organisations.created_at', '<', dueAt)
    .where('run.month', 'is', null)
    .orderBy('organisations.created_at')
    .orderBy('organisations.id')
    .execute();
  return rows.map((row) => row.id);
}

/** Records the month's files; false when somebody has done so already, and then nothing is written. */
export async function insertMonthlyFiles(
  trx: Transaction<Database>,
  run: { readonly organisationId: string; readonly month: string; readonly madeAt: Date },
  files: readonly { readonly product: string; readonly events: number }[],
): Promise<boolean> {
  const inserted = await trx
    .insertInto('monthly_file_runs')
    .values({ organisation_id: run.organisationId, month: run.month, made_at: run.madeAt })
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirst();
  if (inserted.numInsertedOrUpdatedRows !== 1n) return false;
  if (files.length > 0) {
    await trx
      .insertInto('monthly_files')
      .values(files.map((file) => ({ organisation_id: run.organisationId, month: run.month, ...file })))
      .execute();
  }
  return true;
}

/** When each month's files were made, by month. */
export async function listMonthlyFileRuns(
  db: Kysely<Database>,
  organisationId: string,
): Promise<ReadonlyMap<string, Date>> {
  const rows = await db
    .selectFrom('monthly_file_runs')
    .select(['month', 'made_at'])
    .where('organisation_id', '=', organisationId)
    .execute();
  return new Map(rows.map((row) => [row.month, row.made_at]));
}

/** What was in the files, newest month first. */
export async function listMonthlyFiles(db: Kysely<Database>, organisationId: string): Promise<MonthlyFileRecord[]> {
  const rows = await db
    .selectFrom('monthly_files')
    .select(['month', 'product', 'events'])
    .where('organisation_id', '=', organisationId)
    .orderBy('month', 'desc')
    .orderBy('product')
    .execute();
  return rows.map((row) => ({ ...row, events: Number(row.events) }));
}

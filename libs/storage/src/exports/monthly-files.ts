import { type Kysely, sql, type Transaction } from 'kysely';
import type { Database } from '../database.ts';

/** Which monthly files were made, and what was in them. */

export interface MonthlyFileRecord {
  /** `2026-04`, in UTC. */
  readonly month: string;
  readonly product: string;
  readonly events: number;
}

/** A month whose files are due, in UTC. */
export interface DueMonth {
  /** `2026-04`. */
  readonly name: string;
  readonly from: Date;
  readonly dueAt: Date;
}

/** Files that are due and not recorded. */
export interface MissingMonth {
  readonly organisationId: string;
  readonly month: string;
}

/**
 * Which of the months each organisation has no record of, an organisation's oldest first: of those that were there when the
 * month was due, and had not stopped recording before it began.
 */
export async function listMissingMonths(db: Kysely<Database>, months: readonly DueMonth[]): Promise<MissingMonth[]> {
  const { rows } = await sql<MissingMonth>`
    select organisations.id as "organisationId", due.month
    from organisations
    cross join unnest(
      ${months.map(({ name }) => name)}::text[],
      ${months.map(({ from }) => from)}::timestamptz[],
      ${months.map(({ dueAt }) => dueAt)}::timestamptz[]) as due (month, month_from, due_at)
    where organisations.deleted_at is null
      and organisations.created_at < due.due_at
      and not exists (
        select from monthly_file_runs as run
        where run.organisation_id = organisations.id and run.month = due.month)
      and coalesce((
        select bool_or(period.recorded_to is null or period.recorded_to > due.month_from)
        from recording_periods as period where period.organisation_id = organisations.id), true)
    order by organisations.created_at, organisations.id, due.month`.execute(db);
  return rows;
}

/** When the first file of all was recorded; null before that. */
export async function findFirstMonthlyRun(db: Kysely<Database>): Promise<Date | null> {
  const { first } = await db
    .selectFrom('monthly_file_runs')
    .select((eb) => eb.fn.min('made_at').as('first'))
    .executeTakeFirstOrThrow();
  return first;
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

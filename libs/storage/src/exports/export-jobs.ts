import type { AuditExportJob, LocalisedText } from '@sekisho/domain';
import { type Kysely, type Selectable, sql, type Transaction } from 'kysely';
import type { Database } from '../database.ts';
import type { AuditExportJobsTable } from './export-tables.ts';

/**
 * Exports in the background. Who makes one holds the job lease of its name; beyond that, every write of an attempt names
 * its run, so that one that lost the lease without noticing changes nothing any more.
 */

export async function insertExportJob(trx: Transaction<Database>, job: AuditExportJob): Promise<void> {
  await trx
    .insertInto('audit_export_jobs')
    .values({
      id: job.id,
      organisation_id: job.organisationId,
      requester_kind: job.requestedBy.kind,
      requester_id: job.requestedBy.id,
      requester_name: job.requestedBy.name,
      filters: JSON.stringify(job.filters),
      form: JSON.stringify(job.form),
      state: job.state,
      requested_at: job.requestedAt,
      next_attempt_at: job.requestedAt,
    })
    .execute();
}

/** One page of the organisation's jobs, newest first. */
export async function listExportJobs(
  db: Kysely<Database>,
  organisationId: string,
  page: { readonly limit: number; readonly offset: number },
): Promise<{ items: AuditExportJob[]; total: number }> {
  const existing = db.selectFrom('audit_export_jobs').where('organisation_id', '=', organisationId);
  const rows = await existing
    .selectAll()
    .orderBy('requested_at', 'desc')
    .orderBy('id', 'desc')
    .limit(page.limit)
    .offset(page.offset)
    .execute();
  const { total } = await existing.select(sql<number>`count(*)::int`.as('total')).executeTakeFirstOrThrow();
  return { items: rows.map(toExportJob), total };
}

export async function findExportJob(
  db: Kysely<Database>,
  organisationId: string,
  jobId: string,
): Promise<AuditExportJob | null> {
  const row = await db
    .selectFrom('audit_export_jobs')
    .selectAll()
    .where('organisation_id', '=', organisationId)
    .where('id', '=', jobId)
    .executeTakeFirst();
  return row === undefined ? null : toExportJob(row);
}

/** How many of the organisation's jobs wait or are under way. */
export async function countUnfinishedExportJobs(trx: Transaction<Database>, organisationId: string): Promise<number> {
  const { count } = await trx
    .selectFrom('audit_export_jobs')
    .select(sql<number>`count(*)::int`.as('count'))
    .where('organisation_id', '=', organisationId)
    .where('state', 'in', ['queued', 'running'])
    .executeTakeFirstOrThrow();
  return count;
}

/** How many jobs of all organisations wait, are under way, or have failed since `failedSince`. For whoever runs the installation. */
export async function countExportJobs(
  db: Kysely<Database>,
  failedSince: Date,
): Promise<{ readonly waiting: number; readonly running: number; readonly failed: number }> {
  return db
    .selectFrom('audit_export_jobs')
    .select([
      sql<number>`(count(*) filter (where state = 'queued'))::int`.as('waiting'),
      sql<number>`(count(*) filter (where state = 'running'))::int`.as('running'),
      sql<number>`(count(*) filter (where state = 'failed' and finished_at > ${failedSince}))::int`.as('failed'),
    ])
    .executeTakeFirstOrThrow();
}

/** Takes the job away, whatever its state; null when there is none. */
export async function deleteExportJob(
  trx: Transaction<Database>,
  organisationId: string,
  jobId: string,
): Promise<AuditExportJob | null> {
  const row = await trx
    .deleteFrom('audit_export_jobs')
    .where('organisation_id', '=', organisationId)
    .where('id', '=', jobId)
    .returningAll()
    .executeTakeFirst();
  return row === undefined ? null : toExportJob(row);
}

export interface DueExportJob {
  readonly id: string;
  readonly organisationId: string;
}

/**
 * Jobs that may be made now, also those under way: their worker may be dead. Organisations take turns: first whose last job
 * was begun the longest ago, and of each the oldest first. So nobody waits behind another's ten.
 */
export async function listDueExportJobs(db: Kysely<Database>, now: Date, limit: number): Promise<DueExportJob[]> {
  const rows = await db
    .selectFrom('audit_export_jobs as job')
    .select(['job.id', 'job.organisation_id'])
    .where('job.state', 'in', ['queued', 'running'])
    .where('job.next_attempt_at', '<=', now)
    .orderBy(
      (due) =>
        due
          .selectFrom('audit_export_jobs as begun')
          .whereRef('begun.organisation_id', '=', 'job.organisation_id')
          .select(({ fn }) => fn.max('begun.started_at').as('at')),
      (order) => order.asc().nullsFirst(),
    )
    .orderBy('job.requested_at')
    .orderBy('job.id')
    .limit(limit)
    .execute();
  return rows.map((row) => ({ id: row.id, organisationId: row.organisation_id }));
}

/** A job that this run now makes. */
export interface BegunExport {
  readonly job: AuditExportJob;
  /** This one included. */
  readonly attempts: number;
}

/** Makes `runId` the one that may write about the job. Null when it is no longer to be made. The caller holds its lease. */
export async function beginExportJob(
  db: Kysely<Database>,
  jobId: string,
  run: { readonly runId: string; readonly now: Date },
): Promise<BegunExport | null> {
  const row = await db
    .updateTable('audit_export_jobs')
    .set({
      state: 'running',
      run_id: run.runId,
      attempts: sql`attempts + 1`,
      started_at: run.now,
      rows_done: 0,
      rows_total: null,
      bytes: 0,
      replaced: 0,
    })
    .where('id', '=', jobId)
    .where('state', 'in', ['queued', 'running'])
    .where('next_attempt_at', '<=', run.now)
    .returningAll()
    .executeTakeFirst();
  return row === undefined ? null : { job: toExportJob(row), attempts: row.attempts };
}

export interface ExportProgress {
  readonly rowsDone: number;
  readonly rowsTotal: number;
  readonly bytes: number;
  readonly replaced: number;
}

/** False when the run has lost the job: it was removed, or another worker makes it. */
export async function writeExportProgress(
  db: Kysely<Database>,
  runId: string,
  progress: ExportProgress,
): Promise<boolean> {
  const result = await db
    .updateTable('audit_export_jobs')
    .set(progressColumns(progress))
    .where('run_id', '=', runId)
    .where('state', '=', 'running')
    .executeTakeFirst();
  return result.numUpdatedRows === 1n;
}

/** The file is there. Null when the run has lost the job. */
export async function finishExportJob(
  trx: Transaction<Database>,
  runId: string,
  result: ExportProgress & { readonly finishedAt: Date; readonly expiresAt: Date },
): Promise<AuditExportJob | null> {
  const row = await trx
    .updateTable('audit_export_jobs')
    .set({
      ...progressColumns(result),
      state: 'ready',
      finished_at: result.finishedAt,
      expires_at: result.expiresAt,
    })
    .where('run_id', '=', runId)
    .where('state', '=', 'running')
    .returningAll()
    .executeTakeFirst();
  return row === undefined ? null : toExportJob(row);
}

export async function failExportJob(
  db: Kysely<Database>,
  runId: string,
  failure: { readonly error: LocalisedText; readonly finishedAt: Date },
): Promise<void> {
  await db
    .updateTable('audit_export_jobs')
    .set({
      state: 'failed',
      run_id: null,
      error: JSON.stringify(failure.error),
      finished_at: failure.finishedAt,
    })
    .where('run_id', '=', runId)
    .where('state', '=', 'running')
    .execute();
}

/** Puts the job back for a later attempt. `countsNot`: the attempt was no fault of the job. */
export async function releaseExportJob(
  db: Kysely<Database>,
  runId: string,
  release: { readonly nextAttemptAt: Date; readonly countsNot: boolean },
): Promise<void> {
  await db
    .updateTable('audit_export_jobs')
    .set({
      state: 'queued',
      run_id: null,
      next_attempt_at: release.nextAttemptAt,
      ...(release.countsNot ? { attempts: sql`attempts - 1` } : {}),
    })
    .where('run_id', '=', runId)
    .where('state', '=', 'running')
    .execute();
}

/** Marks jobs whose file is past its time, and names them: their files are to go. */
export async function expireExportJobs(db: Kysely<Database>, now: Date): Promise<AuditExportJob[]> {
  const rows = await db
    .updateTable('audit_export_jobs')
    .set({ state: 'expired' })
    .where('state', '=', 'ready')
    .where('expires_at', '<=', now)
    .returningAll()
    .execute();
  return rows.map(toExportJob);
}

/** Forgets jobs without a file that ended before `before`. */
export async function forgetExportJobs(db: Kysely<Database>, before: Date): Promise<void> {
  await db
    .deleteFrom('audit_export_jobs')
    .where('state', 'in', ['failed', 'expired'])
    .where('finished_at', '<', before)
    .execute();
}

/**
 * Takes away what is kept of an organisation's exports and monthly files, because its audit log is deleted. A job under way
 * ends, and files go with the next sweep.
 */
export async function deleteExportRecords(trx: Transaction<Database>, organisationId: string): Promise<void> {
  for (const table of ['audit_export_jobs', 'audit_log_mails', 'monthly_file_runs'] as const) {
    await trx.deleteFrom(table).where('organisation_id', '=', organisationId).execute();
  }
}

/**
 * Of these attempts, those whose file or draft is wanted: of a job under way, or one that is ready. For the sweep of files:
 * it serves no reader, so it asks across organisations.
 */
export async function findWantedFileIds(
  db: Kysely<Database>,
  fileIds: readonly string[],
): Promise<ReadonlySet<string>> {
  if (fileIds.length === 0) return new Set();
  const rows = await db
    .selectFrom('audit_export_jobs')
    .select('run_id')
    .where('run_id', 'in', fileIds)
    .where('state', 'in', ['running', 'ready'])
    .execute();
  return new Set(rows.flatMap(({ run_id: id }) => (id === null ? [] : [id])));
}

function progressColumns({ rowsDone, rowsTotal, bytes, replaced }: ExportProgress) {
  return { rows_done: rowsDone, rows_total: rowsTotal, bytes, replaced };
}

function toExportJob(row: Selectable<AuditExportJobsTable>): AuditExportJob {
  return {
    id: row.id,
    organisationId: row.organisation_id,
    requestedBy: { kind: row.requester_kind, id: row.requester_id, name: row.requester_name },
    filters: row.filters,
    form: row.form,
    state: row.state,
    rowsDone: Number(row.rows_done),
    rowsTotal: row.rows_total === null ? null : Number(row.rows_total),
    bytes: Number(row.bytes),
    replaced: Number(row.replaced),
    error: row.error,
    fileId: row.state === 'ready' || row.state === 'expired' ? row.run_id : null,
    requestedAt: row.requested_at,
    startedAt: row.started_at,
    finishedAt: row.finished_at,
    expiresAt: row.expires_at,
  };
}

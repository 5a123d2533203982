import { finishExport } from '@sekisho/application';
import { type AuditStore, AuditStoreUnavailable, InvalidAuditQuery } from '@sekisho/audit-store';
import type { AuditExportJob, LocalisedText } from '@sekisho/domain';
import type { Clock, Ids, Logger } from '@sekisho/platform';
import {
  beginExportJob,
  type Database,
  type ExportProgress,
  failExportJob,
  isDatabaseUnavailable,
  releaseExportJob,
  writeExportProgress,
} from '@sekisho/storage';
import type { Kysely } from 'kysely';
import { auditQueryOf } from '../audit-query.ts';
import { compressed, exportBlocks, inShiftJis } from '../export-file.ts';
import { createRowCounter } from './count-rows.ts';
import type { ExportFile, ExportFolder } from './export-folder.ts';

export interface MakeExportDependencies {
  readonly db: Kysely<Database>;
  readonly auditStore: Pick<AuditStore, 'count' | 'exportCsv' | 'exportNdjson' | 'exportParquet'>;
  readonly folder: ExportFolder;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly logger: Logger;
  readonly mailConfigured: boolean;
  /** How often progress is written down, in milliseconds. Default 1,000. */
  readonly progressMs?: number;
}

/**
 * Makes the file of one job, or leaves the job as it should be after whatever went wrong: back in the queue when it was a
 * stop or a database away, failed with its reason when trying again would not help. The caller holds the job's lease; a
 * worker that is killed leaves a job that looks like one under way, and the next who gets the lease begins anew.
 */
export async function makeExport(
  dependencies: MakeExportDependencies,
  jobId: string,
  signal: AbortSignal,
): Promise<void> {
  const { db, clock, ids, logger } = dependencies;
  const runId = ids.uuid();
  const begun = await beginExportJob(db, jobId, { runId, now: clock.now() });
  if (begun === null) return;
  const { job, attempts } = begun;
  const facts = { exportJobId: job.id, organisationId: job.organisationId, attempts };
  try {
    if (attempts > mostAttempts) throw new ExportImpossible(gaveUp);
    const result = await writeFile(dependencies, job, runId, signal);
    if (await finishExport(dependencies, runId, result)) logger.info({ ...facts, ...result }, 'export ready');
    else throw new ExportLost();
  } catch (error) {
    if (error instanceof ExportLost) {
      await dependencies.folder.remove(fileOf(job, runId));
      logger.info(facts, 'export given up: it was removed, or another worker makes it');
      return;
    }
    await settleFailure(dependencies, { job, runId, signal }, error);
    logger[error instanceof ExportImpossible || isAway(error) || signal.aborted ? 'info' : 'error'](
      { ...facts, err: error },
      'export not made',
    );
  }
}

/** Workers may die so often in making the same file; then it is taken to be the file's fault. */
const mostAttempts = 5;

/** How long a job waits for a database that is away, in milliseconds, and when it waits no longer. */
const retryMs = 15_000;
const patienceMs = 24 * 3_600_000;

/** It never will be made; the reason is for who asked for it. */
class ExportImpossible extends Error {
  readonly explanation: LocalisedText;

  constructor(explanation: LocalisedText, options?: { cause?: unknown }) {
    super(explanation.en, options);
    this.name = 'ExportImpossible';
    this.explanation = explanation;
  }
}

/** The job is no longer this run's. */
class ExportLost extends Error {}

async function writeFile(
  dependencies: MakeExportDependencies,
  job: AuditExportJob,
  runId: string,
  signal: AbortSignal,
): Promise<ExportProgress> {
  const { db, auditStore, folder, progressMs = 1_000 } = dependencies;
  const query = auditQueryOf(job.organisationId, job.filters);
  const rowsTotal = await auditStore.count(query);
  const counter = createRowCounter(job.form.format);
  let bytes = 0;
  let replaced = 0;
  const progress = (): ExportProgress => ({ rowsDone: counter.rows, rowsTotal, bytes, replaced });
  if (!(await writeExportProgress(db, runId, progress()))) throw new ExportLost();

  const counted = async function* () {
    for await (const block of exportBlocks(auditStore, query, job.form)) {
      counter.count(block);
      yield block;
    }
  };
  const encoded =
    job.form.encoding === 'shift_jis'
      ? inShiftJis(counted(), (count) => {
          replaced = count;
        })
      : counted();
  const watched = async function* () {
    let writtenAt = performance.now();
    for await (const block of compressed(encoded, job.form.compression)) {
      signal.throwIfAborted();
      bytes += block.length;
      yield block;
      if (performance.now() - writtenAt < progressMs) continue;
      if (!(await writeExportProgress(db, runId, progress()))) throw new ExportLost();
      writtenAt = performance.now();
    }
    signal.throwIfAborted();
  };
  await folder.write(fileOf(job, runId), watched());
  // What arrived since it was counted is in the file too.
  return { ...progress(), rowsTotal: counter.rows };
}

function fileOf({ organisationId, id }: AuditExportJob, runId: string): ExportFile {
  return { organisationId, jobId: id, fileId: runId };
}

async function settleFailure(
  { db, clock }: MakeExportDependencies,
  run: { readonly job: AuditExportJob; readonly runId: string; readonly signal: AbortSignal },
  error: unknown,
): Promise<void> {
  const now = clock.now();
  const { job, runId, signal } = run;
  if (signal.aborted) return releaseExportJob(db, runId, { nextAttemptAt: now, countsNot: true });
  if (isAway(error) && now.getTime() - job.requestedAt.getTime() < patienceMs) {
    return releaseExportJob(db, runId, { nextAttemptAt: new Date(now.getTime() + retryMs), countsNot: true });
  }
  await failExportJob(db, runId, { error: explain(error), finishedAt: now });
}

function isAway(error: unknown): boolean {
  return error instanceof AuditStoreUnavailable || isDatabaseUnavailable(error);
}

function explain(error: unknown): LocalisedText {
  if (error instanceof ExportImpossible || error instanceof InvalidAuditQuery) return error.explanation;
  if (isAway(error)) return away;
  switch (error instanceof Error && 'code' in error ? error.code : undefined) {
    case 'ENOSPC':
    case 'EDQUOT':
      return diskFull;
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
    case 'ENOTDIR':
      return notWritable;
    default:
      return unexpected;
  }
}

const gaveUp: LocalisedText = {
  ja: 'ファイルの作成が繰り返し中断されたため、取りやめました。期間を短くするか、運用者に連絡してください。',
  en: 'Making the file broke off again and again, so it was given up. Choose a shorter range, or tell the operator.',
};
const away: LocalisedText = {
  ja: '監査ログに 1 日以上接続できなかったため、取りやめました。運用者に連絡してください。',
  en: 'The audit log could not be reached for a day, so this was given up. Tell the operator.',
};
const diskFull: LocalisedText = {
  ja: 'ファイルを保存する場所の空き容量が足りません。期間を短くするか、圧縮するか、運用者に連絡してください。',
  en: 'There is not enough room for the file. Choose a shorter range, compress it, or tell the operator.',
};
const notWritable: LocalisedText = {
  ja: 'ファイルを保存する場所に書き込めません。運用者に EXPORT_DIR の確認を依頼してください。',
  en: 'The folder of prepared files can not be written to. Ask the operator to look at EXPORT_DIR.',
};
const unexpected: LocalisedText = {
  ja: '予期しないエラーが起きました。もう一度依頼し、繰り返す場合は運用者に連絡してください。',
  en: 'Something unexpected went wrong. Ask for it again, and tell the operator if it goes on.',
};

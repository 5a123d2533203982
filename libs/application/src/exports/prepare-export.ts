import {
  type AuditExportFilters,
  type AuditExportForm,
  type AuditExportJob,
  DomainError,
  decideRemoveExport,
  decideRequestExport,
  exportLifetimeMs,
} from '@sekisho/domain';
import {
  countUnfinishedExportJobs,
  deleteExportJob,
  type ExportProgress,
  finishExportJob,
  insertAuditLogMails,
  insertExportJob,
  lockOrganisation,
} from '@sekisho/storage';
import { recordEvents } from '../audit-trail/record-events.ts';
import { organisationNotFound } from '../organisations/require-organisation.ts';
import type { TenantScope, UseCaseDependencies } from '../use-case.ts';

/** Exports in the background: asked for, finished, removed. Making the file is the worker's. */

export async function requestExport(
  dependencies: UseCaseDependencies,
  scope: TenantScope,
  wanted: { readonly filters: AuditExportFilters; readonly form: AuditExportForm },
): Promise<AuditExportJob> {
  const { db, clock, ids } = dependencies;
  const now = clock.now();
  return db.transaction().execute(async (trx) => {
    // Under the lock, so that two requests at once do not both find room for one.
    if ((await lockOrganisation(trx, scope.organisationId)) === null) throw organisationNotFound();
    const { next, events } = decideRequestExport(
      { id: ids.uuid(), organisationId: scope.organisationId, ...wanted },
      { unfinished: await countUnfinishedExportJobs(trx, scope.organisationId), actor: scope.actor },
      now,
    );
    await insertExportJob(trx, next);
    await recordEvents(trx, events, { ...scope, now, ids });
    return next;
  });
}

/** Takes the job away and returns it: one that is being made ends soon, and a file is for the caller to delete. */
export async function removeExport(
  dependencies: UseCaseDependencies,
  scope: TenantScope,
  jobId: string,
): Promise<AuditExportJob> {
  const { db, clock, ids } = dependencies;
  return db.transaction().execute(async (trx) => {
    const job = await deleteExportJob(trx, scope.organisationId, jobId);
    if (job === null) throw exportNotFound();
    await recordEvents(trx, decideRemoveExport(job), { ...scope, now: clock.now(), ids });
    return job;
  });
}

/**
 * The file is in its place: says so, and has the person mailed who asked for it. False when the run has lost the job.
 */
export async function finishExport(
  dependencies: UseCaseDependencies & { readonly mailConfigured: boolean },
  runId: string,
  result: ExportProgress,
): Promise<boolean> {
  const { db, clock, ids, mailConfigured } = dependencies;
  const now = clock.now();
  return db.transaction().execute(async (trx) => {
    const job = await finishExportJob(trx, runId, {
      ...result,
      finishedAt: now,
      expiresAt: new Date(now.getTime() + exportLifetimeMs),
    });
    if (job === null) return false;
    if (mailConfigured && job.requestedBy.kind === 'account') {
      const { organisationId, requestedBy } = job;
      const subject = { kind: 'export-ready', exportJobId: job.id } as const;
      await insertAuditLogMails(trx, [{ id: ids.uuid(), organisationId, accountId: requestedBy.id, subject }], now);
    }
    return true;
  });
}

export function exportNotFound(): DomainError {
  return new DomainError('audit-export.not-found', {
    ja: 'この出力は見つかりませんでした。削除されたか、期限が過ぎています。',
    en: 'There is no such export. It was removed, or is past its time.',
  });
}

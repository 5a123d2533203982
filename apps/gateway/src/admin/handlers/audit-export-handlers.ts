import type { auditExportOperations, exportJob } from '@sekisho/api-contract';
import {
  apiKeyLinkMs,
  authoriseDownload,
  type DownloadGrant,
  downloadAddress,
  exportNotFound,
  personalLinkMs,
  readDownloadToken,
  recordAuditLogExport,
  removeExport,
  requestExport,
  requireLogDownloads,
  type TenantScope,
} from '@sekisho/application';
import type { AuditStore } from '@sekisho/audit-store';
import { type AuditExportJob, DomainError, describeExport, exportStateAt } from '@sekisho/domain';
import type { SecretKey } from '@sekisho/platform';
import { findExportJob, listExportJobs } from '@sekisho/storage';
import type { z } from 'zod';
import { auditQueryOf } from '../../audit/audit-query.ts';
import { exportName } from '../../audit/export-file.ts';
import type { ExportFile, ExportFolder } from '../../audit/exports/export-folder.ts';
import { openMonth } from '../../audit/monthly/open-month.ts';
import type { AdminDependencies } from '../admin-dependencies.ts';
import type { FileReply, HandlersOf } from '../operation-handler.ts';
import { authenticationRequired, monthUnknown } from '../request-problem.ts';
import { toFilters, toForm } from './audit-log-parameters.ts';

/** What exports in the background need beside what every handler has. */
export interface AuditExportDependencies {
  readonly auditStore: AuditStore;
  readonly exportFolder: ExportFolder;
  /** Signs links. */
  readonly secretKey: SecretKey;
}

export function auditExportHandlers(
  dependencies: AdminDependencies & AuditExportDependencies,
): HandlersOf<typeof auditExportOperations> {
  const { db, clock, auditStore, exportFolder, secretKey } = dependencies;

  async function findJob(organisationId: string, jobId: string): Promise<AuditExportJob> {
    const job = await findExportJob(db, organisationId, jobId);
    if (job === null) throw exportNotFound();
    return job;
  }

  /** The job, with its file still there to be read. */
  async function findReady(
    organisationId: string,
    jobId: string,
  ): Promise<{ readonly job: AuditExportJob; readonly expiresAt: Date; readonly file: ExportFile }> {
    const job = await findJob(organisationId, jobId);
    const state = exportStateAt(job, clock.now());
    if (state === 'expired') throw fileGone();
    const { expiresAt, fileId } = job;
    if (state !== 'ready' || expiresAt === null || fileId === null) throw notReady();
    return { job, expiresAt, file: { organisationId, jobId, fileId } };
  }

  async function openExport(scope: TenantScope, jobId: string): Promise<FileReply> {
    await requireLogDownloads(dependencies, scope.organisationId);
    const { job, file } = await findReady(scope.organisationId, jobId);
    if (!(await exportFolder.has(file))) throw fileGone();
    await recordAuditLogExport(dependencies, scope, describeExport(job));
    return { ...exportName(job.form, job.requestedAt), path: exportFolder.pathOf(file) };
  }

  return {
    async createAuditExportJob({ caller, body }) {
      const filters = toFilters(body);
      await requireLogDownloads(dependencies, caller.organisationId);
      // What the store can't understand is refused now rather than when a worker comes to it.
      await auditStore.search(auditQueryOf(caller.organisationId, filters), { limit: 1 });
      return render(await requestExport(dependencies, caller, { filters, form: toForm(body) }), clock.now());
    },
    async listAuditExportJobs({ caller, query }) {
      const { items, total } = await listExportJobs(db, caller.organisationId, query);
      return { items: items.map((job) => render(job, clock.now())), total };
    },
    async getAuditExportJob({ caller, params }) {
      return render(await findJob(caller.organisationId, params.exportJobId), clock.now());
    },
    async deleteAuditExportJob({ caller, params }) {
      const { organisationId, id, fileId } = await removeExport(dependencies, caller, params.exportJobId);
      // Should this fail, the sweep finds a file without a job.
      if (fileId !== null) await exportFolder.remove({ organisationId, jobId: id, fileId });
      return undefined;
    },
    async createAuditExportLink({ caller, params }) {
      const { organisationId, principal } = caller;
      const { job, expiresAt: gone } = await findReady(organisationId, params.exportJobId);
      const holder =
        principal.kind === 'session'
          ? ({ kind: 'account', id: principal.member.id } as const)
          : ({ kind: 'api-key', id: principal.keyId } as const);
      const lifetimeMs = holder.kind === 'account' ? personalLinkMs : apiKeyLinkMs;
      const expiresAt = new Date(Math.min(gone.getTime(), clock.now().getTime() + lifetimeMs));
      const grant: DownloadGrant = {
        organisationId,
        holder,
        target: { kind: 'export', exportJobId: job.id },
        expiresAt,
      };
      return { url: downloadAddress(dependencies, grant), expiresAt: expiresAt.toISOString() };
    },
    async openAuditLogDownload({ params, principal, origin }) {
      const grant = readDownloadToken(secretKey, params.token, clock.now());
      const reader = principal?.kind === 'session' ? principal : null;
      const actor = await authoriseDownload(dependencies, grant, reader, origin);
      if (actor === null) throw authenticationRequired();
      const scope = { organisationId: grant.organisationId, actor };
      const { target } = grant;
      if (target.kind === 'export') return openExport(scope, target.exportJobId);
      const { month, product, byteOrderMark } = target;
      const form = { encoding: 'utf-8', byteOrderMark } as const;
      const file = await openMonth(dependencies, scope, { month, product, timeZone: 'UTC', form });
      if (file === null) throw monthUnknown();
      return file;
    },
  };
}

function render(job: AuditExportJob, now: Date): z.output<typeof exportJob> {
  const { products, categories, events, ipAddress, ...filters } = job.filters;
  const { byteOrderMark, ...form } = job.form;
  return {
    id: job.id,
    state: exportStateAt(job, now),
    rowsDone: job.rowsDone,
    rowsTotal: job.rowsTotal,
    bytes: job.bytes,
    replacedCharacters: job.replaced,
    error: job.error,
    filters: {
      ...filters,
      ...(products === undefined ? {} : { products: [...products] }),
      ...(categories === undefined ? {} : { categories: [...categories] }),
      ...(events === undefined ? {} : { events: [...events] }),
      ...(ipAddress === undefined ? {} : { ip: ipAddress }),
    },
    form: { ...form, bom: byteOrderMark },
    fileName: exportName(job.form, job.requestedAt).fileName,
    requestedBy: { ...job.requestedBy },
    requestedAt: job.requestedAt.toISOString(),
    startedAt: job.startedAt?.toISOString() ?? null,
    finishedAt: job.finishedAt?.toISOString() ?? null,
    expiresAt: job.expiresAt?.toISOString() ?? null,
  };
}

function notReady(): DomainError {
  return new DomainError('audit-export.not-ready', {
    ja: 'ファイルはまだできていません。作成が完了してからダウンロードしてください。失敗した場合は、もう一度依頼してください。',
    en: 'The file is not there yet. Download it when it is ready; if making it has failed, ask for it again.',
  });
}

function fileGone(): DomainError {
  return new DomainError('audit-export.gone', {
    ja: 'このファイルは保存期間が過ぎたため削除されました。もう一度依頼してください。',
    en: 'This file is gone: it is kept for seven days. Ask for it again.',
  });
}

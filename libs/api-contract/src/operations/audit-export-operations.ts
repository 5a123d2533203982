import { z } from 'zod';
import { empty, file, json, operations } from '../operation.ts';
import { instant, localisedText, page, pageOf, uuid } from '../values.ts';
import { form, query, text } from './audit-log-parameters.ts';

const count = z.int().min(0);

export const exportJob = z
  .object({
    id: uuid,
    state: z.enum(['queued', 'running', 'ready', 'failed', 'expired']),
    rowsDone: count.meta({ description: 'Events written so far.' }),
    rowsTotal: count.nullable().meta({ description: 'Null until counted.' }),
    bytes: count,
    replacedCharacters: count.meta({ description: 'Characters that Shift_JIS does not have and that became 〓.' }),
    error: localisedText.nullable(),
    filters: z.object({
      from: instant.optional(),
      to: instant.optional(),
      products: z.array(text).optional(),
      categories: z.array(text).optional(),
      events: z.array(text).optional(),
      actor: text.optional(),
      ip: text.optional(),
      text: text.optional(),
    }),
    form: z.object({
      format: z.enum(['csv', 'ndjson', 'parquet']),
      preset: z.enum(['default', 'full', 'evidence']),
      encoding: z.enum(['utf-8', 'shift_jis']),
      bom: z.boolean(),
      order: z.enum(['newest-first', 'oldest-first']),
      compression: z.enum(['none', 'gzip', 'zstd']),
    }),
    fileName: z.string(),
    requestedBy: z.object({ kind: z.enum(['account', 'api-key']), id: z.string(), name: z.string() }),
    requestedAt: instant,
    startedAt: instant.nullable(),
    finishedAt: instant.nullable(),
    expiresAt: instant.nullable().meta({ description: 'When the file goes; null while there is none.' }),
  })
  .meta({ id: 'AuditExportJob' });

const exportJobId = z.object({ exportJobId: uuid });

/** Files of the audit log that are made in the background, and the links that open them. */
export const auditExportOperations = operations({
  createAuditExportJob: {
    method: 'post',
    path: '/audit-log/export-jobs',
    tag: 'audit-log',
    summary: {
      ja: '監査ログのファイルの作成を依頼する (範囲が大きいとき)',
      en: 'Have a file of the audit log made in the background, for ranges too big for one request',
    },
    permission: 'audit-log:read',
    body: z.strictObject({
      ...query,
      ...form,
      bom: z.boolean().default(false).meta({ description: 'CSV in UTF-8 only.' }),
    }),
    response: json(exportJob),
    status: 201,
    errors: [409, 422],
  },
  listAuditExportJobs: {
    method: 'get',
    path: '/audit-log/export-jobs',
    tag: 'audit-log',
    summary: { ja: '依頼した監査ログのファイルを一覧する', en: 'List the files of the audit log that were asked for' },
    permission: 'audit-log:read',
    query: z.strictObject(page),
    response: json(pageOf(exportJob)),
    status: 200,
    errors: [],
  },
  getAuditExportJob: {
    method: 'get',
    path: '/audit-log/export-jobs/{exportJobId}',
    tag: 'audit-log',
    summary: { ja: '監査ログのファイルの作成の進み具合を取得する', en: 'Get how far a file of the audit log is' },
    permission: 'audit-log:read',
    params: exportJobId,
    response: json(exportJob),
    status: 200,
    errors: [404],
  },
  deleteAuditExportJob: {
    method: 'delete',
    path: '/audit-log/export-jobs/{exportJobId}',
    tag: 'audit-log',
    summary: {
      ja: '監査ログのファイルを削除する (作成中なら中止する)',
      en: 'Remove a file of the audit log, or stop making it',
    },
    permission: 'audit-log:read',
    params: exportJobId,
    response: empty,
    status: 204,
    errors: [404],
  },
  createAuditExportLink: {
    method: 'post',
    path: '/audit-log/export-jobs/{exportJobId}/link',
    tag: 'audit-log',
    summary: {
      ja: '監査ログのファイルをダウンロードするリンクを作成する',
      en: 'Make a link that downloads a file of the audit log',
    },
    permission: 'audit-log:read',
    params: exportJobId,
    response: json(
      z.object({
        url: z.url().meta({
          description:
            "Signed. One made by a person opens in that person's session; one made by an API key opens for whoever has it.",
        }),
        expiresAt: instant,
      }),
    ),
    status: 201,
    errors: [404, 409],
  },
  openAuditLogDownload: {
    method: 'get',
    path: '/audit-log/downloads/{token}',
    tag: 'audit-log',
    summary: {
      ja: 'リンクから監査ログのファイルをダウンロードする',
      en: 'Download a file of the audit log by its link',
    },
    // Signature, expiry and what its holder may do now are checked by hand: a link of an API key carries no credentials.
    permission: 'public',
    params: z.object({ token: z.string().min(1).max(2000) }),
    response: file('application/octet-stream'),
    status: 200,
    errors: [401, 403, 404, 409],
  },
});

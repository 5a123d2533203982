import { z } from 'zod';
import { file, json, operations } from '../operation.ts';
import { instant, timeZone } from '../values.ts';
import { byteOrderMark, encoding, form, query } from './audit-log-parameters.ts';

export const auditEvent = z
  .object({
    id: z.string(),
    organisationId: z.string(),
    product: z.string(),
    occurredAt: instant,
    category: z.string(),
    event: z.string(),
    action: z.string(),
    operationUserId: z.string(),
    operationUserName: z.string(),
    operationUserEmail: z.string(),
    ipAddress: z.string(),
    userAgent: z.string(),
    spaceKey: z.string(),
    version: z.literal('V1'),
  })
  .meta({ id: 'AuditEvent' });

const monthZone = timeZone.default('UTC').meta({ description: 'In which months begin. Default: UTC.' });

const facet = z.object({ value: z.string(), events: z.int().min(0) });

export const auditLogOperations = operations({
  searchAuditLog: {
    method: 'get',
    path: '/audit-log/events',
    tag: 'audit-log',
    summary: { ja: '監査ログを検索する (新しい順)', en: 'Search the audit log, newest first' },
    permission: 'audit-log:read',
    query: z.strictObject({
      ...query,
      limit: z.coerce.number().int().min(1).max(1000).default(100),
      cursor: z.string().max(300).optional().meta({ description: '`nextCursor` of the page before.' }),
    }),
    response: json(
      z.object({
        events: z.array(auditEvent),
        nextCursor: z.string().nullable().meta({ description: 'Null on the last page. Stable while events arrive.' }),
      }),
    ),
    status: 200,
    errors: [],
  },
  countAuditLog: {
    method: 'get',
    path: '/audit-log/count',
    tag: 'audit-log',
    summary: { ja: '監査ログの件数を数える', en: 'Count audit events' },
    permission: 'audit-log:read',
    query: z.strictObject(query),
    response: json(z.object({ events: z.int().min(0) })),
    status: 200,
    errors: [],
  },
  getAuditLogHistogram: {
    method: 'get',
    path: '/audit-log/histogram',
    tag: 'audit-log',
    summary: { ja: '監査ログの件数の推移を取得する', en: 'Count audit events over time' },
    permission: 'audit-log:read',
    query: z.strictObject({
      ...query,
      buckets: z.coerce.number().int().min(1).max(1000).default(60).meta({ description: 'At most so many bars.' }),
      timeZone: timeZone.optional(),
    }),
    response: json(
      z.object({
        bucketMs: z.int().min(0).meta({ description: 'Width of a bar; 0 when there are none.' }),
        buckets: z.array(z.object({ start: instant, events: z.int().min(0) })),
      }),
    ),
    status: 200,
    errors: [],
  },
  getAuditLogFacets: {
    method: 'get',
    path: '/audit-log/facets',
    tag: 'audit-log',
    summary: {
      ja: '監査ログに現れる値と件数を取得する',
      en: 'List the values in the audit log and how often each occurs',
    },
    permission: 'audit-log:read',
    query: z.strictObject(query),
    response: json(
      z.object({
        products: z.array(facet),
        categories: z.array(facet),
        events: z.array(facet),
        actors: z.array(facet.extend({ label: z.string() })),
      }),
    ),
    status: 200,
    errors: [],
  },
  exportAuditLog: {
    method: 'get',
    path: '/audit-log/export',
    tag: 'audit-log',
    summary: { ja: '監査ログをファイルに出力する', en: 'Export the audit log as a file' },
    permission: 'audit-log:read',
    query: z.strictObject({
      ...query,
      ...form,
      bom: byteOrderMark,
    }),
    response: file('text/csv; charset=utf-8'),
    status: 200,
    errors: [],
  },
  listAuditLogMonths: {
    method: 'get',
    path: '/audit-log/months',
    tag: 'audit-log',
    summary: { ja: '監査ログの月次ファイルを一覧する', en: 'List the monthly files of the audit log' },
    permission: 'audit-log:read',
    query: z.strictObject({ timeZone: monthZone }),
    response: json(
      z.object({
        months: z.array(
          z.object({
            month: z.string().meta({ example: '2026-04' }),
            product: z.string(),
            events: z.int().min(0),
            madeAt: instant.nullable().meta({
              description:
                'When the file was first made (day 1, 02:00 UTC). Null while it is not, and in other time zones than UTC.',
            }),
            late: z.int().min(0).meta({
              description: 'Events stored since it was made, or was due. With any, the file is a corrected one.',
            }),
            complete: z.boolean().meta({ description: 'False for the month that is not over yet.' }),
          }),
        ),
      }),
    ),
    status: 200,
    errors: [],
  },
  downloadAuditLogMonth: {
    method: 'get',
    path: '/audit-log/monthly-file',
    tag: 'audit-log',
    summary: { ja: '監査ログの月次ファイルをダウンロードする', en: 'Download a monthly file of the audit log' },
    permission: 'audit-log:read',
    query: z.strictObject({
      month: z
        .string()
        .regex(/^\d{4}-(0[1-9]|1[0-2])$/)
        .meta({ example: '2026-04' }),
      product: z.string().min(1).max(100),
      timeZone: monthZone,
      encoding,
      bom: byteOrderMark,
    }),
    response: file('application/zip'),
    status: 200,
    errors: [404],
  },
  exportAuditEvidence: {
    method: 'get',
    path: '/audit-log/evidence',
    tag: 'audit-log',
    summary: {
      ja: '監査ログの封印 (改ざんがないことの証拠) をファイルに出力する',
      en: 'Export the seals that prove the audit log unaltered',
    },
    permission: 'audit-log:read',
    response: file('application/x-ndjson; charset=utf-8'),
    status: 200,
    errors: [],
  },
  getAuditLogSealState: {
    method: 'get',
    path: '/audit-log/seals',
    tag: 'audit-log',
    summary: { ja: '監査ログの封印の状況を取得する', en: 'Get how far the audit log is sealed' },
    permission: 'audit-log:read',
    response: json(
      z.object({
        state: z.enum(['sealed', 'waiting', 'late', 'unknown']).meta({
          description:
            'sealed: everything stored is. waiting: an hour is not over yet. late: an hour that is over has no seal. unknown: the audit store is away.',
        }),
        lastSeal: z
          .object({
            sequence: z.int().min(1),
            from: instant,
            to: instant.meta({ description: 'Exclusive. What was stored before is sealed.' }),
            events: z.int().min(0),
            root: z.string().meta({ description: 'Merkle root over its events, base64url.' }),
            keyId: z.string(),
          })
          .nullable(),
        waitingSince: instant.nullable().meta({ description: 'When the oldest event without a seal was stored.' }),
        nextSealAt: instant.nullable().meta({ description: 'When it is sealed, at the earliest.' }),
      }),
    ),
    status: 200,
    errors: [],
  },
  getSealKey: {
    method: 'get',
    path: '/audit-log/seal-key',
    tag: 'audit-log',
    summary: { ja: '封印を検証するための公開鍵を取得する', en: 'Get the public key that seals are verified with' },
    permission: 'audit-log:read',
    response: json(z.object({ keyId: z.string(), publicKey: z.string().meta({ description: 'Ed25519, SPKI, PEM.' }) })),
    status: 200,
    errors: [],
  },
});

import { z } from 'zod';
import { empty, json, operations } from '../operation.ts';
import { instant, localisedText, name, uuid } from '../values.ts';

/** PEM; null: the well-known authorities. */
const caCertificate = z
  .string()
  .trim()
  .max(20_000)
  .nullable()
  .default(null)
  .meta({ description: 'PEM of the authority that signed the receiver’s certificate; null: the well-known ones.' });

const address = (example: string) => z.string().trim().min(1).max(2000).meta({ example });

export const destinationSettings = z
  .discriminatedUnion('kind', [
    z
      .strictObject({
        kind: z.literal('webhook'),
        url: address('https://siem.example.co.jp/sekisho'),
        caCertificate,
      })
      .meta({ description: 'Signed messages as Standard Webhooks describe them, up to 100 events each.' }),
    z
      .strictObject({
        kind: z.literal('syslog'),
        host: address('siem.example.co.jp'),
        port: z.int().min(1).max(65_535).default(6514),
        caCertificate,
      })
      .meta({ description: 'RFC 5424 messages over TLS (RFC 5425), an event each, as JSON.' }),
    z
      .strictObject({
        kind: z.literal('splunk-hec'),
        url: address('https://splunk.example.co.jp:8088'),
        index: z.string().trim().min(1).max(100).nullable().default(null),
        sourcetype: z.string().trim().min(1).max(100).default('sekisho:audit'),
        caCertificate,
      })
      .meta({ description: 'Splunk HTTP Event Collector, gzipped.' }),
    z
      .strictObject({
        kind: z.literal('s3'),
        endpoint: address('https://s3.ap-northeast-1.amazonaws.com'),
        region: z.string().trim().min(1).max(64).meta({ example: 'ap-northeast-1' }),
        bucket: z
          .string()
          .regex(/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/)
          .meta({ example: 'audit-log' }),
        prefix: z.string().max(200).default(''),
        accessKeyId: z
          .string()
          .regex(/^[!-~]{1,128}$/)
          .meta({ example: 'AKIAIOSFODNN7EXAMPLE' }),
        pathStyle: z.boolean().default(true),
        caCertificate,
      })
      .meta({ description: 'Objects of gzipped NDJSON in an S3-compatible store, at most one a minute while idle.' }),
    z
      .strictObject({ kind: z.literal('file'), folder: address('siem/audit') })
      .meta({ description: 'NDJSON files, one a day, below the folder that the operator allows.' }),
  ])
  .meta({ id: 'DestinationSettings' });

const secret = z
  .string()
  .min(1)
  .max(500)
  .meta({ description: 'Signing secret, token, or secret access key. Stored encrypted, never shown again.' });

const health = z
  .object({
    state: z.enum(['paused', 'healthy', 'failing']),
    delivered: z.int().min(0).meta({ description: 'Events delivered so far; those sent again count again.' }),
    lagEvents: z.int().min(0).nullable().meta({
      description: 'Events stored and not yet delivered. Null while the audit store is away.',
    }),
    lagSeconds: z.int().min(0).nullable().meta({ description: 'Age of the oldest of them.' }),
    failures: z.int().min(0).meta({ description: 'Failed attempts since the last success.' }),
    nextAttemptAt: instant.nullable().meta({ description: 'While it fails: when it is tried again.' }),
    lastSuccessAt: instant.nullable(),
    lastErrorAt: instant.nullable(),
    lastError: localisedText.nullable(),
  })
  .meta({ id: 'DestinationHealth' });

export const destination = z
  .object({
    id: uuid,
    name: z.string(),
    state: z.enum(['active', 'paused']),
    settings: destinationSettings,
    secretHint: z.string().nullable().meta({ description: 'The end of the secret, to tell two apart.' }),
    health,
    createdAt: instant,
    updatedAt: instant,
  })
  .meta({ id: 'Destination' });

const destinationParams = z.object({ destinationId: uuid });

export const forwardingOperations = operations({
  listDestinations: {
    method: 'get',
    path: '/forwarding/destinations',
    tag: 'forwarding',
    summary: { ja: '転送先と状況を一覧する', en: 'List destinations and how they do' },
    permission: 'forwarding:read',
    response: json(
      z.object({
        items: z.array(destination),
        filesAllowed: z.boolean().meta({ description: 'Whether the operator allows forwarding to files.' }),
      }),
    ),
    status: 200,
    errors: [],
  },
  createDestination: {
    method: 'post',
    path: '/forwarding/destinations',
    tag: 'forwarding',
    summary: { ja: '転送先を作成する', en: 'Create a destination' },
    permission: 'forwarding:write',
    body: z.strictObject({
      name: name(),
      settings: destinationSettings,
      secret: secret.nullable().default(null),
      since: instant.nullable().default(null).meta({
        description: 'Forward what was stored since then; null: from now on.',
      }),
    }),
    response: json(
      z.object({
        destination,
        signingSecret: z.string().nullable().meta({
          description: 'The secret made for a webhook that was given none. Shown this once, never again.',
        }),
      }),
    ),
    status: 201,
    errors: [409],
  },
  updateDestination: {
    method: 'patch',
    path: '/forwarding/destinations/{destinationId}',
    tag: 'forwarding',
    summary: { ja: '転送先を変更する', en: 'Change a destination' },
    permission: 'forwarding:write',
    params: destinationParams,
    body: z.strictObject({
      name: name().optional(),
      settings: destinationSettings.optional(),
      secret: secret.optional(),
    }),
    response: json(destination),
    status: 200,
    errors: [404, 409],
  },
  pauseDestination: {
    method: 'post',
    path: '/forwarding/destinations/{destinationId}/pause',
    tag: 'forwarding',
    summary: { ja: '転送を一時停止する (失われるものはない)', en: 'Pause forwarding; nothing is lost' },
    permission: 'forwarding:write',
    params: destinationParams,
    response: json(destination),
    status: 200,
    errors: [404],
  },
  resumeDestination: {
    method: 'post',
    path: '/forwarding/destinations/{destinationId}/resume',
    tag: 'forwarding',
    summary: { ja: '転送を再開する', en: 'Resume forwarding where it was' },
    permission: 'forwarding:write',
    params: destinationParams,
    response: json(destination),
    status: 200,
    errors: [404],
  },
  testDestination: {
    method: 'post',
    path: '/forwarding/destinations/{destinationId}/test',
    tag: 'forwarding',
    summary: { ja: 'テストイベントを 1 件送信する', en: 'Send one test event' },
    permission: 'forwarding:write',
    params: destinationParams,
    response: json(
      z.object({
        delivered: z.boolean(),
        answer: localisedText.meta({ description: 'What the receiver said, or why it could not be asked.' }),
        durationMs: z.int().min(0),
      }),
    ),
    status: 200,
    errors: [404],
  },
  deleteDestination: {
    method: 'delete',
    path: '/forwarding/destinations/{destinationId}',
    tag: 'forwarding',
    summary: { ja: '転送先を削除する', en: 'Delete a destination' },
    permission: 'forwarding:write',
    params: destinationParams,
    response: empty,
    status: 204,
    errors: [404],
  },
});

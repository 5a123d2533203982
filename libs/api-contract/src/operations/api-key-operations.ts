import { z } from 'zod';
import { empty, json, operations } from '../operation.ts';
import { instant, name, permission, uuid } from '../values.ts';

export const apiKey = z
  .object({
    id: uuid,
    name: z.string(),
    hint: z.string().meta({ description: 'The last characters, to tell two apart.' }),
    scopes: z.array(permission),
    product: z.string().nullable().meta({
      description: 'With a product, the key does one thing only: write audit events of that product.',
    }),
    valid: z.boolean(),
    createdAt: instant,
    expiresAt: instant.nullable(),
    revokedAt: instant.nullable(),
    lastUsedAt: instant.nullable(),
  })
  .meta({ id: 'ApiKey' });

const expiresAt = instant.nullable().optional();

export const apiKeyOperations = operations({
  listApiKeys: {
    method: 'get',
    path: '/api-keys',
    tag: 'api-keys',
    summary: { ja: 'API キーを一覧する', en: 'List API keys' },
    permission: 'api-keys:read',
    response: json(z.object({ items: z.array(apiKey) })),
    status: 200,
    errors: [],
  },
  issueApiKey: {
    method: 'post',
    path: '/api-keys',
    tag: 'api-keys',
    summary: { ja: 'API キーを発行する', en: 'Issue an API key' },
    permission: 'api-keys:write',
    body: z.discriminatedUnion('purpose', [
      z.strictObject({
        purpose: z.literal('admin-api'),
        name: name(),
        scopes: z.array(permission).min(1).max(50).meta({ description: 'At most what the issuer may do.' }),
        expiresAt,
      }),
      z.strictObject({
        purpose: z.literal('events'),
        name: name(),
        product: z
          .string()
          .trim()
          .min(1)
          .max(64)
          .meta({ description: 'The product whose audit events the key may write.' }),
        expiresAt,
      }),
    ]),
    response: json(z.object({ apiKey, secret: z.string().meta({ description: 'Shown this once, never again.' }) })),
    status: 201,
    errors: [],
  },
  revokeApiKey: {
    method: 'delete',
    path: '/api-keys/{apiKeyId}',
    tag: 'api-keys',
    summary: { ja: 'API キーを失効させる', en: 'Revoke an API key' },
    permission: 'api-keys:write',
    params: z.object({ apiKeyId: uuid }),
    response: empty,
    status: 204,
    errors: [404],
  },
});

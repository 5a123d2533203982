import { z } from 'zod';
import { empty, json, operations } from '../operation.ts';
import { instant, localisedText, name, uuid } from '../values.ts';

export const identityProvider = z
  .object({
    id: z.string(),
    displayName: localisedText,
    setupGuide: z.object({
      steps: z.array(
        z.object({
          title: localisedText,
          body: localisedText,
          copy: z.array(z.enum(['scimBaseUrl', 'scimToken'])),
        }),
      ),
      reference: z.string().nullable(),
    }),
  })
  .meta({ id: 'IdentityProvider' });

export const connectionToken = z
  .object({
    id: uuid,
    hint: z.string().meta({ description: 'The last characters, to tell two apart.' }),
    valid: z.boolean(),
    createdAt: instant,
    expiresAt: instant.nullable(),
    revokedAt: instant.nullable(),
    lastUsedAt: instant.nullable(),
  })
  .meta({ id: 'ConnectionToken' });

export const connection = z
  .object({
    id: uuid,
    providerId: z.string(),
    name: z.string(),
    state: z.enum(['enabled', 'disabled']),
    scimBaseUrl: z.string().meta({ description: 'What the identity provider calls the tenant URL or base URL.' }),
    userCount: z.int().min(0),
    groupCount: z.int().min(0),
    createdAt: instant,
    updatedAt: instant,
  })
  .meta({ id: 'Connection' });

export const connectionDetail = connection
  .extend({ tokens: z.array(connectionToken) })
  .meta({ id: 'ConnectionDetail' });

const connectionParams = z.object({ connectionId: uuid });

export const connectionOperations = operations({
  listIdentityProviders: {
    method: 'get',
    path: '/identity-providers',
    tag: 'connections',
    summary: { ja: '対応する IdP と設定手順を一覧する', en: 'List identity providers and their setup guides' },
    permission: 'connections:read',
    response: json(z.object({ items: z.array(identityProvider) })),
    status: 200,
    errors: [],
  },
  listConnections: {
    method: 'get',
    path: '/connections',
    tag: 'connections',
    summary: { ja: 'IdP連携を一覧する', en: 'List connections' },
    permission: 'connections:read',
    response: json(z.object({ items: z.array(connection) })),
    status: 200,
    errors: [],
  },
  createConnection: {
    method: 'post',
    path: '/connections',
    tag: 'connections',
    summary: { ja: 'IdP連携を作成する', en: 'Create a connection' },
    permission: 'connections:write',
    body: z.strictObject({ providerId: z.string().min(1).max(64), name: name() }),
    response: json(connectionDetail),
    status: 201,
    errors: [],
  },
  getConnection: {
    method: 'get',
    path: '/connections/{connectionId}',
    tag: 'connections',
    summary: { ja: 'IdP連携を取得する', en: 'Get a connection' },
    permission: 'connections:read',
    params: connectionParams,
    response: json(connectionDetail),
    status: 200,
    errors: [404],
  },
  updateConnection: {
    method: 'patch',
    path: '/connections/{connectionId}',
    tag: 'connections',
    summary: { ja: 'IdP連携の名前を変更する、停止・再開する', en: 'Rename, disable or enable a connection' },
    permission: 'connections:write',
    params: connectionParams,
    body: z.strictObject({ name: name().optional(), state: z.enum(['enabled', 'disabled']).optional() }),
    response: json(connectionDetail),
    status: 200,
    errors: [404],
  },
  deleteConnection: {
    method: 'delete',
    path: '/connections/{connectionId}',
    tag: 'connections',
    summary: { ja: 'IdP連携を削除する', en: 'Delete a connection' },
    permission: 'connections:write',
    params: connectionParams,
    response: empty,
    status: 204,
    errors: [404, 409],
  },
  issueConnectionToken: {
    method: 'post',
    path: '/connections/{connectionId}/tokens',
    tag: 'connections',
    summary: { ja: 'SCIM トークンを発行する', en: 'Issue a SCIM token' },
    permission: 'connections:write',
    params: connectionParams,
    body: z.strictObject({ expiresAt: instant.nullable().optional() }),
    response: json(
      z.object({ token: connectionToken, secret: z.string().meta({ description: 'Shown this once, never again.' }) }),
    ),
    status: 201,
    errors: [404, 409],
  },
  revokeConnectionToken: {
    method: 'delete',
    path: '/connections/{connectionId}/tokens/{tokenId}',
    tag: 'connections',
    summary: { ja: 'SCIM トークンを失効させる', en: 'Revoke a SCIM token' },
    permission: 'connections:write',
    params: z.object({ connectionId: uuid, tokenId: uuid }),
    response: empty,
    status: 204,
    errors: [404],
  },
});

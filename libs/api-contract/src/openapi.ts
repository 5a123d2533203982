import { createDocument, type ZodOpenApiOperationObject, type ZodOpenApiPathsObject } from 'zod-openapi';
import { adminOperations } from './admin-operations.ts';
import type { Access, OperationShape, OperationTag, ResponseSpec } from './operation.ts';
import { problem } from './problem.ts';
import { sessionCookieName } from './session-cookie.ts';
import type { Language } from './values.ts';

/** The OpenAPI 3.1 document of the admin API, from the declarations that the gateway validates by. */
export type OpenApiDocument = ReturnType<typeof createDocument>;

export interface OpenApiOptions {
  /** The gateway's version. */
  readonly version: string;
  /** Where the gateway is reached, without a trailing slash. */
  readonly publicUrl: string;
  /** Language of summaries and descriptions of operations. */
  readonly language: Language;
}

const tagNames: Readonly<Record<OperationTag, Readonly<Record<Language, string>>>> = {
  'sign-in': { ja: 'サインインと自分のアカウント', en: 'Sign-in and own account' },
  organisation: { ja: '組織', en: 'Organisation' },
  members: { ja: 'メンバー', en: 'Members' },
  teams: { ja: 'チーム', en: 'Teams' },
  domains: { ja: 'メールドメイン', en: 'E-mail domains' },
  connections: { ja: 'IdP連携', en: 'Connections' },
  'api-keys': { ja: 'API キー', en: 'API keys' },
  'audit-log': { ja: '監査ログ', en: 'Audit log' },
  'access-log': { ja: 'アクセスログ', en: 'Access log' },
  forwarding: { ja: '監査ログの転送', en: 'Forwarding of the audit log' },
  alerts: { ja: 'アラート', en: 'Alerts' },
  operator: { ja: '運用者', en: 'Operator' },
};

const introduction: Readonly<Record<Language, string>> = {
  ja: '管理画面でできることは、すべてこの API でできます。プログラムからは API キーを `Authorization: Bearer` で送ってください。ブラウザーからはセッション Cookie を使い、変更を伴うリクエストには `X-CSRF-Token` を付けます。',
  en: 'Everything the admin pages do can be done by this API. Programs send an API key as `Authorization: Bearer`; browsers use the session cookie and add `X-CSRF-Token` to every request that changes something.',
};

const refusals: Readonly<Record<number, Readonly<Record<Language, string>>>> = {
  400: { ja: 'リクエストを読み取れません', en: 'The request can not be read' },
  401: { ja: '認証が必要です', en: 'Nobody is authenticated' },
  403: { ja: '権限がありません', en: 'Not permitted' },
  404: { ja: '見つかりません', en: 'Not found' },
  409: { ja: '現在の状態と矛盾します', en: 'In conflict with the present state' },
  413: { ja: 'リクエストが大きすぎます', en: 'The body is too large' },
  415: { ja: 'Content-Type が application/json ではありません', en: 'The content type is not application/json' },
  422: { ja: '値が正しくありません', en: 'A value is not acceptable' },
  429: { ja: 'リクエストが多すぎます', en: 'Too many requests' },
  503: { ja: '一時的に利用できません', en: 'Unavailable for the moment' },
};

export function buildOpenApi(options: OpenApiOptions): OpenApiDocument {
  const paths: Record<string, Record<string, ZodOpenApiOperationObject>> = {};
  for (const [id, operation] of Object.entries<OperationShape>(adminOperations)) {
    paths[operation.path] = {
      ...paths[operation.path],
      [operation.method]: describeOperation(id, operation, options.language),
    };
  }
  return createDocument({
    openapi: '3.1.1',
    info: { title: 'Sekisho Admin API', version: options.version, description: introduction[options.language] },
    servers: [{ url: `${options.publicUrl}/admin/v1` }],
    tags: Object.entries(tagNames).map(([name, names]) => ({ name, description: names[options.language] })),
    paths: paths satisfies ZodOpenApiPathsObject,
    components: {
      securitySchemes: {
        session: { type: 'apiKey', in: 'cookie', name: sessionCookieName(options.publicUrl) },
        csrfToken: { type: 'apiKey', in: 'header', name: 'X-CSRF-Token' },
        apiKey: { type: 'http', scheme: 'bearer' },
        operatorKey: { type: 'http', scheme: 'bearer' },
      },
    },
  });
}

/** The statuses of refusal that an operation can answer with. */
export function refusalsOf(operation: OperationShape): number[] {
  const statuses = new Set<number>([...operation.errors, 429, 503]);
  if (operation.permission !== 'public' || operation.path === '/session') statuses.add(401);
  // Public operations that change something refuse other origins.
  if (operation.permission !== 'public' || operation.method !== 'get') statuses.add(403);
  if (operation.params !== undefined || operation.query !== undefined) statuses.add(422);
  if (operation.body !== undefined) for (const status of [400, 413, 415, 422]) statuses.add(status);
  return [...statuses].sort((a, b) => a - b);
}

function describeOperation(id: string, operation: OperationShape, language: Language): ZodOpenApiOperationObject {
  const responses: ZodOpenApiOperationObject['responses'] = { [`${operation.status}`]: success(operation.response) };
  for (const status of refusalsOf(operation)) {
    responses[`${status}` as '400'] = {
      description: refusals[status]?.[language] ?? '',
      ...(status === 429 || status === 503
        ? { headers: { 'Retry-After': { description: 'Seconds.', schema: { type: 'integer' as const } } } }
        : {}),
      content: { 'application/problem+json': { schema: problem } },
    };
  }
  return {
    operationId: id,
    summary: operation.summary[language],
    tags: [operation.tag],
    security: security(operation.permission, operation.method),
    ...(permissionNote(operation.permission, language) === null
      ? {}
      : { description: permissionNote(operation.permission, language) ?? '' }),
    ...(operation.params === undefined && operation.query === undefined
      ? {}
      : {
          requestParams: {
            ...(operation.params === undefined ? {} : { path: operation.params }),
            ...(operation.query === undefined ? {} : { query: operation.query }),
          },
        }),
    ...(operation.body === undefined
      ? {}
      : { requestBody: { required: true, content: { 'application/json': { schema: operation.body } } } }),
    responses,
  };
}

function success(response: ResponseSpec) {
  switch (response.kind) {
    case 'json':
      return { description: 'OK', content: { 'application/json': { schema: response.schema } } };
    case 'file':
      return {
        description: 'OK',
        content: { [response.contentType]: { schema: { type: 'string' as const, format: 'binary' } } },
      };
    case 'empty':
      return { description: 'OK' };
  }
}

function security(access: Access, method: OperationShape['method']): Record<string, string[]>[] {
  const bySession: Record<string, string[]> = method === 'get' ? { session: [] } : { session: [], csrfToken: [] };
  switch (access) {
    case 'public':
      return [];
    case 'operator':
      return [{ operatorKey: [] }];
    case 'signed-in':
      return [bySession];
    default:
      return [bySession, { apiKey: [access] }];
  }
}

function permissionNote(access: Access, language: Language): string | null {
  switch (access) {
    case 'public':
      return null;
    case 'operator':
      return language === 'ja' ? '運用者キーが必要です。' : 'Needs the operator key.';
    case 'signed-in':
      return language === 'ja' ? 'サインインが必要です。' : 'Needs a signed-in person.';
    default:
      return language === 'ja' ? `権限 \`${access}\` が必要です。` : `Needs the permission \`${access}\`.`;
  }
}

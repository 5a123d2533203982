/**
 * A SCIM service as a stranger sees it: an address, a token, and HTTP. Nothing of ours is imported here, and paths go out
 * exactly as they are written, so that odd ones reach the gateway as odd as they are.
 */
import { randomBytes } from 'node:crypto';
import { Pool } from 'undici';
import { expect } from 'vitest';

/** A JSON object nobody has looked at yet. */
export type Doc = Readonly<Record<string, unknown>>;

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly text: string;
  /** The body as JSON; `{}` when there is none. */
  readonly body: Doc;
}

export interface Sending {
  /** Text and bytes go as they are, anything else as JSON. */
  readonly body?: unknown;
  /** `null` leaves a default header out. */
  readonly headers?: Readonly<Record<string, string | null>> | undefined;
}

export interface ScimService {
  /** Without a slash at its end. */
  readonly baseUrl: string;
  readonly token: string;
  /** `path` is relative to the base URL. Rejects when there is no answer within thirty seconds. */
  send(method: string, path: string, sending?: Sending): Promise<Answer>;
  get(path: string, headers?: Sending['headers']): Promise<Answer>;
  post(path: string, body: unknown, headers?: Sending['headers']): Promise<Answer>;
  put(path: string, body: unknown, headers?: Sending['headers']): Promise<Answer>;
  /** A PATCH of these operations. */
  patch(path: string, operations: readonly unknown[], headers?: Sending['headers']): Promise<Answer>;
  delete(path: string, headers?: Sending['headers']): Promise<Answer>;
  close(): Promise<void>;
}

export const urn = {
  user: 'urn:ietf:params:scim:schemas:core:2.0:User',
  group: 'urn:ietf:params:scim:schemas:core:2.0:Group',
  enterprise: 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User',
  serviceProviderConfig: 'urn:ietf:params:scim:schemas:core:2.0:ServiceProviderConfig',
  resourceType: 'urn:ietf:params:scim:schemas:core:2.0:ResourceType',
  schema: 'urn:ietf:params:scim:schemas:core:2.0:Schema',
  list: 'urn:ietf:params:scim:api:messages:2.0:ListResponse',
  search: 'urn:ietf:params:scim:api:messages:2.0:SearchRequest',
  patch: 'urn:ietf:params:scim:api:messages:2.0:PatchOp',
  bulk: 'urn:ietf:params:scim:api:messages:2.0:BulkRequest',
  bulkResponse: 'urn:ietf:params:scim:api:messages:2.0:BulkResponse',
  error: 'urn:ietf:params:scim:api:messages:2.0:Error',
} as const;

export function connectTo(target: { readonly scimBaseUrl: string; readonly token: string }): ScimService {
  const url = new URL(target.scimBaseUrl);
  const base = url.pathname.replace(/\/$/, '');
  const pool = new Pool(url.origin, { connections: 256, headersTimeout: 30_000, bodyTimeout: 30_000 });
  const send: ScimService['send'] = async (method, path, { body, headers = {} } = {}) => {
    const defaults = {
      authorization: `Bearer ${target.token}`,
      ...(body === undefined ? {} : { 'content-type': 'application/scim+json' }),
    };
    const sent = Object.entries({ ...defaults, ...headers }).filter(
      (entry): entry is [string, string] => entry[1] !== null,
    );
    const raw = typeof body === 'string' || Buffer.isBuffer(body);
    const answer = await pool.request({
      path: base + path,
      method: method as 'GET',
      headers: Object.fromEntries(sent),
      ...(body === undefined ? {} : { body: raw ? body : JSON.stringify(body) }),
    });
    const text = await answer.body.text();
    return {
      status: answer.statusCode,
      headers: Object.fromEntries(Object.entries(answer.headers).map(([name, value]) => [name, value?.toString()])),
      text,
      body: docIn(text),
    };
  };
  return {
    baseUrl: url.origin + base,
    token: target.token,
    send,
    get: (path, headers) => send('GET', path, { headers }),
    post: (path, body, headers) => send('POST', path, { body, headers }),
    put: (path, body, headers) => send('PUT', path, { body, headers }),
    patch: (path, operations, headers) =>
      send('PATCH', path, { body: { schemas: [urn.patch], Operations: operations }, headers }),
    delete: (path, headers) => send('DELETE', path, { headers }),
    close: () => pool.destroy(),
  };
}

function docIn(text: string): Doc {
  if (text === '') return {};
  const value: unknown = JSON.parse(text);
  return typeof value === 'object' && value !== null ? { ...value } : {};
}

/** A name that no earlier run has used: every suite here runs on a connection full of others' leavings. */
export function unique(prefix: string): string {
  return `${prefix}-${randomBytes(5).toString('hex')}`;
}

export function userBody(userName: string, more: Doc = {}): Doc {
  return { schemas: [urn.user], userName, ...more };
}

export function groupBody(displayName: string, more: Doc = {}): Doc {
  return { schemas: [urn.group], displayName, ...more };
}

/** Makes a user and returns what the service says it is. */
export async function makeUser(service: ScimService, more: Doc = {}): Promise<Made> {
  const userName = typeof more['userName'] === 'string' ? more['userName'] : unique('user');
  return made(await service.post('/Users', userBody(userName, more)));
}

export async function makeGroup(service: ScimService, more: Doc = {}): Promise<Made> {
  const displayName = typeof more['displayName'] === 'string' ? more['displayName'] : unique('group');
  return made(await service.post('/Groups', groupBody(displayName, more)));
}

export interface Made {
  readonly id: string;
  readonly etag: string;
  readonly body: Doc;
}

function made(answer: Answer): Made {
  if (answer.status !== 201) throw new Error(`not created: ${answer.status} ${answer.text}`);
  return { id: idOf(answer), etag: answer.headers['etag'] ?? '', body: answer.body };
}

export function idOf(answer: Answer): string {
  const id = answer.body['id'];
  if (typeof id !== 'string' || id === '') throw new Error(`no id in ${answer.text}`);
  return id;
}

/** The resources of a list, or of a bulk answer's operations. */
export function resourcesOf(answer: Answer): readonly Doc[] {
  return docsIn(answer.body['Resources']);
}

export function docsIn(value: unknown): readonly Doc[] {
  if (value === undefined) return [];
  if (!Array.isArray(value)) throw new Error(`not a list: ${JSON.stringify(value)}`);
  return value.map((element: Doc) => element);
}

/** The ids of a group's members, in order. */
export async function membersOf(service: ScimService, groupId: string): Promise<readonly string[]> {
  const answer = await service.get(`/Groups/${groupId}`);
  if (answer.status !== 200) throw new Error(`GET group: ${answer.status} ${answer.text}`);
  return docsIn(answer.body['members'])
    .map((member) => String(member['value']))
    .sort();
}

/** The attributes of a resource as read now. */
export async function read(service: ScimService, path: string): Promise<Doc> {
  const answer = await service.get(path);
  if (answer.status !== 200) throw new Error(`GET ${path}: ${answer.status} ${answer.text}`);
  return answer.body;
}

/** `?filter=…`, percent-encoded, with what else belongs to the query. */
export function query(parameters: Readonly<Record<string, string | number>>): string {
  const pairs = Object.entries(parameters).map(([name, value]) => `${name}=${encodeURIComponent(value)}`);
  return `?${pairs.join('&')}`;
}

/** RFC 7644 §3.12: the status twice, once as a string in the body. */
export function expectError(answer: Answer, status: number, scimType?: string): void {
  expect({ status: answer.status, body: answer.body }).toMatchObject({
    status,
    body: { schemas: [urn.error], status: String(status), ...(scimType === undefined ? {} : { scimType }) },
  });
  expect(answer.headers['content-type']).toMatch(/^application\/scim\+json/);
}

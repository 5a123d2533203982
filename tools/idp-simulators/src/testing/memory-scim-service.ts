import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type IdentityProvider, isJsonObject, type JsonObject, type JsonValue } from '@sekisho/provider-kit';
import {
  applyPatch,
  applyReplace,
  createResourceTypes,
  foldResource,
  foldString,
  groupType,
  type MemberChange,
  matches,
  parseFilter,
  parseGroup,
  parseOperations,
  parseProjection,
  parseUser,
  type ResourceType,
  readPatchBody,
  renderError,
  renderGroup,
  renderList,
  renderSchemas,
  renderUser,
  ScimError,
  type StoredResource,
  splitMemberOperations,
  userType,
} from '@sekisho/scim-core';
import type { SimulatorTarget } from '../wire/wire.ts';

/**
 * A SCIM service in memory: one connection, its provider's plugin, scim-core, and nothing else. The simulators' specs talk
 * to it over HTTP, so that they need no gateway; what it answers is what scim-core and the plugin make of a request.
 */
export interface MemoryScimService {
  readonly target: SimulatorTarget;
  /** What arrived, in order. */
  readonly received: readonly ReceivedRequest[];
  readonly users: ReadonlyMap<string, StoredResource>;
  readonly groups: ReadonlyMap<string, StoredResource & { readonly memberIds: ReadonlySet<string> }>;
  close(): Promise<void>;
}

export interface ReceivedRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: JsonValue | undefined;
}

export interface MemoryScimServiceOptions {
  readonly provider: IdentityProvider;
  /** Answers 429 with `Retry-After: 0` to every nth request. */
  readonly throttleEvery?: number;
}

const token = 'token-for-tests';

export async function startMemoryScimService(options: MemoryScimServiceOptions): Promise<MemoryScimService> {
  const received: ReceivedRequest[] = [];
  const store = new Store(options.provider);
  const server = createServer((request, response) => {
    void answer(request, response);
  });

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const text = await readText(request);
    const { method = '', url = '', headers } = request;
    received.push({ method, url, headers, body: text === '' ? undefined : JSON.parse(text) });
    response.setHeader('content-type', 'application/scim+json');
    if (options.throttleEvery !== undefined && received.length % options.throttleEvery === 0) {
      response.writeHead(429, { 'retry-after': '0' }).end();
      return;
    }
    const { status, body } = handle(store, { method, url, headers, body: received.at(-1)?.body });
    response.writeHead(status).end(body === undefined ? undefined : JSON.stringify(body));
  }

  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = isAddressInfo(address) ? address.port : 0;
  return {
    target: { scimBaseUrl: `http://127.0.0.1:${port}/scim/v2/memory`, token },
    received,
    users: store.users,
    groups: store.groups,
    async close() {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}

interface Answer {
  readonly status: number;
  readonly body?: JsonObject;
}

const baseUrl = 'http://localhost/scim/v2/memory';

function handle(store: Store, { method, url, headers, body }: ReceivedRequest): Answer {
  try {
    if (headers.authorization !== `Bearer ${token}`) {
      throw new ScimError(401, undefined, { ja: 'トークンが正しくありません。', en: 'The token is wrong.' });
    }
    const { pathname, searchParams } = new URL(url, 'http://localhost');
    if (pathname.endsWith('/Schemas')) {
      return { status: 200, body: renderSchemas(createResourceTypes(), 'http://localhost/scim/v2/memory') };
    }
    const [, kind = '', id] = /^\/scim\/v2\/memory\/(Users|Groups)(?:\/([^/]+))?$/.exec(pathname) ?? [];
    if (kind === '') throw notFound();
    const users = kind === 'Users';
    if (id === undefined && method === 'GET') return { status: 200, body: store.list(users, searchParams) };
    if (id === undefined && method === 'POST') {
      return { status: 201, body: users ? store.createUser(body) : store.createGroup(body) };
    }
    if (id === undefined) throw notFound();
    if (method === 'GET') return { status: 200, body: store.show(users, id, searchParams) };
    if (method === 'PUT') return { status: 200, body: store.replace(users, id, body) };
    if (method === 'PATCH') return { status: 200, body: store.patch(users, id, body) };
    store.delete(users, id);
    return { status: 204 };
  } catch (error) {
    if (!(error instanceof ScimError)) throw error;
    return { status: error.status, body: renderError(error) };
  }
}

interface MemoryGroup extends StoredResource {
  readonly memberIds: ReadonlySet<string>;
}

class Store {
  readonly users = new Map<string, StoredResource>();
  readonly groups = new Map<string, MemoryGroup>();
  readonly #provider: IdentityProvider;
  #lastId = 0;

  constructor(provider: IdentityProvider) {
    this.#provider = provider;
  }

  createUser(raw: JsonValue | undefined): JsonObject {
    const resource = parseUser(this.#normalise('normaliseUser', raw));
    const name = foldString(String(resource['userName']));
    for (const user of this.users.values()) {
      if (foldString(String(user.resource['userName'])) !== name) continue;
      const repeated = resource['externalId'] !== undefined && user.resource['externalId'] === resource['externalId'];
      if (repeated) return this.show(true, user.id);
      throw new ScimError(409, 'uniqueness', { ja: 'userName はすでに使われています。', en: 'The userName is taken.' });
    }
    const id = this.#newId();
    this.users.set(id, stored(id, resource, 1));
    return this.show(true, id);
  }

  createGroup(raw: JsonValue | undefined): JsonObject {
    const { resource, members } = parseGroup(this.#normalise('normaliseGroup', raw), baseUrl);
    for (const group of this.groups.values()) {
      if (group.resource['displayName'] !== resource['displayName']) continue;
      throw new ScimError(409, 'uniqueness', { ja: 'グループ名はすでに使われています。', en: 'The group exists.' });
    }
    const id = this.#newId();
    this.groups.set(id, { ...stored(id, resource, 1), memberIds: new Set(members.map((member) => member.value)) });
    return this.show(false, id);
  }

  replace(users: boolean, id: string, raw: JsonValue | undefined): JsonObject {
    if (users) {
      const user = this.#mustHave(this.users, id);
      const incoming = parseUser(this.#normalise('normaliseUser', raw));
      this.#put(user, applyReplace(userType, user.resource, incoming).resource);
    } else {
      const group = this.#mustHave(this.groups, id);
      const { resource, members } = parseGroup(this.#normalise('normaliseGroup', raw), baseUrl);
      const next = applyReplace(groupType, group.resource, resource).resource;
      const memberIds = new Set(members.map((member) => member.value));
      this.groups.set(id, { ...stored(id, next, group.version + 1), memberIds });
    }
    return this.show(users, id);
  }

  patch(users: boolean, id: string, raw: JsonValue | undefined): JsonObject {
    const type = users ? userType : groupType;
    const quirks = this.#provider.scim ?? {};
    const envelope = isJsonObject(raw) ? (quirks.normalisePatchBody?.(raw) ?? raw) : raw;
    const listed = readPatchBody(envelope);
    const operations = parseOperations(type, quirks.normalisePatch?.(listed) ?? listed);
    const options = { createMissingElements: quirks.createMissingElements };
    if (users) {
      const user = this.#mustHave(this.users, id);
      this.#put(user, applyPatch(type, user.resource, operations, options).resource);
    } else {
      const group = this.#mustHave(this.groups, id);
      const { attributeOperations, memberChanges } = splitMemberOperations(operations, baseUrl);
      const { resource } = applyPatch(type, group.resource, attributeOperations, options);
      const memberIds = memberChanges.reduce(changedMembers, group.memberIds);
      this.groups.set(id, { ...stored(id, resource, group.version + 1), memberIds });
    }
    return this.show(users, id);
  }

  delete(users: boolean, id: string): void {
    this.#mustHave<StoredResource>(users ? this.users : this.groups, id);
    (users ? this.users : this.groups).delete(id);
  }

  show(users: boolean, id: string, query = new URLSearchParams()): JsonObject {
    const excluded = query.get('excludedAttributes')?.split(',') ?? [];
    const projection = parseProjection(users ? userType : groupType, [], excluded);
    const context = { baseUrl, projection };
    if (users) return renderUser(this.#mustHave(this.users, id), context);
    const group = this.#mustHave(this.groups, id);
    return renderGroup({ ...group, members: [...group.memberIds].map((memberId) => ({ id: memberId })) }, context);
  }

  list(users: boolean, query: URLSearchParams): JsonObject {
    const type = users ? userType : groupType;
    const raw = query.get('filter');
    const found = [...(users ? this.users : this.groups).values()].filter(
      raw === null ? () => true : this.#matching(type, raw),
    );
    const startIndex = Number(query.get('startIndex') ?? 1);
    const page = found.slice(startIndex - 1, startIndex - 1 + Number(query.get('count') ?? 100));
    const resources = page.map(({ id }) => this.show(users, id, query));
    return renderList({ resources, totalResults: found.length, startIndex });
  }

  #matching(type: ResourceType, raw: string): (stored: StoredResource) => boolean {
    const filter = parseFilter(type, this.#provider.scim?.normaliseFilter?.(raw) ?? raw);
    return ({ resource }) => matches(filter, foldResource(type, resource));
  }

  #normalise(hook: 'normaliseUser' | 'normaliseGroup', raw: JsonValue | undefined): JsonValue | undefined {
    return isJsonObject(raw) ? (this.#provider.scim?.[hook]?.(raw) ?? raw) : raw;
  }

  #put(user: StoredResource, resource: JsonObject): void {
    this.users.set(user.id, stored(user.id, resource, user.version + 1));
  }

  #mustHave<T>(map: ReadonlyMap<string, T>, id: string): T {
    const found = map.get(id);
    if (found === undefined) throw notFound();
    return found;
  }

  #newId(): string {
    this.#lastId += 1;
    return `00000000-0000-4000-8000-${String(this.#lastId).padStart(12, '0')}`;
  }
}

function changedMembers(ids: ReadonlySet<string>, change: MemberChange): ReadonlySet<string> {
  switch (change.kind) {
    case 'add':
      return new Set([...ids, ...change.ids]);
    case 'remove':
      return new Set([...ids].filter((id) => !change.ids.includes(id)));
    case 'replace':
      return new Set(change.ids);
    case 'removeAll':
      return new Set();
    case 'removeWhere':
      return new Set([...ids].filter((value) => !matches(change.filter, { value })));
  }
}

function stored(id: string, resource: JsonObject, version: number): StoredResource {
  const now = new Date();
  return { id, resource, version, createdAt: now, modifiedAt: now };
}

function notFound(): ScimError {
  return new ScimError(404, undefined, { ja: '見つかりません。', en: 'Not found.' });
}

async function readText(request: IncomingMessage): Promise<string> {
  let text = '';
  request.setEncoding('utf8');
  for await (const chunk of request) text += String(chunk);
  return text;
}

function isAddressInfo(address: string | AddressInfo | null): address is AddressInfo {
  return typeof address === 'object' && address !== null;
}

import { coreGroupSchema, coreUserSchema, isJsonObject, type JsonObject, patchOpSchema } from '@sekisho/provider-kit';
import type { Person } from '../directory/directory.ts';
import { seededRandom } from '../directory/seeded-random.ts';
import type { Dialect, RemoteMember, RemoteObject, Sender } from '../engine/dialect.ts';
import type { WireRequest } from '../wire/wire.ts';
import { createdOf, firstOf, resourcesOf } from './replies.ts';

export interface OktaDialectOptions {
  /**
   * `catalogue` (default): an app of Okta's catalogue: deactivates by PATCH and changes groups by PATCH.
   * `custom`: made with the App Integration Wizard: everything by PUT of the whole body.
   */
  readonly app?: 'catalogue' | 'custom';
  readonly seed?: number;
}

/** Okta's page size when it imports and looks up. */
const pageSize = 100;

/** Okta: request shapes from okta/okta-developer-docs, docs/reference/scim/scim-20. Deletes no users. */
export function oktaDialect(options: OktaDialectOptions = {}): Dialect {
  const custom = options.app === 'custom';
  const random = seededRandom(options.seed ?? 1);

  async function setActive(sender: Sender, id: string, person: Person, active: boolean): Promise<void> {
    const kind = active ? 'activate-user' : 'deactivate-user';
    if (custom) await putWhole(sender, kind, id, { ...factsOf(person), active });
    else await sender.send(patch(kind, `/Users/${id}`, [{ op: 'replace', value: { active } }]));
  }

  return {
    providerId: 'okta',
    headers: {
      'user-agent': 'Okta SCIM Client 1.0.0',
      accept: 'application/scim+json',
      'accept-charset': 'utf-8',
      'accept-encoding': 'gzip,deflate',
      'content-type': 'application/scim+json; charset=utf-8',
    },
    membersAtOnce: 100,
    repeatsCreate: false,

    /** "Test API Credentials" reads a first page. */
    async probe(sender) {
      const request = get('probe', '/Users?startIndex=1&count=2');
      resourcesOf(request, await sender.send(request));
      return true;
    },

    async findUser(sender, person) {
      const filter = encodeURIComponent(`userName eq ${JSON.stringify(person.userName)}`);
      const request = get('find-user', `/Users?filter=${filter}&startIndex=1&count=${pageSize}`);
      return firstOf(request, await sender.send(request));
    },

    async createUser(sender, person) {
      const body = {
        schemas: [coreUserSchema],
        ...factsOf(person),
        externalId: oktaId(person.key),
        groups: [],
        password: random.uuid(),
        active: true,
      };
      const request: WireRequest = { kind: 'create-user', method: 'POST', path: '/Users', body };
      return createdOf(request, await sender.send(request, [409]));
    },

    async updateUser(sender, id, person) {
      await putWhole(sender, 'update-user', id, { ...factsOf(person), active: person.active });
    },

    async deactivateUser(sender, id, person) {
      await setActive(sender, id, person, false);
      return true;
    },

    async activateUser(sender, id, person) {
      await setActive(sender, id, person, true);
      if (!custom) await putWhole(sender, 'update-user', id, { ...factsOf(person), active: true });
    },

    /** Unassigning deactivates; Okta never deletes. */
    async deleteUser(sender, id) {
      if (custom) await putWhole(sender, 'deactivate-user', id, { active: false });
      else await sender.send(patch('deactivate-user', `/Users/${id}`, [{ op: 'replace', value: { active: false } }]));
      return false;
    },

    groups: {
      async findGroup(sender, group) {
        const filter = encodeURIComponent(`displayName eq ${JSON.stringify(group.displayName)}`);
        const request = get('find-group', `/Groups?filter=${filter}&startIndex=1&count=${pageSize}`);
        return firstOf(request, await sender.send(request));
      },

      async createGroup(sender, group) {
        const body = { schemas: [coreGroupSchema], displayName: group.displayName, members: [] };
        const request: WireRequest = { kind: 'create-group', method: 'POST', path: '/Groups', body };
        return createdOf(request, await sender.send(request, [409]));
      },

      async renameGroup(sender, id, group) {
        if (custom) {
          // PUT replaces the members, too, and Okta knows them from the group itself.
          const current = await sender.send(get('rename-group', `/Groups/${id}`));
          const members = isJsonObject(current.body) ? (current.body['members'] ?? []) : [];
          await sender.send({
            kind: 'rename-group',
            method: 'PUT',
            path: `/Groups/${id}`,
            body: { schemas: [coreGroupSchema], displayName: group.displayName, members },
          });
        } else {
          await sender.send(patch('rename-group', `/Groups/${id}`, [renamed(id, group.displayName)]));
        }
      },

      async changeMembers(sender, id, group, { add, remove, all }) {
        if (custom) {
          const body = { schemas: [coreGroupSchema], displayName: group.displayName, members: listed(all) };
          await sender.send({ kind: 'change-members', method: 'PUT', path: `/Groups/${id}`, body });
          return;
        }
        await sender.send(patch('rename-group', `/Groups/${id}`, [renamed(id, group.displayName)]));
        const operations: readonly JsonObject[] = [
          ...remove.map((member) => ({ op: 'remove', path: `members[value eq "${member.id}"]` })),
          ...(add.length === 0 ? [] : [{ op: 'add', path: 'members', value: listed(add) }]),
        ];
        if (operations.length > 0) await sender.send(patch('change-members', `/Groups/${id}`, operations));
      },

      async deleteGroup(sender, id) {
        await sender.send({ kind: 'delete-group', method: 'DELETE', path: `/Groups/${id}` }, [404]);
      },
    },

    async listUsers(sender) {
      const found: RemoteObject[] = [];
      for (let startIndex = 1; ; startIndex += pageSize) {
        const request = get('list-users', `/Users?startIndex=${startIndex}&count=${pageSize}`);
        const reply = await sender.send(request);
        const page = resourcesOf(request, reply);
        found.push(...page.flatMap(({ id }) => (typeof id === 'string' ? [{ id }] : [])));
        const total = isJsonObject(reply.body) ? Number(reply.body['totalResults']) : 0;
        if (page.length === 0 || found.length >= total) return found;
      }
    },
  };
}

/** GET, change what changed, PUT all of it back: `id`, `meta` and `groups` go along. */
async function putWhole(sender: Sender, kind: WireRequest['kind'], id: string, facts: JsonObject): Promise<void> {
  const { body } = await sender.send(get('read-user', `/Users/${id}`));
  const current = isJsonObject(body) ? body : {};
  const whole = { groups: [], ...current, ...facts };
  await sender.send({ kind, method: 'PUT', path: `/Users/${id}`, body: whole });
}

function factsOf(person: Person): JsonObject {
  return {
    userName: person.userName,
    name: { givenName: person.givenName, familyName: person.familyName },
    emails: [{ primary: true, value: person.email, type: 'work' }],
    displayName: person.displayName,
    title: person.title,
    locale: person.language === 'ja' ? 'ja-JP' : 'en-US',
    preferredLanguage: person.language,
    timezone: person.timeZone,
    roles: [{ primary: true, value: person.role }],
  };
}

/** Okta's ids are `00u` and seventeen letters and digits. */
function oktaId(key: string): string {
  return `00u${key.replaceAll('-', '').slice(0, 17)}`;
}

function renamed(id: string, displayName: string): JsonObject {
  return { op: 'replace', value: { id, displayName } };
}

function listed(members: readonly RemoteMember[]): readonly JsonObject[] {
  return members.map(({ id, display }) => ({ value: id, display }));
}

function get(kind: WireRequest['kind'], path: string): WireRequest {
  return { kind, method: 'GET', path };
}

function patch(kind: WireRequest['kind'], path: string, operations: readonly JsonObject[]): WireRequest {
  return { kind, method: 'PATCH', path, body: { schemas: [patchOpSchema], Operations: operations } };
}

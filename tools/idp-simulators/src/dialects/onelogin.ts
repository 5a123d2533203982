import { coreUserSchema, enterpriseUserSchema, type JsonObject, patchOpSchema } from '@sekisho/provider-kit';
import type { Person } from '../directory/directory.ts';
import type { Dialect, MemberChange } from '../engine/dialect.ts';
import type { WireRequest } from '../wire/wire.ts';
import { createdOf, firstOf, resourcesOf } from './replies.ts';

export interface OneLoginDialectOptions {
  /**
   * The JSON template that the administrator typed. `enterprise` (default): the RFC's. `legacy-urns`: the connector's own,
   * with URNs of no standard. `quoted`: booleans in quotes, `id: null`, `managerId`, e-mail as one object.
   */
  readonly template?: 'enterprise' | 'legacy-urns' | 'quoted';
  /** `scim-1.1`: the 1.1 connector's `members[].operation`. Default `patch`. */
  readonly groupMembers?: 'patch' | 'scim-1.1';
  /** What happens when somebody leaves. Default `suspend`. */
  readonly onLeave?: 'suspend' | 'delete';
}

/** OneLogin: from goauthentik/authentik issue 11249, vendors' templates, and onelogin/onelogin-scim-node. */
export function oneLoginDialect(options: OneLoginDialectOptions = {}): Dialect {
  const { template = 'enterprise', groupMembers = 'patch', onLeave = 'suspend' } = options;
  const whole = (person: Person, active: boolean): JsonObject => templates[template](person, active);
  const put = (kind: WireRequest['kind'], id: string, person: Person, active: boolean): WireRequest => ({
    kind,
    method: 'PUT',
    path: `/Users/${id}?`,
    body: whole(person, active),
  });
  return {
    providerId: 'onelogin',
    headers: { 'content-type': 'application/json', accept: 'application/json' },
    membersAtOnce: 100,
    repeatsCreate: true,

    /** "Enable" on the API connection. */
    async probe(sender) {
      const request: WireRequest = { kind: 'probe', method: 'GET', path: '/Users?' };
      resourcesOf(request, await sender.send(request));
      return true;
    },

    async findUser(sender, person) {
      const request = find('find-user', '/Users', `userName eq ${JSON.stringify(person.userName)}`);
      return firstOf(request, await sender.send(request));
    },

    async createUser(sender, person) {
      const request: WireRequest = {
        kind: 'create-user',
        method: 'POST',
        path: '/Users?',
        body: whole(person, true),
      };
      return createdOf(request, await sender.send(request, [409]));
    },

    async updateUser(sender, id, person) {
      await sender.send(put('update-user', id, person, person.active));
    },

    async deactivateUser(sender, id, person) {
      if (onLeave === 'suspend') await sender.send(put('deactivate-user', id, person, false));
      else await sender.send({ kind: 'delete-user', method: 'DELETE', path: `/Users/${id}?` }, [404]);
      return onLeave === 'suspend';
    },

    async activateUser(sender, id, person) {
      await sender.send(put('activate-user', id, person, true));
    },

    async deleteUser(sender, id) {
      await sender.send({ kind: 'delete-user', method: 'DELETE', path: `/Users/${id}?` }, [404]);
      return true;
    },

    groups: {
      async findGroup(sender, group) {
        const request = find('find-group', '/Groups', `displayName eq ${JSON.stringify(group.displayName)}`);
        return firstOf(request, await sender.send(request));
      },

      async createGroup(sender, group) {
        const schemas = [
          template === 'legacy-urns' ? 'urn:scim:schemas:core:1.0' : 'urn:ietf:params:scim:schemas:core:2.0:Group',
        ];
        const body = { schemas, displayName: group.displayName };
        const request: WireRequest = { kind: 'create-group', method: 'POST', path: '/Groups?', body };
        return createdOf(request, await sender.send(request, [409]));
      },

      async renameGroup(sender, id, group) {
        await sender.send(
          patch('rename-group', id, [{ op: 'replace', path: 'displayName', value: group.displayName }]),
        );
      },

      async changeMembers(sender, id, _group, change) {
        const request =
          groupMembers === 'patch'
            ? patch('change-members', id, memberOperations(change))
            : scim11Members('change-members', id, change);
        await sender.send(request);
      },

      async deleteGroup(sender, id) {
        await sender.send({ kind: 'delete-group', method: 'DELETE', path: `/Groups/${id}?` }, [404]);
      },
    },
  };
}

/** Macros filled in; what a person lacks comes as an empty string. */
const templates = {
  enterprise: (person: Person, active: boolean): JsonObject => ({
    schemas: [coreUserSchema, enterpriseUserSchema],
    userName: person.userName,
    displayName: person.displayName,
    name: { familyName: person.familyName, givenName: person.givenName },
    title: person.title,
    userType: '',
    preferredLanguage: person.language,
    timezone: person.timeZone,
    roles: [{ value: person.role }],
    emails: [{ value: person.email, type: 'work', primary: true }],
    active,
    [enterpriseUserSchema]: { department: person.department, manager: { value: '', displayName: ' ' } },
  }),
  'legacy-urns': (person: Person, active: boolean): JsonObject => ({
    schemas: ['urn:scim:schemas:core:2.0', 'urn:scim:schemas:extension:enterprise:2.0'],
    userName: person.userName,
    name: { familyName: ` ${person.familyName}`, givenName: person.givenName },
    displayName: person.displayName,
    emails: [{ value: person.email, type: 'work', primary: true }],
    roles: person.role,
    active,
    'urn:scim:schemas:extension:enterprise:2.0': { department: person.department },
  }),
  quoted: (person: Person, active: boolean): JsonObject => ({
    [enterpriseUserSchema]: {
      department: person.department,
      manager: { managerId: '', displayName: ' ' },
    },
    active: String(active),
    emails: { value: person.email },
    meta: { resourceType: 'User' },
    name: { familyName: person.familyName, givenName: person.givenName, formatted: person.displayName },
    userName: person.userName,
    roles: person.role,
    id: null,
    schemas: [coreUserSchema],
  }),
};

function memberOperations({ add, remove }: MemberChange): readonly JsonObject[] {
  return [
    ...remove.map(({ id }) => ({ op: 'remove', path: `members[value eq "${id}"]` })),
    ...(add.length === 0 ? [] : [{ op: 'add', path: 'members', value: add.map(({ id }) => ({ value: id })) }]),
  ];
}

function scim11Members(kind: WireRequest['kind'], id: string, { add, remove }: MemberChange): WireRequest {
  const members = [
    ...add.map((member) => ({ value: member.id, operation: 'add' })),
    ...remove.map((member) => ({ value: member.id, operation: 'delete' })),
  ];
  return { kind, method: 'PATCH', path: `/Groups/${id}`, body: { schemas: ['urn:scim:schemas:core:1.0'], members } };
}

/** Plus signs for spaces and a trailing `&`, as in the log of issue 11249. */
function find(kind: WireRequest['kind'], path: string, filter: string): WireRequest {
  return { kind, method: 'GET', path: `${path}?filter=${encodeURIComponent(filter).replaceAll('%20', '+')}&` };
}

function patch(kind: WireRequest['kind'], id: string, operations: readonly JsonObject[]): WireRequest {
  return {
    kind,
    method: 'PATCH',
    path: `/Groups/${id}`,
    body: { schemas: [patchOpSchema], Operations: operations },
  };
}

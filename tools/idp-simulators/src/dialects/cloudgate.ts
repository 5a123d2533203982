import { coreGroupSchema, coreUserSchema, type JsonObject, patchOpSchema } from '@sekisho/provider-kit';
import type { Person } from '../directory/directory.ts';
import type { Dialect } from '../engine/dialect.ts';
import type { WireRequest } from '../wire/wire.ts';
import { createdOf, firstOf, resourcesOf } from './replies.ts';

export interface CloudGateDialectOptions {
  /** Unknown which of the two it is. Default `put`. */
  readonly updates?: 'put' | 'patch';
  /** "On deletion of the service account": suspend is CloudGate UNO's default. */
  readonly onLeave?: 'suspend' | 'delete';
  /** Send a `password` on create, as with password sync on. Default false. */
  readonly passwordSync?: boolean;
  /** Whether it provisions groups is unknown; when true, in the RFC's form. Default false. */
  readonly groups?: boolean;
}

/**
 * CloudGate UNO: nobody has published a capture. This says what the administrators' guides describe (look the account up,
 * then create it; a role as a string from a custom field; suspend or delete), in the RFC's words where they say nothing.
 */
export function cloudGateDialect(options: CloudGateDialectOptions = {}): Dialect {
  const { updates = 'put', onLeave = 'suspend', passwordSync = false, groups = false } = options;

  const write = (kind: WireRequest['kind'], id: string, person: Person, active: boolean): WireRequest =>
    updates === 'put'
      ? { kind, method: 'PUT', path: `/Users/${id}`, body: { ...mapped(person), active } }
      : patch(kind, `/Users/${id}`, [{ op: 'replace', value: { ...mappedFields(person), active } }]);

  return {
    providerId: 'cloudgate-uno',
    headers: { 'content-type': 'application/scim+json', accept: 'application/scim+json' },
    membersAtOnce: 100,
    repeatsCreate: false,

    async probe(sender) {
      const request: WireRequest = { kind: 'probe', method: 'GET', path: '/Users?startIndex=1&count=1' };
      resourcesOf(request, await sender.send(request));
      return true;
    },

    async findUser(sender, person) {
      const filter = encodeURIComponent(`userName eq ${JSON.stringify(person.userName)}`);
      const request: WireRequest = { kind: 'find-user', method: 'GET', path: `/Users?filter=${filter}` };
      return firstOf(request, await sender.send(request));
    },

    async createUser(sender, person) {
      const password = passwordSync ? { password: 'synchronised' } : {};
      const body = { ...mapped(person), ...password, active: true };
      const request: WireRequest = { kind: 'create-user', method: 'POST', path: '/Users', body };
      return createdOf(request, await sender.send(request, [409]));
    },

    async updateUser(sender, id, person) {
      await sender.send(write('update-user', id, person, person.active));
    },

    async deactivateUser(sender, id, person) {
      if (onLeave === 'suspend') await sender.send(write('deactivate-user', id, person, false));
      else await sender.send({ kind: 'delete-user', method: 'DELETE', path: `/Users/${id}` }, [404]);
      return onLeave === 'suspend';
    },

    async activateUser(sender, id, person) {
      await sender.send(write('activate-user', id, person, true));
    },

    async deleteUser(sender, id) {
      await sender.send({ kind: 'delete-user', method: 'DELETE', path: `/Users/${id}` }, [404]);
      return true;
    },

    ...(groups ? { groups: rfcGroups } : {}),
  };
}

const rfcGroups: NonNullable<Dialect['groups']> = {
  async findGroup(sender, group) {
    const filter = encodeURIComponent(`displayName eq ${JSON.stringify(group.displayName)}`);
    const request: WireRequest = { kind: 'find-group', method: 'GET', path: `/Groups?filter=${filter}` };
    return firstOf(request, await sender.send(request));
  },

  async createGroup(sender, group) {
    const body = { schemas: [coreGroupSchema], displayName: group.displayName };
    const request: WireRequest = { kind: 'create-group', method: 'POST', path: '/Groups', body };
    return createdOf(request, await sender.send(request, [409]));
  },

  async renameGroup(sender, id, group) {
    const operation = { op: 'replace', path: 'displayName', value: group.displayName };
    await sender.send(patch('rename-group', `/Groups/${id}`, [operation]));
  },

  async changeMembers(sender, id, _group, { add, remove }) {
    const operations: readonly JsonObject[] = [
      ...remove.map((member) => ({ op: 'remove', path: `members[value eq "${member.id}"]` })),
      ...(add.length === 0 ? [] : [{ op: 'add', path: 'members', value: add.map((member) => ({ value: member.id })) }]),
    ];
    await sender.send(patch('change-members', `/Groups/${id}`, operations));
  },

  async deleteGroup(sender, id) {
    await sender.send({ kind: 'delete-group', method: 'DELETE', path: `/Groups/${id}` }, [404]);
  },
};

function mapped(person: Person): JsonObject {
  return { schemas: [coreUserSchema], ...mappedFields(person) };
}

/** The mapping table of a product's guide: display name, role, language and time zone from custom fields. */
function mappedFields(person: Person): JsonObject {
  return {
    userName: person.userName,
    displayName: person.displayName,
    name: { familyName: person.familyName, givenName: person.givenName },
    emails: [{ value: person.email, type: 'work', primary: true }],
    roles: person.role,
    preferredLanguage: person.language,
    timezone: person.timeZone,
  };
}

function patch(kind: WireRequest['kind'], path: string, operations: readonly JsonObject[]): WireRequest {
  return { kind, method: 'PATCH', path, body: { schemas: [patchOpSchema], Operations: operations } };
}

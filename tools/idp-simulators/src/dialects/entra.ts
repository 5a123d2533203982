import {
  coreGroupSchema,
  coreUserSchema,
  enterpriseUserSchema,
  type JsonObject,
  patchOpSchema,
} from '@sekisho/provider-kit';
import type { Person } from '../directory/directory.ts';
import type { SeededRandom } from '../directory/seeded-random.ts';
import { seededRandom } from '../directory/seeded-random.ts';
import type { ChangedFacts, Dialect, MemberChange, RemoteMember } from '../engine/dialect.ts';
import type { WireRequest } from '../wire/wire.ts';
import { createdOf, firstOf, resourcesOf } from './replies.ts';

export interface EntraDialectOptions {
  /** `?aadOptscim062020` at the end of the tenant URL: the RFC's PATCH, more or less. Default false. */
  readonly aadOptscim062020?: boolean;
  /** Map the manager. Default true; it is sent by itself, once both are there. */
  readonly managers?: boolean;
  /** By which attribute users are matched. Default `userName`. */
  readonly matchBy?: 'userName' | 'externalId' | 'emails[type eq "work"].value';
  readonly seed?: number;
}

/**
 * Microsoft Entra ID: request shapes from MicrosoftDocs/entra-docs (use-scim-to-provision-users-and-groups.md and
 * application-provisioning-config-problem-scim-compatibility.md). It sends no `User-Agent`.
 */
export function entraDialect(options: EntraDialectOptions = {}): Dialect {
  const flagged = options.aadOptscim062020 ?? false;
  const matchBy = options.matchBy ?? 'userName';
  const random = seededRandom(options.seed ?? 1);
  const { managers = true } = options;
  return {
    providerId: 'entra-id',
    headers: { 'content-type': 'application/scim+json; charset=utf-8', accept: 'application/scim+json' },
    membersAtOnce: 100,
    repeatsCreate: false,

    probe: (sender) => probe(sender, random),

    async findUser(sender, person) {
      const value = matchBy === 'externalId' ? person.key : matchBy === 'userName' ? person.userName : person.email;
      const request = get('find-user', `/Users?filter=${encode(`${matchBy} eq ${JSON.stringify(value)}`)}`);
      return firstOf(request, await sender.send(request));
    },

    async createUser(sender, person) {
      const request: WireRequest = { kind: 'create-user', method: 'POST', path: '/Users', body: newUser(person) };
      return createdOf(request, await sender.send(request, [409]));
    },

    async updateUser(sender, id, person, changed) {
      const operations = flagged ? flaggedOperations(person, changed) : plainOperations(person, changed);
      if (operations.length > 0) await sender.send(patch('update-user', `/Users/${id}`, operations));
    },

    ...(managers
      ? {
          async linkManager(sender, id, managerId) {
            await sender.send(
              patch('link-manager', `/Users/${id}`, [
                { op: flagged ? 'add' : 'Add', path: `${enterpriseUserSchema}:manager`, value: managerId ?? '' },
              ]),
            );
          },
        }
      : {}),

    async deactivateUser(sender, id) {
      await sender.send(patch('deactivate-user', `/Users/${id}`, [active(false, flagged)]));
      return true;
    },

    async activateUser(sender, id, person) {
      await sender.send(patch('activate-user', `/Users/${id}`, [active(true, flagged)]));
      await sender.send(patch('update-user', `/Users/${id}`, plainOperations(person, 'all')));
    },

    async deleteUser(sender, id) {
      await sender.send({ kind: 'delete-user', method: 'DELETE', path: `/Users/${id}` }, [404]);
      return true;
    },

    groups: {
      async findGroup(sender, group) {
        const filter = encode(`displayName eq ${JSON.stringify(group.displayName)}`);
        const request = get('find-group', `/Groups?excludedAttributes=members&filter=${filter}`);
        return firstOf(request, await sender.send(request));
      },

      async createGroup(sender, group) {
        const request: WireRequest = {
          kind: 'create-group',
          method: 'POST',
          path: '/Groups',
          body: {
            schemas: [coreGroupSchema, 'http://schemas.microsoft.com/2006/11/ResourceManagement/ADSCIM/2.0/Group'],
            externalId: group.key,
            displayName: group.displayName,
            meta: { resourceType: 'Group' },
          },
        };
        return createdOf(request, await sender.send(request, [409]));
      },

      async renameGroup(sender, id, group) {
        const operation = { op: flagged ? 'replace' : 'Replace', path: 'displayName', value: group.displayName };
        await sender.send(patch('rename-group', `/Groups/${id}`, [operation]));
      },

      async changeMembers(sender, id, _group, change) {
        for (const operations of memberMessages(change, flagged)) {
          await sender.send(patch('change-members', `/Groups/${id}`, operations));
        }
      },

      async deleteGroup(sender, id) {
        await sender.send({ kind: 'delete-group', method: 'DELETE', path: `/Groups/${id}` }, [404]);
      },
    },
  };
}

/** The test button: somebody who can't exist, and groups, too. */
async function probe(sender: Parameters<Dialect['probe']>[0], random: SeededRandom): Promise<boolean> {
  const users = get('probe', `/Users?filter=${encode(`userName eq "${random.uuid()}"`)}`);
  const groups = get(
    'probe',
    `/Groups?excludedAttributes=members&filter=${encode(`displayName eq "${random.uuid()}"`)}`,
  );
  const found = [...resourcesOf(users, await sender.send(users)), ...resourcesOf(groups, await sender.send(groups))];
  return found.length === 0;
}

function newUser(person: Person): JsonObject {
  return {
    schemas: [coreUserSchema, enterpriseUserSchema],
    externalId: person.key,
    userName: person.userName,
    active: true,
    addresses: null,
    displayName: person.displayName,
    emails: [{ primary: true, type: 'work', value: person.email }],
    meta: { resourceType: 'User' },
    name: {
      formatted: person.displayName,
      familyName: person.familyName,
      givenName: person.givenName,
    },
    phoneNumbers: null,
    preferredLanguage: person.language,
    timezone: person.timeZone,
    title: person.title,
    roles: [{ primary: true, type: 'WindowsAzureActiveDirectoryRole', value: person.role }],
    [enterpriseUserSchema]: { employeeNumber: person.employeeNumber, department: person.department },
  };
}

/** Each of a person's facts as the path that Entra ID's mapping has for it. */
function mapped(person: Person, changed: ChangedFacts): readonly (readonly [path: string, value: string])[] {
  const paths: readonly (readonly [keyof Person, string, string])[] = [
    ['displayName', 'displayName', person.displayName],
    ['userName', 'userName', person.userName],
    ['email', 'emails[type eq "work"].value', person.email],
    ['givenName', 'name.givenName', person.givenName],
    ['familyName', 'name.familyName', person.familyName],
    ['title', 'title', person.title],
    ['department', `${enterpriseUserSchema}:department`, person.department],
    ['employeeNumber', `${enterpriseUserSchema}:employeeNumber`, person.employeeNumber],
    ['language', 'preferredLanguage', person.language],
    ['timeZone', 'timezone', person.timeZone],
    ['role', 'roles[primary eq "True"].value', person.role],
  ];
  return paths.filter(([fact]) => changed === 'all' || changed.includes(fact)).map(([, path, value]) => [path, value]);
}

function plainOperations(person: Person, changed: ChangedFacts): readonly JsonObject[] {
  return mapped(person, changed).map(([path, value]) => ({ op: 'Replace', path, value }));
}

/** Paths with a filter stay operations; the others go into one pathless `replace`, named by their paths. */
function flaggedOperations(person: Person, changed: ChangedFacts): readonly JsonObject[] {
  const all = mapped(person, changed);
  const filtered = all.filter(([path]) => path.includes('['));
  const flat = all.filter(([path]) => !path.includes('['));
  return [
    ...filtered.map(([path, value]) => ({ op: 'replace', path, value })),
    ...(flat.length === 0 ? [] : [{ op: 'replace', value: Object.fromEntries(flat) }]),
  ];
}

function active(value: boolean, flagged: boolean): JsonObject {
  return flagged
    ? { op: 'replace', path: 'active', value }
    : { op: 'Replace', path: 'active', value: value ? 'True' : 'False' };
}

/** Additions and removals travel in messages of their own. */
function memberMessages({ add, remove }: MemberChange, flagged: boolean): readonly (readonly JsonObject[])[] {
  const list = (members: readonly RemoteMember[]): readonly JsonObject[] =>
    members.map(({ id }) => ({ $ref: null, value: id }));
  const removal = flagged
    ? remove.map(({ id }) => ({ op: 'remove', path: `members[value eq "${id}"]` }))
    : [{ op: 'Remove', path: 'members', value: list(remove) }];
  const addition = [{ op: flagged ? 'add' : 'Add', path: 'members', value: list(add) }];
  return [...(remove.length === 0 ? [] : [removal]), ...(add.length === 0 ? [] : [addition])];
}

function get(kind: WireRequest['kind'], path: string): WireRequest {
  return { kind, method: 'GET', path };
}

function patch(kind: WireRequest['kind'], path: string, operations: readonly JsonObject[]): WireRequest {
  return { kind, method: 'PATCH', path, body: { schemas: [patchOpSchema], Operations: operations } };
}

function encode(filter: string): string {
  return encodeURIComponent(filter);
}

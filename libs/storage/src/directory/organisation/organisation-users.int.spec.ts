import type { Member, Organisation } from '@sekisho/domain';
import { systemIds } from '@sekisho/platform';
import type { JsonObject } from '@sekisho/provider-kit';
import {
  type AttributePath,
  type Filter,
  foldResource,
  matches,
  parseFilter,
  parseListRequest,
  parseUser,
  urns,
  userType,
  versionTag,
} from '@sekisho/scim-core';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { insertConnection } from '../../connections/connections.ts';
import { updateMember } from '../../members/members.ts';
import {
  createTestDatabase,
  insertTestMember,
  insertTestOrganisation,
  type TestDatabase,
  testMember,
} from '../../testing/index.ts';
import { groupKeys } from '../groups/group-keys.ts';
import { addGroupMembers } from '../groups/group-members.ts';
import { insertScimGroup } from '../groups/write-scim-group.ts';
import type { PageRequest } from '../page/page-request.ts';
import { baseUrl, filter, person, withReal, words } from '../testing/random-directory.ts';
import { listScimUsers } from '../users/list-scim-users.ts';
import type { DirectoryScope, ScimUserView } from '../users/scim-user.ts';
import { createUserAccess } from '../users/user-access.ts';
import { userKeys } from '../users/user-keys.ts';
import { findOrganisationUser } from './find-organisation-user.ts';
import { findOtherUser, findOtherUserByName } from './find-other-user.ts';
import { listOrganisationUsers } from './list-organisation-users.ts';
import { userOfAccount } from './user-of-account.ts';

/**
 * An organisation as a connection that may read all of it sees it: its own Users, those of another connection, and
 * accounts made by hand. Beside them, what it must never see.
 */

const runs = Math.min(Number(process.env['PROPERTY_RUNS'] ?? 300), 1_000);
const seed = Number(process.env['PROPERTY_SEED'] ?? Date.now() % 2 ** 31);
const created = new Date('2026-04-01T00:00:00.000Z');
/** Letters that lower case is not simple for, and an accent of its own. */
const letters = [...words, 'İ', 'ΟΔΟΣ', 'e\u0301', 'ẞ', 'Ǆ', 'K'];

interface Expected {
  readonly id: string;
  /** The match document, `id`, `meta` and `groups` included. */
  readonly document: JsonObject;
  readonly isOwn: boolean;
}

interface World {
  readonly organisation: Organisation;
  readonly reader: DirectoryScope;
  readonly other: DirectoryScope;
  readonly users: readonly Expected[];
  readonly byHand: readonly Member[];
  /** Accounts that the reader must not see. */
  readonly hidden: readonly string[];
}

let database: TestDatabase;
let worlds: readonly (readonly [rule: Organisation['emailDomainRule'], world: World])[];

beforeAll(async () => {
  database = await createTestDatabase();
  worlds = [
    ['verified', await makeWorld('verified', seed)],
    ['waived', await makeWorld('waived', seed + 1)],
  ];
});

afterAll(async () => database.close());

async function makeWorld(emailDomainRule: Organisation['emailDomainRule'], worldSeed: number): Promise<World> {
  const { db } = database;
  const { organisation, domain } = await insertTestOrganisation(db, { emailDomainRule });
  const stranger = await insertTestOrganisation(db);
  const reader = await connect(organisation);
  const other = await connect(organisation);
  const elsewhere = await connect(stranger.organisation);
  const people = fc.sample(person, { numRuns: 20, seed: worldSeed });
  const own = await provision(organisation, domain, reader, people.slice(0, 10));
  const others = await provision(organisation, domain, other, people.slice(10));
  const strangers = await provision(stranger.organisation, stranger.domain, elsewhere, people.slice(0, 2));
  const groups = await group(reader, 'É営業', own);
  await group(other, '開発', others);

  const byHand: Member[] = [];
  for (const [index, letter] of letters.entries()) {
    const address = emailDomainRule === 'waived' && index % 3 === 0 ? null : `${letter}${index}@${domain}`;
    byHand.push(
      await insertTestMember(db, organisation, domain, {
        email: address,
        name: `${letter}氏`,
        language: index % 2 === 0 ? 'ja' : 'en',
        timeZone: index % 2 === 0 ? 'Asia/Tokyo' : 'Europe/Berlin',
        state: (['active', 'invited', 'deactivated'] as const)[index % 3] ?? 'active',
        role: index === 0 ? 'owner' : ((['administrator', 'member', 'guest'] as const)[index % 3] ?? 'guest'),
        createdAt: created,
        updatedAt: new Date(created.getTime() + (index % 3) * 1000),
      }),
    );
  }
  const hidden = [
    await insertTestMember(db, organisation, domain, { kind: 'personal', managedBy: null }),
    await insertTestMember(db, organisation, domain, { state: 'deleted' }),
    await insertTestMember(db, stranger.organisation, stranger.domain),
  ].map(({ id }) => id);
  const [deleted] = await provision(organisation, domain, other, [{}], 'deleted');
  if (deleted === undefined) throw new Error('nobody was deleted');
  await db.updateTable('scim_users').set({ deleted_at: created }).where('account_id', '=', deleted.id).execute();
  await db.updateTable('accounts').set({ state: 'deleted' }).where('id', '=', deleted.id).execute();

  const users: Expected[] = [
    ...own.map((user) => ({ id: user.id, isOwn: true, document: documentOf(user, groups) })),
    ...others.map(({ resource: { externalId: _, ...resource }, ...user }) => ({
      id: user.id,
      isOwn: false,
      document: documentOf({ ...user, resource }, []),
    })),
    ...byHand.map((member) => ({
      id: member.id,
      isOwn: false,
      document: documentOf(
        {
          id: member.id,
          resource: userOfAccount(member),
          version: member.updatedAt.getTime(),
          createdAt: member.createdAt,
          modifiedAt: member.updatedAt,
        },
        [],
      ),
    })),
  ];
  return {
    organisation,
    reader,
    other,
    users: users.toSorted((a, b) => (a.id < b.id ? -1 : 1)),
    byHand,
    hidden: [...hidden, deleted.id, ...strangers.map(({ id }) => id)],
  };
}

async function connect(organisation: Organisation): Promise<DirectoryScope> {
  const connectionId = systemIds.uuid();
  await database.db.transaction().execute((trx) =>
    insertConnection(trx, {
      id: connectionId,
      organisationId: organisation.id,
      providerId: 'generic-scim',
      name: '本社の IdP',
      state: 'enabled',
      createdAt: created,
      updatedAt: created,
    }),
  );
  return { organisationId: organisation.id, connectionId };
}

type Provisioned = Omit<ScimUserView, 'groups'>;

async function provision(
  organisation: Organisation,
  domain: string,
  scope: DirectoryScope,
  people: readonly object[],
  prefix = '',
): Promise<readonly Provisioned[]> {
  const access = createUserAccess(database.db);
  const users: Provisioned[] = [];
  for (const [index, attributes] of people.entries()) {
    const id = systemIds.uuid();
    // Names that other connections have too: they are kept apart within a connection only.
    const userName = `${prefix}${words[index % words.length]}${index}`;
    const resource = parseUser({ schemas: [urns.user], userName, ...attributes });
    const user = { id, resource, version: 1, createdAt: created, modifiedAt: created };
    const member = testMember(organisation, domain, { id, createdAt: created, updatedAt: created });
    await access.insert({
      organisation,
      connectionId: scope.connectionId,
      member,
      user: { ...user, ...userKeys(resource) },
      events: [],
    });
    users.push(user);
  }
  return users;
}

interface MadeGroup {
  readonly id: string;
  readonly displayName: string;
  readonly members: ReadonlySet<string>;
}

async function group(scope: DirectoryScope, displayName: string, people: readonly Provisioned[]): Promise<MadeGroup[]> {
  const id = systemIds.uuid();
  const members = people.filter((_, index) => index % 2 === 0).map((user) => user.id);
  await database.db.transaction().execute(async (trx) => {
    await insertScimGroup(trx, scope, {
      id,
      ...groupKeys({ displayName }),
      resource: { displayName },
      version: 1,
      createdAt: created,
      modifiedAt: created,
    });
    await addGroupMembers(trx, scope, id, members, created);
  });
  return [{ id, displayName, members: new Set(members) }];
}

function documentOf({ id, resource, version, createdAt, modifiedAt }: Provisioned, groups: readonly MadeGroup[]) {
  return foldResource(userType, {
    ...resource,
    id,
    groups: groups
      .filter(({ members }) => members.has(id))
      .map((one) => ({ value: one.id, $ref: `${baseUrl}/Groups/${one.id}`, display: one.displayName, type: 'direct' })),
    meta: {
      resourceType: 'User',
      created: createdAt.toISOString(),
      lastModified: modifiedAt.toISOString(),
      location: `${baseUrl}/Users/${id}`,
      version: versionTag(version),
    },
  });
}

function pathOf(attribute: string): AttributePath {
  const { sort } = parseListRequest(userType, { sortBy: attribute });
  if (sort === undefined) throw new Error(`${attribute} is no attribute`);
  return sort.path;
}

const everything = { baseUrl, window: { kind: 'index', startIndex: 1, count: 100 } } as const satisfies PageRequest;

async function found({ reader }: World, bound: Filter): Promise<string[]> {
  const page = await listOrganisationUsers(database.db, reader, { ...everything, filter: bound }, { groups: false });
  expect(page.total).toBe(page.resources.length);
  return page.resources.map((user) => user.id);
}

function expected({ users }: World, bound: Filter): string[] {
  return users.filter(({ document }) => matches(bound, document)).map(({ id }) => id);
}

describe.each(['verified', 'waived'] as const)('an organisation whose rule about addresses is %s', (rule) => {
  const theWorld = () => {
    const world = worlds.find(([of]) => of === rule)?.[1];
    if (world === undefined) throw new Error('no world was made');
    return world;
  };

  it('is every managed account that is there, and nobody else', async () => {
    const world = theWorld();
    const page = await listOrganisationUsers(database.db, world.reader, everything, { groups: true });
    expect(page.resources.map((user) => user.id)).toEqual(world.users.map(({ id }) => id));
    expect(page.total).toBe(world.users.length);
    for (const [index, user] of page.resources.entries()) {
      const { groups, ...stored } = user;
      const references = groups.map((one) => ({
        id: one.id,
        displayName: one.displayName,
        members: new Set([user.id]),
      }));
      expect(documentOf(stored, references)).toEqual(world.users[index]?.document);
      expect(await findOrganisationUser(database.db, world.reader, user.id, { groups: true })).toEqual(user);
    }
    for (const id of world.hidden) {
      expect(await findOrganisationUser(database.db, world.reader, id, { groups: true })).toBeNull();
    }
  });

  it(`is searched as matches() says, and a connection's own Users by themselves: ${runs} filters, seed ${seed}`, async () => {
    const world = theWorld();
    const property = fc.asyncProperty(filter, fc.nat(), async (filterText, pick) => {
      const { id = '' } = world.users[pick % world.users.length] ?? {};
      const bound = parseFilter(userType, withReal(filterText, id));
      expect(await found(world, bound)).toEqual(expected(world, bound));
      const own = await listScimUsers(database.db, world.reader, { ...everything, filter: bound }, { groups: false });
      const mine = world.users.filter(({ isOwn, document }) => isOwn && matches(bound, document));
      expect(own.resources.map((user) => user.id)).toEqual(mine.map(({ id }) => id));
    });
    await fc.assert(property, { numRuns: runs, seed });
  }, 120_000);

  it('finds accounts made by hand by what they are made of, whatever the case', async () => {
    const world = theWorld();
    const filters = world.byHand.flatMap((member) => {
      const name = member.email ?? member.id;
      return [
        `userName eq ${JSON.stringify(name.toUpperCase())}`,
        `userName eq ${JSON.stringify(name)}`,
        `emails[type eq "work" and value eq ${JSON.stringify(name)}]`,
        `emails.value eq ${JSON.stringify(name)} or id eq "${member.id}"`,
        `displayName eq ${JSON.stringify(member.name.toUpperCase())}`,
        `meta.version eq ${JSON.stringify(versionTag(member.updatedAt.getTime()))} and displayName pr`,
      ];
    });
    filters.push(
      'roles.value eq "admin"',
      'roles[value eq "USER" and primary eq true]',
      'roles.value eq "GUEST" and active eq false',
      'timezone eq "europe/berlin"',
      'preferredLanguage eq "JA" and not (emails pr)',
      'schemas eq "urn:ietf:params:scim:schemas:core:2.0:User"',
    );
    for (const text of filters) {
      const bound = parseFilter(userType, text);
      expect(await found(world, bound), text).toEqual(expected(world, bound));
    }
    const [someone] = world.byHand;
    const named = parseFilter(userType, `userName eq ${JSON.stringify(someone?.email ?? someone?.id)}`);
    expect(await found(world, named)).toEqual([someone?.id]);
  });

  it.each(['userName', 'emails', 'meta.lastModified', 'externalId', 'name.familyName', undefined])(
    'has pages by index and by cursor that come to the same, sorted by %s',
    async (attribute) => {
      const world = theWorld();
      const sort =
        attribute === undefined
          ? undefined
          : { path: pathOf(attribute), descending: attribute === 'meta.lastModified' };
      const page = (window: PageRequest['window']) =>
        listOrganisationUsers(database.db, world.reader, { baseUrl, sort, window }, { groups: false });
      const whole = await page(everything.window);
      const byIndex: string[] = [];
      const byCursor: string[] = [];
      for (let startIndex = 1; startIndex <= world.users.length; startIndex += 7) {
        const { resources, total } = await page({ kind: 'index', startIndex, count: 7 });
        expect(total).toBe(world.users.length);
        byIndex.push(...resources.map((user) => user.id));
      }
      for (let after: Awaited<ReturnType<typeof page>>['next'] = null; ; ) {
        const { resources, next, total } = await page({ kind: 'cursor', after, count: 7 });
        expect(total).toBe(world.users.length);
        byCursor.push(...resources.map((user) => user.id));
        if (next === null) break;
        after = next;
      }
      expect(new Set(byIndex)).toEqual(new Set(world.users.map(({ id }) => id)));
      expect(byIndex).toEqual(whole.resources.map((user) => user.id));
      expect(byCursor).toEqual(byIndex);
    },
  );

  it('says whose an account is that the connection does not provision', async () => {
    const { reader, other, users, byHand, hidden } = theWorld();
    const { db } = database;
    const own = users.filter(({ isOwn }) => isOwn);
    const made = new Set(byHand.map(({ id }) => id));
    for (const { id } of own) expect(await findOtherUser(db, reader, id)).toBeNull();
    for (const id of hidden) expect(await findOtherUser(db, reader, id)).toBeNull();
    for (const { id, isOwn } of users) {
      if (isOwn) continue;
      expect(await findOtherUser(db, reader, id)).toEqual({ id, connectionName: made.has(id) ? null : '本社の IdP' });
    }
    const theirs = (await listScimUsers(db, other, everything, { groups: false })).resources;
    for (const { id, resource } of theirs) {
      const holder = await findOtherUserByName(db, reader, userKeys(resource).userNameKey);
      expect(holder).toEqual({ id, connectionName: '本社の IdP' });
    }
    expect(await findOtherUserByName(db, reader, 'nobody')).toBeNull();
    expect(await findOtherUserByName(db, reader, 'deletedx0')).toBeNull();
  });
});

it('shows an account made by hand as it is now, with a version that moves on', async () => {
  const { organisation, domain } = await insertTestOrganisation(database.db);
  const reader = await connect(organisation);
  const before = await insertTestMember(database.db, organisation, domain, { name: '前の名前' });
  const read = () => findOrganisationUser(database.db, reader, before.id, { groups: false });
  const first = await read();
  expect(first).toMatchObject({ resource: { displayName: '前の名前', active: true, roles: [{ value: 'USER' }] } });
  const updatedAt = new Date(before.updatedAt.getTime() + 1);
  const after = { ...before, name: '今の名前', role: 'guest', state: 'deactivated', updatedAt } as const;
  await database.db.transaction().execute((trx) => updateMember(trx, organisation, after));
  const second = await read();
  expect(second).toMatchObject({
    resource: { displayName: '今の名前', active: false, roles: [{ value: 'GUEST' }] },
    createdAt: before.createdAt,
    modifiedAt: updatedAt,
  });
  expect(second?.version).toBeGreaterThan(first?.version ?? Number.POSITIVE_INFINITY);
});

import { systemIds } from '@sekisho/platform';
import type { JsonObject } from '@sekisho/provider-kit';
import {
  type Filter,
  foldResource,
  matches,
  parseFilter,
  parseUser,
  renderUser,
  urns,
  userType,
} from '@sekisho/scim-core';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestDatabase, insertTestOrganisation, type TestDatabase, testMember } from '../../testing/index.ts';
import { groupKeys } from '../groups/group-keys.ts';
import { addGroupMembers } from '../groups/group-members.ts';
import { insertScimGroup } from '../groups/write-scim-group.ts';
import { baseUrl, filter, person, withReal, words } from '../testing/random-directory.ts';
import { listScimUsers } from '../users/list-scim-users.ts';
import { renderScimUsers } from '../users/render-scim-users.ts';
import type { DirectoryScope } from '../users/scim-user.ts';
import { createUserAccess } from '../users/user-access.ts';
import { userKeys } from '../users/user-keys.ts';

/** What SQL finds is what `matches()` says, for random people and random filters. */

const runs = Number(process.env['PROPERTY_RUNS'] ?? 400);
const seed = Number(process.env['PROPERTY_SEED'] ?? Date.now() % 2 ** 31);
const worlds = Math.max(1, Math.round(runs / 400));

let database: TestDatabase;

beforeAll(async () => {
  database = await createTestDatabase();
});

afterAll(async () => database.close());

interface World {
  readonly scope: DirectoryScope;
  /** The match document of each person, `id`, `meta` and `groups` included. */
  readonly documents: readonly { readonly id: string; readonly document: JsonObject }[];
}

async function makeWorld(worldSeed: number): Promise<World> {
  const { db } = database;
  const { organisation, domain } = await insertTestOrganisation(db, { emailDomainRule: 'waived' });
  const connectionId = systemIds.uuid();
  const scope = { organisationId: organisation.id, connectionId };
  const created = new Date('2026-04-01T00:00:00.000Z');
  await db
    .insertInto('connections')
    .values({
      id: connectionId,
      organisation_id: organisation.id,
      provider_id: 'generic-scim',
      name: 'Test',
      state: 'enabled',
      created_at: created,
      updated_at: created,
    })
    .execute();
  const people = fc.sample(person, { numRuns: 25, seed: worldSeed });
  const users = people.map((attributes, index) => {
    const resource = parseUser({
      schemas: [urns.user],
      userName: `${words[index % words.length]}${index}`,
      ...attributes,
    });
    const modified = new Date(created.getTime() + (index % 3) * 1000);
    return { id: systemIds.uuid(), resource, created, modified, version: 1 + (index % 3) };
  });
  const access = createUserAccess(db);
  for (const { id, resource, version, modified } of users) {
    const member = testMember(organisation, domain, { id, createdAt: created, updatedAt: created });
    await access.insert({
      organisation,
      connectionId,
      member,
      user: {
        id,
        resource,
        version,
        createdAt: created,
        modifiedAt: modified,
        ...userKeys(resource),
      },
      events: [],
    });
    await db.updateTable('scim_users').set({ modified_at: modified }).where('account_id', '=', id).execute();
  }
  const groups = ['営業', 'Aa%', 'x'].map((displayName) => ({ id: systemIds.uuid(), displayName }));
  const memberships = new Map<string, { value: string; $ref: string; display: string; type: string }[]>();
  for (const [index, group] of groups.entries()) {
    const members = users.filter((_, position) => position % (index + 2) === 0).map((user) => user.id);
    await db.transaction().execute(async (trx) => {
      await insertScimGroup(trx, scope, {
        id: group.id,
        ...groupKeys({ displayName: group.displayName }),
        resource: { displayName: group.displayName },
        version: 1,
        createdAt: created,
        modifiedAt: created,
      });
      await addGroupMembers(trx, scope, group.id, members, created);
    });
    for (const id of members) {
      memberships.set(id, [
        ...(memberships.get(id) ?? []),
        { value: group.id, $ref: `${baseUrl}/Groups/${group.id}`, display: group.displayName, type: 'direct' },
      ]);
    }
  }
  return {
    scope,
    documents: users.map(({ id, resource, version, modified }) => ({
      id,
      document: foldResource(userType, {
        ...resource,
        id,
        groups: memberships.get(id) ?? [],
        meta: {
          resourceType: 'User',
          created: created.toISOString(),
          lastModified: modified.toISOString(),
          location: `${baseUrl}/Users/${id}`,
          version: `W/"${version}"`,
        },
      }),
    })),
  };
}

async function found(world: World, bound: Filter): Promise<string[]> {
  const request = { baseUrl, filter: bound, window: { kind: 'index', startIndex: 1, count: 100 } } as const;
  const page = await listScimUsers(database.db, world.scope, request, { groups: false });
  expect(page.total).toBe(page.resources.length);
  return page.resources.map((user) => user.id);
}

describe('a page rendered by the database', () => {
  it('says to the character what renderUser says', async () => {
    const world = await makeWorld(seed);
    const request = { baseUrl, window: { kind: 'index', startIndex: 1, count: 100 } } as const;
    const rendered = await renderScimUsers(database.db, world.scope, request);
    const listed = await listScimUsers(database.db, world.scope, request, { groups: true });
    expect(listed.resources.some((user) => user.groups.length > 1)).toBe(true);
    expect(rendered.resources.map((pieces) => pieces.join(''))).toEqual(
      listed.resources.map((user) => {
        const groups = user.groups.map((group) => ({ id: group.id, display: group.displayName }));
        return JSON.stringify(renderUser({ ...user, groups }, { baseUrl }));
      }),
    );
  });
});

describe('a filter compiled to SQL', () => {
  it(`finds whom matches() finds: ${runs} random filters, seed ${seed} (PROPERTY_SEED, PROPERTY_RUNS)`, async () => {
    for (let index = 0; index < worlds; index += 1) {
      const world = await makeWorld(seed + index);
      const ids = world.documents.map(({ id }) => id);
      const property = fc.asyncProperty(filter, fc.nat(), async (filterText, pick) => {
        const bound = parseFilter(userType, withReal(filterText, ids[pick % ids.length] ?? ''));
        const expected = world.documents.filter(({ document }) => matches(bound, document)).map(({ id }) => id);
        expect(await found(world, bound)).toEqual(expected.sort());
      });
      await fc.assert(property, { numRuns: Math.ceil(runs / worlds), seed: seed + index });
    }
  }, 600_000);
});

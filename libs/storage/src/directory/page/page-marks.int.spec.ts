import { systemIds } from '@sekisho/platform';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { releaseScimUser } from '../../members/release-scim-user.ts';
import { createTestDatabase, insertTestOrganisation, type TestDatabase, testMember } from '../../testing/index.ts';
import { renderScimUsers } from '../users/render-scim-users.ts';
import type { DirectoryScope } from '../users/scim-user.ts';
import { createUserAccess } from '../users/user-access.ts';
import { userKeys } from '../users/user-keys.ts';
import { PageMarks } from './page-marks.ts';

const baseUrl = 'https://scim.example/scim/v2/c';
const now = new Date('2026-05-01T00:00:00.000Z');
const people = 30;

let database: TestDatabase;
let scope: DirectoryScope;
let insertPerson: () => Promise<string>;
/** Of the people, in the order of the list. */
let ids: string[];
let marks: PageMarks;

beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(async () => database.close());

beforeEach(async () => {
  const { db } = database;
  const { organisation, domain } = await insertTestOrganisation(db);
  const connectionId = systemIds.uuid();
  scope = { organisationId: organisation.id, connectionId };
  const connection = { id: connectionId, organisation_id: organisation.id, provider_id: 'generic-scim', name: 'IdP' };
  await db
    .insertInto('connections')
    .values({ ...connection, state: 'enabled', created_at: now, updated_at: now })
    .execute();
  const access = createUserAccess(db);
  insertPerson = async () => {
    const member = testMember(organisation, domain, { createdAt: now, updatedAt: now });
    const resource = { userName: member.id };
    const user = { id: member.id, resource, version: 1, createdAt: now, modifiedAt: now, ...userKeys(resource) };
    await access.insert({ organisation, connectionId, member, user, events: [] });
    return member.id;
  };
  ids = [];
  for (let number = 0; number < people; number += 1) ids.push(await insertPerson());
  marks = new PageMarks();
});

async function page(startIndex: number, count = 5, kept: PageMarks | undefined = marks) {
  const request = { baseUrl, window: { kind: 'index', startIndex, count } } as const;
  const { total, resources } = await renderScimUsers(database.db, scope, request, kept);
  return { total, ids: resources.map((pieces) => (JSON.parse(pieces.join('')) as { id: string }).id) };
}

describe('a list walked by index', () => {
  it('is the same with marks and without, whatever the order in which its pages are asked for', async () => {
    for (const startIndex of [1, 6, 11, 28, 30, 31, 90, 7, 12, 26]) {
      expect(await page(startIndex), `from ${startIndex}`).toEqual({
        total: people,
        ids: ids.slice(startIndex - 1, startIndex + 4),
      });
    }
    expect(marks.nearest(`User ${scope.connectionId}`, 13)).toMatchObject({ index: 12, id: ids[11] });
  });

  it('is still right when somebody before the mark has gone, or come', async () => {
    expect((await page(11)).ids).toEqual(ids.slice(10, 15));
    const { db } = database;
    await db.transaction().execute((trx) => releaseScimUser(trx, scope.organisationId, ids[3] ?? '', now));
    const rest = ids.toSpliced(3, 1);
    expect(await page(11)).toEqual({ total: people - 1, ids: rest.slice(10, 15) });

    rest.push(await insertPerson());
    expect(await page(26)).toEqual({ total: people, ids: rest.slice(25, 30) });
    expect(await page(21)).toEqual({ total: people, ids: rest.slice(20, 25) });
  });

  it('starts at the mark and not at the beginning', async () => {
    await page(11);
    // A mark that lies is believed as long as the set is unchanged: so it is used.
    const { changes = '' } = marks.nearest(`User ${scope.connectionId}`, 11) ?? {};
    marks.remember(`User ${scope.connectionId}`, [{ index: 20, id: ids[0] ?? '', changes }]);

    expect((await page(21)).ids).toEqual(ids.slice(1, 6));
    expect((await page(21, 5, new PageMarks())).ids).toEqual(ids.slice(20, 25));
  });
});

it('keeps a bounded number of marks, of the latest state only', () => {
  const list = new PageMarks();
  for (let index = 1; index <= 5_000; index += 1) list.remember('a', [{ index, id: `id-${index}`, changes: '1' }]);
  expect(list.nearest('a', 5_000)).toMatchObject({ index: 5_000 });
  expect(list.nearest('a', 10)).toBeUndefined();

  list.remember('a', [{ index: 8, id: 'id-8', changes: '2' }]);
  expect(list.nearest('a', 5_000)).toMatchObject({ index: 8 });
  list.forget('a');
  expect(list.nearest('a', 5_000)).toBeUndefined();
});

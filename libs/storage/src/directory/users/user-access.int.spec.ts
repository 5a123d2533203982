import type { Member, Organisation } from '@sekisho/domain';
import { systemIds } from '@sekisho/platform';
import { renderUser } from '@sekisho/scim-core';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { uniqueViolation } from '../../postgres/errors.ts';
import {
  createTestDatabase,
  insertTestOrganisation,
  type TestDatabase,
  testAuditEvent,
  testMember,
} from '../../testing/index.ts';
import type { NewScimUser } from './insert-scim-user.ts';
import type { DirectoryScope, SeenScimUser } from './scim-user.ts';
import { createUserAccess } from './user-access.ts';
import { userKeys } from './user-keys.ts';

let database: TestDatabase;
let access: ReturnType<typeof createUserAccess>;
let organisation: Organisation;
let domain: string;
let scope: DirectoryScope;
const baseUrl = 'https://scim.example/scim/v2/c';
const now = new Date('2026-05-01T00:00:00.123Z');

beforeAll(async () => {
  database = await createTestDatabase({ poolSize: 8 });
  access = createUserAccess(database.db);
  ({ organisation, domain } = await insertTestOrganisation(database.db));
  scope = { organisationId: organisation.id, connectionId: await insertConnection() };
});
afterAll(async () => database.close());

async function insertConnection(): Promise<string> {
  const id = systemIds.uuid();
  const times = { created_at: now, updated_at: now };
  await database.db
    .insertInto('connections')
    .values({
      id,
      organisation_id: organisation.id,
      provider_id: 'generic-scim',
      name: 'IdP',
      state: 'enabled',
      ...times,
    })
    .execute();
  return id;
}

function person(userName: string, overrides: Partial<Member> = {}): NewScimUser {
  const member = testMember(organisation, domain, { createdAt: now, updatedAt: now, ...overrides });
  const resource = { userName, externalId: `ext-${userName}`, displayName: '源 花子', active: true };
  return {
    organisation,
    connectionId: scope.connectionId,
    member,
    user: { id: member.id, resource, version: 1, createdAt: now, modifiedAt: now, ...userKeys(resource) },
    events: [testAuditEvent(organisation.id, { action: `${userName} was created` })],
  };
}

async function insertPerson(userName: string): Promise<NewScimUser> {
  const created = person(userName);
  await access.insert(created);
  return created;
}

async function see(id: string, of = scope): Promise<SeenScimUser> {
  const seen = await access.see(of, id);
  if (seen === null) throw new Error(`nobody sees ${id}`);
  return seen;
}

/** Renames the person, account and all; or gives them another title only. */
function change(seen: SeenScimUser, attributes: { displayName?: string; title?: string }) {
  const resource = { ...seen.user.resource, ...attributes };
  const { displayName } = attributes;
  return {
    organisation,
    scope,
    seen,
    member: displayName === undefined ? seen.member : { ...seen.member, name: displayName, updatedAt: now },
    user: { ...seen.user, resource, version: seen.user.version + 1, modifiedAt: now, ...userKeys(resource) },
    events: [testAuditEvent(organisation.id, { action: `${seen.user.id} was changed` })],
  };
}

async function actionsAbout(part: string): Promise<string[]> {
  const rows = await database.db
    .selectFrom('outbox')
    .select('payload')
    .where(sql<boolean>`payload ->> 'action' like ${`%${part}%`}`)
    .orderBy('position')
    .execute();
  return rows.map(({ payload }) => payload.action);
}

describe('new Users', () => {
  it('that come together are all there, each with its event and counted', async () => {
    const people = ['together-1', 'together-2', 'together-3'].map((name) => person(name));

    await Promise.all(people.map((each) => access.insert(each)));

    for (const { member, user } of people) {
      expect((await see(member.id)).user).toEqual({
        id: user.id,
        resource: user.resource,
        version: 1,
        createdAt: now,
        modifiedAt: now,
      });
      expect((await see(member.id)).member).toEqual(member);
    }
    expect((await actionsAbout('together-')).toSorted()).toEqual(
      [1, 2, 3].map((number) => `together-${number} was created`),
    );
  });

  it('do not fail for one among them whose name is taken', async () => {
    await insertPerson('taken');
    const people = ['free-1', 'taken', 'free-2'].map((name) => person(name));

    const settled = await Promise.allSettled(people.map((each) => access.insert(each)));

    expect(settled.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect(settled.map((each) => each.status === 'rejected' && uniqueViolation(each.reason))[1]).toBe(
      'scim_users_user_name',
    );
    expect(await actionsAbout('taken was')).toHaveLength(1);
    expect(await actionsAbout('free-')).toHaveLength(2);
  });

  it('of whom two want the same name: one has it', async () => {
    const settled = await Promise.allSettled([person('twin'), person('Twin')].map((each) => access.insert(each)));

    expect(settled.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
    expect(await actionsAbout('win was')).toHaveLength(1);
  });
});

describe('a change of a User that was seen', () => {
  it('writes account, view and event; of a title only the view', async () => {
    const { member } = await insertPerson('changes');
    expect(await access.update(change(await see(member.id), { displayName: '源 次郎' }))).toBe(true);
    expect(await access.update(change(await see(member.id), { title: '部長' }))).toBe(true);

    const { user, member: after } = await see(member.id);
    expect(user.resource).toMatchObject({ displayName: '源 次郎', title: '部長' });
    expect(user.version).toBe(3);
    expect(after).toEqual({ ...member, name: '源 次郎' });
    expect(await actionsAbout(`${member.id} was changed`)).toHaveLength(2);
  });

  it('does not hold when the account or the view has changed meanwhile, and writes nothing then', async () => {
    const { member } = await insertPerson('overtaken');
    const seen = await see(member.id);
    await database.db.updateTable('accounts').set({ language: 'en' }).where('id', '=', member.id).execute();
    expect(await access.update(change(seen, { displayName: 'too late' }))).toBe(false);

    const again = await see(member.id);
    await database.db.updateTable('scim_users').set({ version: 9 }).where('account_id', '=', member.id).execute();
    expect(await access.update(change(again, { title: 'too late' }))).toBe(false);

    expect((await see(member.id)).user).toMatchObject({ version: 9, resource: { displayName: '源 花子' } });
    expect(await actionsAbout(`${member.id} was changed`)).toEqual([]);
  });

  it('holds for the first of two that come together', async () => {
    const { member } = await insertPerson('twice');
    const seen = await see(member.id);

    const written = await Promise.all(['a', 'b'].map((title) => access.update(change(seen, { title }))));

    expect(written).toEqual([true, false]);
    expect((await see(member.id)).user.resource).toMatchObject({ title: 'a' });
  });

  it('waits for nobody who holds the row, and keeps nobody else waiting', async () => {
    const [held, free] = [await insertPerson('held'), await insertPerson('free')];
    const [seenHeld, seenFree] = [await see(held.member.id), await see(free.member.id)];
    await database.db.transaction().execute(async (trx) => {
      await trx.selectFrom('accounts').select('id').where('id', '=', held.member.id).forUpdate().execute();
      const written = await Promise.all(
        [seenHeld, seenFree].map((seen) => access.update(change(seen, { title: '部長' }))),
      );
      expect(written).toEqual([false, true]);
    });
  });

  it('is no business of another connection or organisation', async () => {
    const { member } = await insertPerson('guarded');
    const seen = await see(member.id);
    for (const of of [
      { ...scope, connectionId: await insertConnection() },
      { ...scope, organisationId: 'org_of_somebody_else' },
    ]) {
      expect(await access.see(of, member.id)).toBeNull();
      expect(await access.find(of, member.id, { groups: true })).toBeNull();
      expect(await access.render(of, { attribute: 'userName', value: 'guarded' }, baseUrl)).toEqual([]);
      expect(await access.update({ ...change(seen, { title: 'stolen' }), scope: of })).toBe(false);
    }
  });
});

describe('Users found by a key', () => {
  it('are rendered as they are read, and only while they are there', async () => {
    const { member } = await insertPerson('rendered');
    const user = await access.find(scope, member.id, { groups: true });
    if (user === null) throw new Error('not found');
    const text = JSON.stringify(renderUser({ ...user, groups: [] }, { baseUrl }));

    const byKey = await Promise.all([
      access.render(scope, { attribute: 'userName', value: 'rendered' }, baseUrl),
      access.render(scope, { attribute: 'externalId', value: 'ext-rendered' }, baseUrl),
      access.render(scope, { attribute: 'userName', value: 'nobody' }, baseUrl),
    ]);
    expect(byKey.map((users) => users.map((pieces) => pieces.join('')))).toEqual([[text], [text], []]);

    await database.db.updateTable('scim_users').set({ deleted_at: now }).where('account_id', '=', member.id).execute();
    expect(await access.render(scope, { attribute: 'userName', value: 'rendered' }, baseUrl)).toEqual([]);
    expect(await access.find(scope, member.id, { groups: false })).toBeNull();
  });
});

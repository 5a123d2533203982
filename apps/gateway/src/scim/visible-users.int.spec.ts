import { changeMember, changeVisibleUsers, removeMember } from '@sekisho/application';
import type { Member, Organisation, VisibleUsers } from '@sekisho/domain';
import { systemIds } from '@sekisho/platform';
import type { JsonObject } from '@sekisho/provider-kit';
import { listProvisioningLog } from '@sekisho/storage';
import { insertTestMember } from '@sekisho/storage/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type ScimTestService, startScimTestService, type TestConnection } from './testing/scim-test-service.ts';

/** What a connection reads of its organisation: its own Users, or everybody's, as its setting says. */

const userSchema = 'urn:ietf:params:scim:schemas:core:2.0:User';
const groupSchema = 'urn:ietf:params:scim:schemas:core:2.0:Group';
const patchOp = 'urn:ietf:params:scim:api:messages:2.0:PatchOp';
const bulkRequest = 'urn:ietf:params:scim:api:messages:2.0:BulkRequest';
const searchRequest = 'urn:ietf:params:scim:api:messages:2.0:SearchRequest';
const actor = { kind: 'operator' } as const;

let service: ScimTestService;
let organisation: Organisation;
let domain: string;
let reader: TestConnection;
let other: TestConnection;
/** The reader's own User, the other connection's, and the account made by hand. */
let ownId: string;
let othersId: string;
let byHand: Member;
let othersGroupId: string;

beforeAll(async () => {
  service = await startScimTestService();
  service.scim.start();
});

afterAll(async () => service.close());

beforeEach(async () => {
  ({ organisation, domain } = await service.organisation());
  reader = await service.connect({ organisation });
  other = await service.connect({ organisation, providerId: 'okta' });
  ownId = await made(reader, user(`own@${domain}`, { externalId: 'e-1' }));
  othersId = await made(other, user(`others@${domain}`, { externalId: 'e-1', title: '部長' }));
  byHand = await insertTestMember(service.database.db, organisation, domain, {
    email: `By.Hand@${domain}`,
    name: '手作 花子',
    role: 'member',
  });
  const group = await other.send('POST', '/Groups', {
    schemas: [groupSchema],
    displayName: '営業',
    members: [{ value: othersId }],
  });
  othersGroupId = String(group.body['id']);
});

function user(userName: string, attributes: object = {}) {
  return { schemas: [userSchema], userName, ...attributes };
}

async function made(connection: TestConnection, body: object): Promise<string> {
  const reply = await connection.send('POST', '/Users', body);
  expect(reply.status).toBe(201);
  return String(reply.body['id']);
}

function use() {
  return { db: service.database.db, clock: service.clock, ids: systemIds };
}

async function show(visibleUsers: VisibleUsers): Promise<void> {
  await changeVisibleUsers(use(), { organisationId: organisation.id, actor }, reader.id, visibleUsers);
  service.scim.forgetOrganisation(organisation.id);
}

function patch(path: string, value: unknown) {
  return { schemas: [patchOp], Operations: [{ op: 'replace', path, value }] };
}

function idsIn(body: JsonObject): string[] {
  return (body['Resources'] as { id: string }[]).map(({ id }) => id);
}

async function idsOf(query: string): Promise<string[]> {
  const { body } = await reader.send('GET', `/Users${query}`);
  expect(body).toMatchObject({ totalResults: idsIn(body).length });
  return idsIn(body);
}

const named = (userName: string) => `?filter=${encodeURIComponent(`userName eq "${userName}"`)}`;

async function rowsOf(id: string): Promise<string> {
  const { db } = service.database;
  const rows = await Promise.all([
    db.selectFrom('accounts').selectAll().where('id', '=', id).execute(),
    db.selectFrom('memberships').selectAll().where('account_id', '=', id).execute(),
    db.selectFrom('scim_users').selectAll().where('account_id', '=', id).execute(),
  ]);
  return JSON.stringify(rows);
}

describe('a connection for which nothing is set', () => {
  it('reads its own Users, and neither reads nor changes others, whatever it asks', async () => {
    for (const setting of [null, 'own'] as const) {
      if (setting !== null) await show(setting);
      expect(await idsOf('')).toEqual([ownId]);
      for (const query of [
        `active eq true`,
        `externalId eq "e-1"`,
        `emails.value co "@" or userName pr`,
        `not (title pr)`,
      ]) {
        expect(await idsOf(`?filter=${encodeURIComponent(query)}`)).toEqual([ownId]);
      }
      for (const id of [othersId, byHand.id]) {
        const before = await rowsOf(id);
        expect(await idsOf(`?filter=${encodeURIComponent(`id eq "${id}"`)}`)).toEqual([]);
        for (const [method, body] of [
          ['GET', undefined],
          ['PUT', user(`taken@${domain}`)],
          ['PATCH', patch('title', 'x')],
          ['DELETE', undefined],
        ] as const) {
          expect((await reader.send(method, `/Users/${id}`, body)).status).toBe(404);
        }
        expect(await rowsOf(id)).toBe(before);
      }
      expect((await reader.send('GET', '/')).body).toMatchObject({ totalResults: 1 });
    }
  });
});

describe('a connection that may read the whole organisation', () => {
  beforeEach(async () => show('organisation'));

  it("shows another connection's User as that provider made it, but for what is that provider's own", async () => {
    const reply = await reader.send('GET', `/Users/${othersId}`);
    expect(reply.status).toBe(200);
    expect(reply.headers.get('location')).toBe(`${reader.baseUrl}/Users/${othersId}`);
    expect(reply.body).toMatchObject({ userName: `others@${domain}`, title: '部長', active: true });
    expect(reply.body['externalId']).toBeUndefined();
    expect(reply.body['groups']).toBeUndefined();
    expect((await reader.send('GET', `/Users/${ownId}`)).body).toMatchObject({ externalId: 'e-1' });
    expect(await idsOf(`?filter=${encodeURIComponent('externalId eq "e-1"')}`)).toEqual([ownId]);
    expect(await idsOf(`?filter=${encodeURIComponent('groups.display eq "営業"')}`)).toEqual([]);
  });

  it('shows an account made by hand as a User, with a version that reads can rely on', async () => {
    const path = `/Users/${byHand.id}`;
    const reply = await reader.send('GET', path);
    expect(reply.body).toEqual({
      schemas: [userSchema],
      id: byHand.id,
      userName: `By.Hand@${domain}`,
      displayName: '手作 花子',
      preferredLanguage: 'ja',
      timezone: 'Asia/Tokyo',
      active: true,
      emails: [{ value: `By.Hand@${domain}`, type: 'work', primary: true }],
      roles: [{ value: 'USER', primary: true }],
      meta: {
        resourceType: 'User',
        created: byHand.createdAt.toISOString(),
        lastModified: byHand.updatedAt.toISOString(),
        location: `${reader.baseUrl}${path}`,
        version: reply.headers.get('etag'),
      },
    });
    const tag = String(reply.headers.get('etag'));
    expect((await reader.send('GET', path, undefined, { 'if-none-match': tag })).status).toBe(304);
    const scope = { organisationId: organisation.id, actor };
    await changeMember(use(), scope, byHand.id, { name: '改名 花子', role: 'guest' });
    const changed = await reader.send('GET', path, undefined, { 'if-none-match': tag });
    expect(changed).toMatchObject({ status: 200, body: { displayName: '改名 花子', roles: [{ value: 'GUEST' }] } });
    expect(await idsOf(`?filter=${encodeURIComponent('displayName eq "改名 花子"')}`)).toEqual([byHand.id]);
    await removeMember(use(), scope, byHand.id);
    expect((await reader.send('GET', path)).status).toBe(404);
    expect(await idsOf(named(`by.hand@${domain}`))).toEqual([]);
  });

  it('finds them in lists, by filter, page and cursor, by search, and at the root', async () => {
    const all = [ownId, othersId, byHand.id].toSorted();
    expect(await idsOf('')).toEqual(all);
    expect(await idsOf(named(`BY.HAND@${domain}`))).toEqual([byHand.id]);
    expect(await idsOf(named(`OTHERS@${domain}`))).toEqual([othersId]);
    const work = encodeURIComponent(`emails[type eq "work" and value eq "by.hand@${domain}"]`);
    expect(await idsOf(`?filter=${work}`)).toEqual([byHand.id]);
    expect(await idsOf('?sortBy=userName')).toEqual([byHand.id, othersId, ownId]);
    const second = await reader.send('GET', '/Users?startIndex=2&count=1&attributes=userName');
    expect(second.body).toMatchObject({ totalResults: 3, startIndex: 2, itemsPerPage: 1, Resources: [{ id: all[1] }] });
    const seen: string[] = [];
    for (let cursor: unknown = ''; cursor !== undefined; ) {
      const { body } = await reader.send('GET', `/Users?count=1&cursor=${cursor}`);
      expect(body).toMatchObject({ totalResults: 3 });
      seen.push(...idsIn(body));
      cursor = body['nextCursor'];
    }
    expect(seen).toEqual(all);
    const filter = 'title eq "部長" or roles.value eq "USER"';
    for (const path of ['/Users/.search', '/.search']) {
      const { body } = await reader.send('POST', path, { schemas: [searchRequest], filter });
      expect(idsIn(body)).toEqual([othersId, byHand.id].toSorted());
    }
    expect(idsIn((await reader.send('GET', '/?count=2')).body)).toEqual(all.slice(0, 2));
    expect((await reader.send('GET', '/?count=0')).body).toMatchObject({ totalResults: 3 });
  });

  it('never shows personal accounts, deleted ones, or those of another organisation', async () => {
    const { db } = service.database;
    const personal = await insertTestMember(db, organisation, domain, { kind: 'personal', managedBy: null });
    const foreign = await service.organisation();
    const foreigner = await service.connect({ organisation: foreign.organisation, visibleUsers: 'organisation' });
    const theirs = await made(foreigner, user(`own@${foreign.domain}`));
    const alone = await insertTestMember(db, foreign.organisation, foreign.domain);
    await other.send('DELETE', `/Users/${othersId}`);
    for (const id of [personal.id, theirs, alone.id, othersId]) {
      for (const [method, body] of [
        ['GET', undefined],
        ['PATCH', patch('title', 'x')],
        ['DELETE', undefined],
      ] as const) {
        expect((await reader.send(method, `/Users/${id}`, body)).status).toBe(404);
      }
    }
    expect(await idsOf('')).toEqual([ownId, byHand.id].toSorted());
    const { body } = await foreigner.send('GET', '/Users');
    expect(idsIn(body)).toEqual([theirs, alone.id].toSorted());
  });

  it("keeps groups each connection's own, and takes no members but its own", async () => {
    expect((await reader.send('GET', '/Groups')).body).toMatchObject({ totalResults: 0 });
    expect((await reader.send('GET', `/Groups/${othersGroupId}`)).status).toBe(404);
    expect((await reader.send('DELETE', `/Groups/${othersGroupId}`)).status).toBe(404);
    for (const value of [othersId, byHand.id]) {
      const group = { schemas: [groupSchema], displayName: '営業', members: [{ value }] };
      expect((await reader.send('POST', '/Groups', group)).status).toBe(400);
    }
    const mine = await reader.send('POST', '/Groups', {
      schemas: [groupSchema],
      displayName: '営業',
      members: [{ value: ownId }],
    });
    expect((await reader.send('GET', `/Users/${ownId}`)).body).toMatchObject({ groups: [{ value: mine.body['id'] }] });
    expect(await idsOf(`?filter=${encodeURIComponent(`groups.value eq "${mine.body['id']}"`)}`)).toEqual([ownId]);
  });

  it('changes none of them: 403 that says whose the account is and what to do, in both languages', async () => {
    for (const [id, reason] of [
      [othersId, { ja: /別の連携「Test okta」が管理している/, en: /managed by another connection, "Test okta"/ }],
      [byHand.id, { ja: /参照できるユーザー.*同期し直してください/, en: /visible users.*synchronise again/ }],
    ] as const) {
      const before = await rowsOf(id);
      const stale = { 'if-match': 'W/"999"' };
      for (const reply of [
        await reader.send('PUT', `/Users/${id}`, user(`taken@${domain}`)),
        await reader.send('PATCH', `/Users/${id}`, patch('active', false)),
        await reader.send('DELETE', `/Users/${id}`),
        await reader.send('DELETE', `/Users/${id}`, undefined, stale),
      ]) {
        expect(reply).toMatchObject({ status: 403, body: { status: '403' } });
        expect(reply.body['scimType']).toBeUndefined();
        expect(reply.body['detail']).toMatch(reason.en);
      }
      const bulk = await reader.send('POST', '/Bulk', {
        schemas: [bulkRequest],
        Operations: [{ method: 'DELETE', path: `/Users/${id}` }],
      });
      expect(bulk.body).toMatchObject({ Operations: [{ status: '403' }] });
      expect(await rowsOf(id)).toBe(before);
      const place = { organisationId: organisation.id, connectionId: reader.id, resourceId: id, limit: 10 };
      await expect
        .poll(() => listProvisioningLog(service.database.db, place))
        .toContainEqual(
          expect.objectContaining({
            outcome: 'refused',
            status: 403,
            explanation: { ja: expect.stringMatching(reason.ja), en: expect.stringMatching(reason.en) },
          }),
        );
    }
    expect((await other.send('PATCH', `/Users/${othersId}`, patch('title', '課長'))).status).toBe(200);
    expect((await reader.send('GET', `/Users/${othersId}`)).body).toMatchObject({ title: '課長' });
  });

  it('links an account made by hand when it creates its User, and from then on may change it', async () => {
    const linked = await reader.send('POST', '/Users', user(`by.hand@${domain}`, { externalId: 'e-2' }));
    expect(linked).toMatchObject({ status: 201, body: { id: byHand.id } });
    expect(await idsOf(named(`by.hand@${domain}`))).toEqual([byHand.id]);
    expect((await reader.send('PATCH', `/Users/${byHand.id}`, patch('title', '係長'))).status).toBe(200);
  });

  it('is refused a name by which another User is found already, as userName eq says', async () => {
    // Where addresses are no names, names are kept apart within a connection only.
    const waived = await service.connect({ visibleUsers: 'organisation' });
    const beside = await service.connect({ organisation: waived.organisation });
    const holderId = await made(beside, user('taro'));
    const mineId = await made(waived, user('jiro'));
    const refused = await waived.send('POST', '/Users', user('TARO'));
    const renamed = await waived.send('PATCH', `/Users/${mineId}`, patch('userName', 'Taro'));
    for (const reply of [refused, renamed]) {
      expect(reply).toMatchObject({ status: 409, body: { scimType: 'uniqueness' } });
      expect(reply.body['detail']).toContain(holderId);
    }
    const found = await waived.send('GET', `/Users${named('taro')}`);
    expect(found.body).toMatchObject({ totalResults: 1, Resources: [{ id: holderId }] });
    expect((await waived.send('PATCH', `/Users/${mineId}`, patch('title', '主任'))).status).toBe(200);
    await made(beside, user('jiro'));

    expect(await reader.send('POST', '/Users', user(`others@${domain}`))).toMatchObject({
      status: 409,
      body: { scimType: 'uniqueness' },
    });
    const addressed = await reader.send('PATCH', `/Users/${ownId}`, {
      schemas: [patchOp],
      Operations: [
        { op: 'replace', path: 'userName', value: 'no-address' },
        { op: 'replace', path: 'emails', value: [{ value: `others@${domain}` }] },
      ],
    });
    expect(addressed.status).toBe(409);
    expect(addressed.body['detail']).toContain('another connection, "Test okta"');
  });

  it('gets a name, of two that ask for it at once, alone', async () => {
    const one = await service.connect({ visibleUsers: 'organisation' });
    const two = await service.connect({ organisation: one.organisation, visibleUsers: 'organisation' });
    const names = Array.from({ length: 20 }, (_, number) => `taro-${number}`);
    const pairs = await Promise.all(
      names.map((name) =>
        Promise.all([one.send('POST', '/Users', user(name)), two.send('POST', '/Users', user(name.toUpperCase()))]),
      ),
    );
    const ids: string[] = [];
    for (const pair of pairs) {
      const [winner, loser] = pair.toSorted((a, b) => a.status - b.status);
      expect(winner?.status).toBe(201);
      expect(loser).toMatchObject({ status: 409, body: { scimType: 'uniqueness' } });
      expect(loser?.body['detail']).toContain(String(winner?.body['id']));
      ids.push(String(winner?.body['id']));
    }
    for (const connection of [one, two]) {
      const { body } = await connection.send('GET', '/Users?count=100');
      expect(idsIn(body).toSorted()).toEqual(ids.toSorted());
    }

    // The same for names that Users get later.
    const mine = await Promise.all(names.map((name) => made(one, user(`one-${name}`))));
    const theirs = await Promise.all(names.map((name) => made(two, user(`two-${name}`))));
    const renamed = await Promise.all(
      names.map((name, at) =>
        Promise.all([
          one.send('PATCH', `/Users/${mine[at]}`, patch('userName', `new-${name}`)),
          two.send('PATCH', `/Users/${theirs[at]}`, patch('userName', `new-${name}`)),
        ]),
      ),
    );
    for (const pair of renamed) expect(pair.map(({ status }) => status).toSorted()).toEqual([200, 409]);
  });

  it('reads its own alone again once that is set', async () => {
    await show('own');
    expect(await idsOf('')).toEqual([ownId]);
    expect((await reader.send('GET', `/Users/${othersId}`)).status).toBe(404);
    expect((await reader.send('DELETE', `/Users/${byHand.id}`)).status).toBe(404);
  });
});

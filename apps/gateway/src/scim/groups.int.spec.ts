import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ScimTestService, startScimTestService, type TestConnection } from './testing/scim-test-service.ts';

const userSchema = 'urn:ietf:params:scim:schemas:core:2.0:User';
const groupSchema = 'urn:ietf:params:scim:schemas:core:2.0:Group';
const patchOp = 'urn:ietf:params:scim:api:messages:2.0:PatchOp';

let service: ScimTestService;

beforeAll(async () => {
  service = await startScimTestService();
});

afterAll(async () => service.close());

/** Their ids in the order in which they were made; a few are made one after the other, so that ids are in order too. */
async function makeUsers(idp: TestConnection, count: number): Promise<string[]> {
  const ids: string[] = [];
  const atOnce = count <= 5 ? 1 : 20;
  for (let from = 0; from < count; from += atOnce) {
    const replies = await Promise.all(
      Array.from({ length: Math.min(atOnce, count - from) }, (_, index) =>
        idp.send('POST', '/Users', {
          schemas: [userSchema],
          userName: `u${from + index}`,
          displayName: `人${from + index}`,
        }),
      ),
    );
    ids.push(...replies.map((reply) => String(reply.body['id'])));
  }
  return ids;
}

async function makeGroup(idp: TestConnection, displayName: string, members: readonly string[] = []): Promise<string> {
  const reply = await idp.send('POST', '/Groups', {
    schemas: [groupSchema],
    displayName,
    members: members.map((value) => ({ value })),
  });
  expect(reply.status).toBe(201);
  return String(reply.body['id']);
}

async function membersOf(idp: TestConnection, groupId: string): Promise<string[]> {
  const { body } = await idp.send('GET', `/Groups/${groupId}`);
  return (body['members'] as { value: string }[]).map((member) => member.value).toSorted();
}

function patch(...operations: unknown[]) {
  return { schemas: [patchOp], Operations: operations };
}

async function actionsOf(idp: TestConnection): Promise<string[]> {
  const rows = await service.database.db
    .selectFrom('outbox')
    .where('organisation_id', '=', idp.organisation.id)
    .orderBy('position')
    .select('payload')
    .execute();
  return rows.map(({ payload }) => String(payload['action'])).filter((action) => !action.includes('was created'));
}

describe('a group of a connection', () => {
  it('is a team: created with members, shown on its users, renamed, emptied and deleted, each with its events', async () => {
    const idp = await service.connect();
    const [a = '', b = ''] = await makeUsers(idp, 2);
    const group = await makeGroup(idp, '営業部', [a, b]);
    expect(await membersOf(idp, group)).toEqual([a, b].toSorted());
    const user = await idp.send('GET', `/Users/${a}`);
    expect(user.body['groups']).toEqual([
      { value: group, $ref: `${idp.baseUrl}/Groups/${group}`, display: '営業部', type: 'direct' },
    ]);

    const rename = await idp.send(
      'PATCH',
      `/Groups/${group}`,
      patch({ op: 'replace', value: { id: group, displayName: '営業本部' } }),
    );
    expect(rename).toMatchObject({ status: 200, body: { displayName: '営業本部', meta: { version: 'W/"2"' } } });
    expect(rename.headers.get('etag')).toBe('W/"2"');
    const remove = await idp.send(
      'PATCH',
      `/Groups/${group}`,
      patch({ op: 'remove', path: `members[value eq "${a}"]` }),
    );
    expect(remove).toMatchObject({ status: 200, body: { members: [{ value: b }] } });
    expect(await membersOf(idp, group)).toEqual([b]);
    expect((await idp.send('DELETE', `/Groups/${group}`)).status).toBe(204);
    expect((await idp.send('GET', `/Groups/${group}`)).status).toBe(404);
    expect(await actionsOf(idp)).toEqual([
      '人0 was added to 営業部',
      '人1 was added to 営業部',
      '営業部 was renamed to 営業本部',
      '人0 was deleted from 営業本部',
      '人1 was deleted from 営業本部',
      '営業本部 was deleted',
    ]);
  });

  it.each([
    ['members that are there already', (id: string) => patch({ op: 'add', path: 'members', value: [{ value: id }] })],
    ['the same list again', (id: string) => patch({ op: 'replace', path: 'members', value: [{ value: id }] })],
    [
      'a member taken out and put back',
      (id: string) =>
        patch(
          { op: 'remove', path: `members[value eq "${id}"]` },
          { op: 'add', path: 'members', value: [{ value: id }] },
        ),
    ],
    ['the name it has', () => patch({ op: 'replace', path: 'displayName', value: 'Same' })],
  ])('is not changed by %s', async (_sentence, body) => {
    const idp = await service.connect();
    const [id = ''] = await makeUsers(idp, 1);
    const group = await makeGroup(idp, 'Same', [id]);
    const before = (await idp.send('GET', `/Groups/${group}`)).body;
    const reply = await idp.send('PATCH', `/Groups/${group}?attributes=displayName`, body(id));
    expect(reply.status).toBe(200);
    expect(reply.body).not.toHaveProperty('members');
    expect((await idp.send('GET', `/Groups/${group}`)).body).toEqual(before);
    expect(await actionsOf(idp)).toEqual(['人0 was added to Same']);
  });

  it.each<[string, number, Record<string, string>, 'generic-scim' | 'entra-id', number]>([
    ['with a hundred members is shown', 100, {}, 'generic-scim', 200],
    ['with more is answered without a body', 101, {}, 'generic-scim', 204],
    ['with more is shown to whoever asks for it', 101, { Prefer: 'return=representation' }, 'generic-scim', 200],
    ['is not shown to whoever wants little', 1, { Prefer: 'return=minimal' }, 'generic-scim', 204],
    ['is not shown to Entra ID', 1, {}, 'entra-id', 204],
  ])('changed by PATCH %s', async (_sentence, count, headers, providerId, status) => {
    const idp = await service.connect({ providerId });
    const ids = await makeUsers(idp, count);
    const group = await makeGroup(idp, 'Small', ids.slice(1));
    const value = ids.slice(0, 1).map((id) => ({ value: id }));
    const reply = await idp.send('PATCH', `/Groups/${group}`, patch({ op: 'add', path: 'members', value }), headers);
    expect(reply.status).toBe(status);
    expect(reply.headers.get('etag')).toBe('W/"2"');
    const { body, headers: read } = await idp.send('GET', `/Groups/${group}`);
    expect(reply.body).toEqual(status === 200 ? body : {});
    expect(read.get('location')).toBe(`${idp.baseUrl}/Groups/${group}`);
    expect(reply.headers.get('location')).toBe(status === 200 ? read.get('location') : null);
  });

  it('refuses members it does not know, and then has changed nothing', async () => {
    const idp = await service.connect();
    const [id = ''] = await makeUsers(idp, 1);
    const group = await makeGroup(idp, 'Group');
    const reply = await idp.send(
      'PATCH',
      `/Groups/${group}`,
      patch({ op: 'add', path: 'members', value: [{ value: id }, { value: 'nobody' }] }),
    );
    expect(reply).toMatchObject({ status: 400, body: { scimType: 'invalidValue' } });
    expect(await membersOf(idp, group)).toEqual([]);
  });

  it('loses a member that is deleted, and its version moves on', async () => {
    const idp = await service.connect();
    const [id = ''] = await makeUsers(idp, 1);
    const group = await makeGroup(idp, 'Leavers', [id]);
    await idp.send('DELETE', `/Users/${id}`);
    const after = await idp.send('GET', `/Groups/${group}`);
    expect(after.body).toMatchObject({ members: [], meta: { version: 'W/"2"' } });
    expect(await actionsOf(idp)).toEqual([
      '人0 was added to Leavers',
      '人0 was deleted from Leavers',
      '人0 was deleted',
    ]);
  });

  it('may hold other groups, but never itself in a circle', async () => {
    const idp = await service.connect();
    const inner = await makeGroup(idp, 'Inner');
    const outer = await makeGroup(idp, 'Outer', [inner]);
    expect((await idp.send('GET', `/Groups/${outer}`)).body['members']).toMatchObject([
      { value: inner, type: 'Group', display: 'Inner' },
    ]);
    const circle = await idp.send(
      'PATCH',
      `/Groups/${inner}`,
      patch({ op: 'add', path: 'members', value: [{ value: outer }] }),
    );
    expect(circle.status).toBe(400);
  });

  it('has a name of its own in the connection', async () => {
    const idp = await service.connect();
    const first = await makeGroup(idp, 'Sales');
    const again = await idp.send('POST', '/Groups', { schemas: [groupSchema], displayName: 'SALES' });
    expect(again).toMatchObject({ status: 409, body: { scimType: 'uniqueness' } });
    const found = await idp.send('GET', '/Groups?excludedAttributes=members&filter=displayName+eq+%22sales%22');
    expect(found.body['Resources']).toMatchObject([{ id: first }]);
  });

  it('is found by its members, and users by their groups', async () => {
    const idp = await service.connect();
    const [a = '', b = ''] = await makeUsers(idp, 2);
    const one = await makeGroup(idp, 'One', [a]);
    await makeGroup(idp, 'Two', [b]);
    const groups = await idp.send('GET', `/Groups?filter=${encodeURIComponent(`members.value eq "${a}"`)}`);
    expect(groups.body['Resources']).toMatchObject([{ id: one }]);
    const users = await idp.send('GET', `/Users?filter=${encodeURIComponent('groups.display sw "on"')}`);
    expect(users.body['Resources']).toMatchObject([{ id: a }]);
  });

  it('is found by its address, and so are users, but not by an address of elsewhere', async () => {
    const idp = await service.connect();
    const [a = ''] = await makeUsers(idp, 2);
    const one = await makeGroup(idp, 'One', [a]);
    await makeGroup(idp, 'Two');
    const found = async (endpoint: string, filter: string) => {
      const { status, body } = await idp.send('GET', `${endpoint}?filter=${encodeURIComponent(filter)}`);
      expect(status).toBe(200);
      return (body['Resources'] as { id: string }[]).map(({ id }) => id);
    };
    expect(await found('/Users', `meta.location eq "${idp.baseUrl}/Users/${a}"`)).toEqual([a]);
    expect(await found('/Users', `meta.location eq "${idp.baseUrl}/Users/${a}" and active eq true`)).toEqual([a]);
    expect(await found('/Users', `meta.location ew "${a}"`)).toEqual([a]);
    expect(await found('/Users', `meta.location sw "${idp.baseUrl}/Users/"`)).toHaveLength(2);
    expect(await found('/Users', `meta.location eq "https://elsewhere.example/Users/${a}"`)).toEqual([]);
    expect(await found('/Users', `meta.location eq "${idp.baseUrl}/Groups/${a}"`)).toEqual([]);
    expect(await found('/Groups', `meta.location eq "${idp.baseUrl}/Groups/${one}"`)).toEqual([one]);
    expect(await found('/Users', `groups.$ref eq "${idp.baseUrl}/Groups/${one}"`)).toEqual([a]);
    expect(await found('/Groups', `members[$ref eq "${idp.baseUrl}/Users/${a}"]`)).toEqual([one]);
    expect(await found('/Groups', `meta[location eq "${idp.baseUrl}/Groups/${one}"]`)).toEqual([one]);
  });
});

describe('a member named by its address', () => {
  it('is added, by POST, PUT and PATCH', async () => {
    const idp = await service.connect();
    const [a = '', b = '', c = ''] = await makeUsers(idp, 3);
    const at = (id: string) => ({ $ref: `${idp.baseUrl}/Users/${id}` });
    const made = await idp.send('POST', '/Groups', { schemas: [groupSchema], displayName: 'One', members: [at(a)] });
    expect(made).toMatchObject({ status: 201, body: { members: [{ value: a, ...at(a) }] } });
    const one = String(made.body['id']);
    const add = (...value: object[]) =>
      idp.send('PATCH', `/Groups/${one}`, patch({ op: 'add', path: 'members', value }));
    expect((await add(at(b), { ...at(c), value: null })).status).toBe(200);
    expect(await membersOf(idp, one)).toEqual([a, b, c].toSorted());
    const body = { schemas: [groupSchema], displayName: 'One', members: [at(c)] };
    expect((await idp.send('PUT', `/Groups/${one}`, body)).status).toBe(200);
    expect(await membersOf(idp, one)).toEqual([c]);

    const refused = await add(at(a), { $ref: `https://elsewhere.example/scim/v2/${idp.id}/Users/${b}` });
    expect(refused).toMatchObject({ status: 400, body: { scimType: 'invalidValue' } });
    expect(refused.body['detail']).toContain('elsewhere.example');
    const unknown = await add({ $ref: `${idp.baseUrl}/Users/5c5d5e5f-0000-4000-8000-000000000000` });
    expect(unknown).toMatchObject({ status: 400, body: { scimType: 'invalidValue' } });
    expect(await membersOf(idp, one)).toEqual([c]);
  });

  it('is removed, and nobody is by an address of elsewhere', async () => {
    const idp = await service.connect();
    const [a = '', b = '', c = ''] = await makeUsers(idp, 3);
    const inner = await makeGroup(idp, 'Inner');
    const one = await makeGroup(idp, 'One', [a, b, c, inner]);
    const remove = async (condition: string) => {
      const path = `members[${condition}]`;
      expect((await idp.send('PATCH', `/Groups/${one}`, patch({ op: 'remove', path }))).status).toBe(200);
      return membersOf(idp, one);
    };
    const all = [a, b, c, inner].toSorted();
    expect(await remove(`$ref eq "https://elsewhere.example/Users/${a}"`)).toEqual(all);
    expect(await remove(`$ref eq "${idp.baseUrl}/Groups/${a}"`)).toEqual(all);
    expect(await remove(`$ref eq "../Users/${a}"`)).toEqual(all);
    expect(await remove(`$ref eq "${idp.baseUrl}/Users/${a}"`)).toEqual([b, c, inner].toSorted());
    expect(await remove(`$ref ew "/Users/${b}"`)).toEqual([c, inner].toSorted());
    expect(await remove(`$ref eq "${idp.baseUrl}/Groups/${inner}" and type eq "Group"`)).toEqual([c]);
  });
});

describe('200 concurrent PATCHes of one group', () => {
  it('leave exactly the members they add up to', async () => {
    const idp = await service.connect();
    const ids = await makeUsers(idp, 120);
    const start = ids.slice(0, 40);
    const group = await makeGroup(idp, 'Busy', start);
    const added = ids.slice(40);
    const removed = start.slice(0, 20);
    const strangers = ids.slice(20, 120);
    const requests = [
      ...added.map((value) => patch({ op: 'add', path: 'members', value: [{ value }] })),
      ...removed.map((value) => patch({ op: 'remove', path: `members[value eq "${value}"]` })),
      // Adding whom others add as well changes nothing twice.
      ...strangers.map((value) => patch({ op: 'add', path: 'members', value: [{ value }] })),
    ];
    expect(requests).toHaveLength(200);
    const replies = await Promise.all(requests.map((body) => idp.send('PATCH', `/Groups/${group}`, body)));
    expect(replies.filter((reply) => reply.status !== 200 && reply.status !== 204)).toEqual([]);
    // Each shows the group as its own change left it, not as a later one did.
    for (const { status, headers, body } of replies) {
      if (status === 200) expect(body).toMatchObject({ meta: { version: headers.get('etag') } });
    }
    const versions = new Set(replies.map(({ headers }) => headers.get('etag')));
    versions.delete('W/"1"');
    expect(versions.size).toBe(added.length + removed.length);
    expect(await membersOf(idp, group)).toEqual([...start.slice(20), ...added].toSorted());
    const actions = await actionsOf(idp);
    expect(actions.filter((action) => action.includes('was added to'))).toHaveLength(40 + added.length);
    expect(actions.filter((action) => action.includes('was deleted from'))).toHaveLength(removed.length);
  });
});

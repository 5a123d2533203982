import { changeMember } from '@sekisho/application';
import { systemIds } from '@sekisho/platform';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ScimTestService, startScimTestService, type TestConnection } from './testing/scim-test-service.ts';

const userSchema = 'urn:ietf:params:scim:schemas:core:2.0:User';
const patchOp = 'urn:ietf:params:scim:api:messages:2.0:PatchOp';

let service: ScimTestService;
let idp: TestConnection;

beforeAll(async () => {
  service = await startScimTestService();
  idp = await service.connect();
});

afterAll(async () => service.close());

let counter = 0;
function newUser(attributes: Record<string, unknown> = {}) {
  counter += 1;
  return { schemas: [userSchema], userName: `user${counter}`, ...attributes };
}

async function eventsOf(connection: TestConnection): Promise<string[]> {
  const rows = await service.database.db
    .selectFrom('outbox')
    .where('organisation_id', '=', connection.organisation.id)
    .orderBy('position')
    .select('payload')
    .execute();
  return rows.map(({ payload }) => `${payload['event']}: ${payload['action']} (${payload['operationUserName']})`);
}

describe('POST /Users', () => {
  it('creates an account and answers 201 with its address and version', async () => {
    const connection = await service.connect();
    const reply = await connection.send('POST', '/Users', newUser({ displayName: '山田 花子', externalId: 'e1' }));
    expect(reply.status).toBe(201);
    expect(reply.headers.get('content-type')).toBe('application/scim+json; charset=utf-8');
    expect(reply.headers.get('location')).toBe(`${connection.baseUrl}/Users/${reply.body['id']}`);
    expect(reply.headers.get('etag')).toBe('W/"1"');
    expect(reply.body).toMatchObject({
      schemas: [userSchema],
      displayName: '山田 花子',
      externalId: 'e1',
      active: true,
      meta: { resourceType: 'User', version: 'W/"1"' },
    });
    expect(await eventsOf(connection)).toEqual(['Create a managed account: 山田 花子 was created (User provisioning)']);
    const account = await service.database.db
      .selectFrom('accounts')
      .innerJoin('memberships', 'memberships.account_id', 'accounts.id')
      .where('accounts.id', '=', String(reply.body['id']))
      .select(['kind', 'state', 'name', 'role', 'managed_by'])
      .executeTakeFirstOrThrow();
    expect(account).toEqual({
      kind: 'managed',
      state: 'active',
      name: '山田 花子',
      role: 'guest',
      managed_by: connection.organisation.id,
    });
  });

  it('answers 409 uniqueness for a name that userName eq finds, whatever its case', async () => {
    const first = await idp.send('POST', '/Users', newUser({ userName: 'Taro@Example.com' }));
    const second = await idp.send('POST', '/Users', newUser({ userName: 'tARO@example.COM' }));
    expect(second.status).toBe(409);
    expect(second.body).toMatchObject({ scimType: 'uniqueness', status: '409' });
    expect(String(second.body['detail'])).toContain(String(first.body['id']));
    const found = await idp.send('GET', `/Users?filter=${encodeURIComponent('userName eq "taro@example.com"')}`);
    expect(found.body).toMatchObject({ totalResults: 1, Resources: [{ id: first.body['id'] }] });
  });

  it('gives a deleted person the same id again, and a version that goes on', async () => {
    const body = newUser({ externalId: 'again' });
    const first = await idp.send('POST', '/Users', body);
    expect((await idp.send('DELETE', `/Users/${first.body['id']}`)).status).toBe(204);
    const second = await idp.send('POST', '/Users', body);
    expect(second.status).toBe(201);
    expect(second.body['id']).toBe(first.body['id']);
    expect(second.headers.get('etag')).toBe('W/"3"');
  });

  it('answers a retried create as the first time only where the provider is known to retry', async () => {
    const entra = await service.connect({ providerId: 'entra-id' });
    const body = newUser({ externalId: 'retry-1' });
    const first = await entra.send('POST', '/Users', body);
    const again = await entra.send('POST', '/Users', body);
    expect([first.status, again.status]).toEqual([201, 201]);
    expect(again.body).toEqual(first.body);
    const other = await entra.send('POST', '/Users', { ...body, title: 'another' });
    expect(other.status).toBe(409);
    expect(await eventsOf(entra)).toHaveLength(1);

    await idp.send('POST', '/Users', body);
    expect((await idp.send('POST', '/Users', body)).status).toBe(409);
  });
});

describe('PATCH and PUT /Users/{id}', () => {
  it('changes only what differs: no new version and no event for the same values', async () => {
    const connection = await service.connect();
    const user = await connection.send('POST', '/Users', newUser({ title: 'Clerk' }));
    const patch = (value: unknown) =>
      connection.send('PATCH', `/Users/${user.body['id']}`, {
        schemas: [patchOp],
        Operations: [{ op: 'replace', path: 'title', value }],
      });
    const same = await patch('Clerk');
    expect(same.status).toBe(200);
    expect(same.body).toEqual(user.body);
    const changed = await patch('Manager');
    expect(changed.body).toMatchObject({ title: 'Manager', meta: { version: 'W/"2"' } });
    expect(await eventsOf(connection)).toEqual([
      expect.stringMatching(/^Create a managed account/),
      expect.stringMatching(/^Update a managed account/),
    ]);
  });

  it('deactivates and brings back, and leaves both alone in a PUT without active and when active is removed', async () => {
    const connection = await service.connect();
    const user = await connection.send('POST', '/Users', newUser());
    const path = `/Users/${user.body['id']}`;
    const off = await connection.send('PATCH', path, {
      schemas: [patchOp],
      Operations: [{ op: 'replace', value: { active: false } }],
    });
    expect(off.body['active']).toBe(false);
    const put = await connection.send('PUT', path, {
      schemas: [userSchema],
      userName: user.body['userName'],
      title: 'x',
    });
    expect(put.body).toMatchObject({ active: false, title: 'x' });
    const removed = await connection.send('PATCH', path, {
      schemas: [patchOp],
      Operations: [{ op: 'remove', path: 'active' }],
    });
    expect(removed.body).toEqual(put.body);
    const on = await connection.send('PUT', path, {
      schemas: [userSchema],
      userName: user.body['userName'],
      active: true,
    });
    expect(on.body['active']).toBe(true);
    expect(on.body['title']).toBeUndefined();
    expect((await eventsOf(connection)).map((event) => event.split(':')[0])).toEqual([
      'Create a managed account',
      'Deactivate a managed account',
      'Update a managed account',
      'Activate a managed account',
    ]);
  });

  it('shows what an administrator did by hand, and can undo it', async () => {
    const connection = await service.connect();
    const user = await connection.send('POST', '/Users', newUser());
    const path = `/Users/${user.body['id']}`;
    await changeMember(
      { db: service.database.db, clock: service.clock, ids: systemIds },
      { organisationId: connection.organisation.id, actor: { kind: 'operator' } },
      String(user.body['id']),
      { active: false },
    );
    const off = await connection.send('GET', path);
    expect(off.body).toMatchObject({ active: false, meta: { version: 'W/"2"' } });
    const on = await connection.send('PATCH', path, {
      schemas: [patchOp],
      Operations: [{ op: 'replace', path: 'active', value: true }],
    });
    expect(on.body).toMatchObject({ active: true, meta: { version: 'W/"3"' } });
    expect(await eventsOf(connection)).toContainEqual(expect.stringContaining('Activate a managed account'));
  });

  it('loses none of many concurrent changes', async () => {
    const user = await idp.send('POST', '/Users', newUser());
    const numbers = Array.from({ length: 40 }, (_, index) => `+81-3-0000-${String(index).padStart(4, '0')}`);
    await Promise.all(
      numbers.map((value) =>
        idp.send('PATCH', `/Users/${user.body['id']}`, {
          schemas: [patchOp],
          Operations: [{ op: 'add', path: 'phoneNumbers', value: [{ value, type: 'work' }] }],
        }),
      ),
    );
    const after = await idp.send('GET', `/Users/${user.body['id']}`);
    expect(after.body['phoneNumbers']).toHaveLength(40);
    expect(after.headers.get('etag')).toBe('W/"41"');
  });

  it('takes a name over from somebody deleted, and refuses that of somebody there', async () => {
    const [gone, there, renamed] = await Promise.all([1, 2, 3].map(() => idp.send('POST', '/Users', newUser())));
    await idp.send('DELETE', `/Users/${gone?.body['id']}`);
    const rename = (userName: unknown) =>
      idp.send('PATCH', `/Users/${renamed?.body['id']}`, {
        schemas: [patchOp],
        Operations: [{ op: 'replace', path: 'userName', value: userName }],
      });
    expect((await rename(gone?.body['userName'])).status).toBe(200);
    const refused = await rename(there?.body['userName']);
    expect(refused).toMatchObject({ status: 409, body: { scimType: 'uniqueness' } });
  });
});

describe('preconditions', () => {
  it.each([
    ['a read with the present tag', 'GET', { 'if-none-match': 'W/"1"' }, 304],
    ['a read with another tag', 'GET', { 'if-none-match': 'W/"7"' }, 200],
    ['a change that means another version', 'PATCH', { 'if-match': 'W/"9"' }, 412],
    ['a change that means this version', 'PATCH', { 'if-match': '"1"' }, 200],
    ['a change of any version', 'PATCH', { 'if-match': '*' }, 200],
    ['a deletion that means another version', 'DELETE', { 'if-match': 'W/"9"' }, 412],
  ])('%s', async (_sentence, method, headers, status) => {
    const user = await idp.send('POST', '/Users', newUser());
    const body =
      method === 'PATCH'
        ? { schemas: [patchOp], Operations: [{ op: 'replace', path: 'title', value: 'New' }] }
        : undefined;
    const reply = await idp.send(method, `/Users/${user.body['id']}`, body, headers as Record<string, string>);
    expect(reply.status).toBe(status);
  });
});

describe('DELETE /Users/{id}', () => {
  it('answers 404 from then on, again too', async () => {
    const user = await idp.send('POST', '/Users', newUser());
    const path = `/Users/${user.body['id']}`;
    expect((await idp.send('DELETE', path)).status).toBe(204);
    for (const method of ['GET', 'DELETE']) {
      const reply = await idp.send(method, path);
      expect(reply).toMatchObject({ status: 404, body: { status: '404' } });
    }
  });
});

describe('lists', () => {
  it('pages by index and by cursor without losing anybody', async () => {
    const connection = await service.connect();
    const ids: unknown[] = [];
    for (let index = 0; index < 25; index += 1) {
      ids.push(
        (await connection.send('POST', '/Users', newUser({ title: index % 2 === 0 ? 'even' : 'odd' }))).body['id'],
      );
    }
    const page = await connection.send('GET', '/Users?startIndex=11&count=10');
    expect(page.body).toMatchObject({ totalResults: 25, startIndex: 11, itemsPerPage: 10 });
    expect((page.body['Resources'] as { id: string }[]).map((user) => user.id)).toEqual(ids.slice(10, 20));

    for (const order of ['', '&sortBy=title&sortOrder=descending', '&sortBy=nickName', '&sortBy=meta.created']) {
      const seen: string[] = [];
      let cursor: unknown = '';
      while (cursor !== undefined) {
        const part = await connection.send('GET', `/Users?count=7&cursor=${cursor}${order}`);
        expect(part.status).toBe(200);
        seen.push(...(part.body['Resources'] as { id: string }[]).map((user) => user.id));
        cursor = part.body['nextCursor'];
      }
      expect(seen.toSorted()).toEqual(ids.toSorted());
    }
    const foreign = await connection.send('GET', '/Users?cursor=bm9uc2Vuc2U');
    expect(foreign.body).toMatchObject({ status: '400', scimType: 'invalidCursor' });
  });

  it('answers what Entra asks to test the connection with an empty list', async () => {
    const entra = await service.connect({ providerId: 'entra-id' });
    const reply = await entra.send('GET', '/Users?filter=userName+eq+%225f6a%22&');
    expect(reply).toMatchObject({ status: 200, body: { totalResults: 0, Resources: [] } });
  });
});

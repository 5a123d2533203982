import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ScimTestService, startScimTestService, type TestConnection } from './testing/scim-test-service.ts';

const userSchema = 'urn:ietf:params:scim:schemas:core:2.0:User';
const groupSchema = 'urn:ietf:params:scim:schemas:core:2.0:Group';
const errorSchema = 'urn:ietf:params:scim:api:messages:2.0:Error';
const patchOp = 'urn:ietf:params:scim:api:messages:2.0:PatchOp';
const searchRequest = 'urn:ietf:params:scim:api:messages:2.0:SearchRequest';
const bulkRequest = 'urn:ietf:params:scim:api:messages:2.0:BulkRequest';

let service: ScimTestService;
let idp: TestConnection;

beforeAll(async () => {
  service = await startScimTestService();
  idp = await service.connect();
});

afterAll(async () => service.close());

describe('every error is a SCIM message', () => {
  it.each([
    ['an endpoint that does not exist', 'GET', '/Persons', undefined, {}, 404, undefined],
    ['an id that is none', 'GET', '/Users/nobody', undefined, {}, 404, undefined],
    ['a method that the path does not have', 'PUT', '/Users', {}, {}, 405, undefined],
    ['text that is no JSON', 'POST', '/Users', '{"schemas":', {}, 400, 'invalidSyntax'],
    ['an empty body', 'POST', '/Users', '', {}, 400, 'invalidSyntax'],
    ['a body that is a list', 'POST', '/Users', [], {}, 400, 'invalidSyntax'],
    ['a user without a name', 'POST', '/Users', { schemas: [userSchema] }, {}, 400, 'invalidValue'],
    ['a name that reaches a prototype', 'POST', '/Users', '{"__proto__":{"a":1}}', {}, 400, 'invalidSyntax'],
    [
      'a name too long for an index',
      'POST',
      '/Users',
      { schemas: [userSchema], userName: randomText(9000) },
      {},
      400,
      'invalidValue',
    ],
    ['another media type', 'POST', '/Users', '<user/>', { 'content-type': 'application/xml' }, 415, undefined],
    [
      'another character set',
      'POST',
      '/Users',
      '{}',
      { 'content-type': 'application/json; charset=iso-8859-1' },
      415,
      undefined,
    ],
    ['a client that wants HTML alone', 'GET', '/Users', undefined, { accept: 'text/html' }, 406, undefined],
    ['a filter that is none', 'GET', '/Users?filter=userName+eq', undefined, {}, 400, 'invalidFilter'],
    ['an address that is not percent-encoded well', 'GET', '/Users?filter=%E3%81', undefined, {}, 400, 'invalidValue'],
    ['a filter on a discovery endpoint', 'GET', '/Schemas?filter=id+pr', undefined, {}, 403, undefined],
    ['a schema nobody knows', 'GET', '/Schemas/urn:x', undefined, {}, 404, undefined],
    ['/Me, behind which is no person', 'GET', '/Me', undefined, {}, 501, undefined],
    ['a body over 1 MiB', 'POST', '/Users', JSON.stringify({ title: 'x'.repeat(1_100_000) }), {}, 413, undefined],
  ])('%s', async (_sentence, method, path, body, headers, status, scimType) => {
    const reply = await idp.send(method, path, body, headers as Record<string, string>);
    expect(reply.status).toBe(status);
    expect(reply.headers.get('content-type')).toBe('application/scim+json; charset=utf-8');
    expect(reply.body).toMatchObject({ schemas: [errorSchema], status: String(status) });
    expect(reply.body['scimType']).toBe(scimType);
    expect(reply.body['detail']).toEqual(expect.stringMatching(/\S/));
  });

  it('also for bytes that are no UTF-8, and for ten megabytes', async () => {
    for (const [body, status] of [
      [Buffer.from([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x7d]), 400],
      [Buffer.alloc(10_000_000, 0x20), 413],
    ] as const) {
      const reply = await fetch(`${idp.baseUrl}/Users`, {
        method: 'POST',
        headers: { authorization: `Bearer ${idp.token}`, 'content-type': 'application/json' },
        body,
      });
      expect(reply.status).toBe(status);
      expect(await reply.json()).toMatchObject({ schemas: [errorSchema] });
    }
  });

  it('names the methods there are', async () => {
    expect((await idp.send('PUT', '/Users', {})).headers.get('allow')).toBe('GET, POST');
  });
});

describe('addresses', () => {
  it.each([
    ['/users'],
    ['/USERS/'],
    ['/Users?'],
    ['/Users?&'],
    ['/Users?STARTINDEX=1&Count=5'],
    ['/Users?filter=userName+eq+%22x%22&'],
  ])('are read as they come: %s', async (path) => {
    expect((await idp.send('GET', path)).status).toBe(200);
  });

  it('answer application/json too, and HEAD without a body', async () => {
    const reply = await idp.send('GET', '/Users', undefined, { accept: 'application/json' });
    expect(reply.status).toBe(200);
    const head = await fetch(`${idp.baseUrl}/Users`, {
      method: 'HEAD',
      headers: { authorization: `Bearer ${idp.token}` },
    });
    expect(head.status).toBe(200);
    expect(await head.text()).toBe('');
  });
});

describe('discovery', () => {
  it('describes the service', async () => {
    const config = await idp.send('GET', '/ServiceProviderConfig');
    expect(config.body).toMatchObject({
      patch: { supported: true },
      bulk: { supported: true },
      etag: { supported: true },
    });
    const types = await idp.send('GET', '/ResourceTypes');
    expect(types.body).toMatchObject({ totalResults: 2 });
    const schema = await idp.send('GET', `/Schemas/${userSchema.toUpperCase()}`);
    expect(schema.body).toMatchObject({ id: userSchema });
  });
});

describe('searches', () => {
  it('by POST find what GET finds, at the endpoint and at the root', async () => {
    const connection = await service.connect();
    for (const name of ['a', 'b', 'c']) {
      await connection.send('POST', '/Users', { schemas: [userSchema], userName: name, displayName: name });
      await connection.send('POST', '/Groups', { schemas: [groupSchema], displayName: name });
    }
    const search = (path: string, body: object) => connection.send('POST', path, { schemas: [searchRequest], ...body });
    const users = await search('/Users/.search', {
      filter: 'userName gt "a"',
      sortBy: 'userName',
      sortOrder: 'descending',
    });
    expect((users.body['Resources'] as { userName: string }[]).map((user) => user.userName)).toEqual(['c', 'b']);
    const all = await search('/.search', { filter: 'displayName ge "b"', attributes: ['displayName'] });
    expect(all.body).toMatchObject({ totalResults: 4 });
    const middle = await search('/.search', { startIndex: 3, count: 2 });
    expect(middle.body).toMatchObject({ totalResults: 6, itemsPerPage: 2, startIndex: 3 });
    expect((middle.body['Resources'] as { meta: { resourceType: string } }[]).map((r) => r.meta.resourceType)).toEqual([
      'User',
      'Group',
    ]);
    expect((await connection.send('GET', '/?count=0')).body).toMatchObject({ totalResults: 6 });
  });
});

describe('bulk', () => {
  it('runs what others refer to first, and answers each operation for itself', async () => {
    const connection = await service.connect();
    const reply = await connection.send('POST', '/Bulk', {
      schemas: [bulkRequest],
      Operations: [
        {
          method: 'POST',
          path: '/Groups',
          bulkId: 'g',
          data: { schemas: [groupSchema], displayName: 'Bulk', members: [{ value: 'bulkId:u' }] },
        },
        { method: 'POST', path: '/Users', bulkId: 'u', data: { schemas: [userSchema], userName: 'bulk' } },
        {
          method: 'PATCH',
          path: '/Users/bulkId:u',
          data: { schemas: [patchOp], Operations: [{ op: 'add', path: 'title', value: 'x' }] },
        },
        { method: 'POST', path: '/Users', bulkId: 'v', data: { schemas: [userSchema], userName: 'BULK' } },
        { method: 'DELETE', path: '/Users/nobody' },
      ],
    });
    expect(reply.status).toBe(200);
    const operations = reply.body['Operations'] as { status: string; location?: string; response?: object }[];
    expect(operations.map((operation) => operation.status)).toEqual(['201', '201', '200', '409', '404']);
    const group = await connection.send('GET', String(operations[0]?.location).replace(connection.baseUrl, ''));
    expect(group.body).toMatchObject({ members: [{ value: String(operations[1]?.location).split('/').at(-1) }] });
  });

  it('stops at failOnErrors', async () => {
    const reply = await idp.send('POST', '/Bulk', {
      schemas: [bulkRequest],
      failOnErrors: 1,
      Operations: [
        { method: 'DELETE', path: '/Users/nobody' },
        { method: 'POST', path: '/Users', bulkId: 'never', data: { schemas: [userSchema], userName: 'never-made' } },
      ],
    });
    expect(reply.body['Operations']).toHaveLength(1);
    const found = await idp.send('GET', '/Users?filter=userName+eq+%22never-made%22');
    expect(found.body).toMatchObject({ totalResults: 0 });
  });
});

function randomText(length: number): string {
  let text = '';
  while (text.length < length) text += Math.random().toString(36).slice(2);
  return text.slice(0, length);
}

import { beforeAll, describe, expect, it } from 'vitest';
import {
  expectError,
  makeGroup,
  makeUser,
  query,
  resourcesOf,
  type ScimService,
  unique,
  urn,
  userBody,
} from '../support/scim-service.ts';

/** SCIM over HTTP: RFC 7644 §3.1, §3.8, §3.11, §3.12, §3.13, and what providers' clients really send. */
export function http(given: () => ScimService): void {
  let service: ScimService;
  beforeAll(() => {
    service = given();
  });

  describe('media types', () => {
    it.each([
      'application/scim+json',
      'application/json',
      'application/scim+json; charset=utf-8',
      'Application/SCIM+JSON;charset=UTF-8',
      'application/json; charset="utf-8"',
      'application/scim+json; profile=x',
    ])('takes a body of %s', async (type) => {
      const answer = await service.post('/Users', userBody(unique('type')), { 'content-type': type });
      expect(answer.status).toBe(201);
      expect(answer.headers['content-type']).toMatch(/^application\/scim\+json/);
    });

    it.each(['text/plain', 'application/xml', 'application/x-www-form-urlencoded', 'multipart/form-data', 'nonsense'])(
      'refuses a body of %s',
      async (type) => {
        expectError(await service.post('/Users', userBody(unique('type')), { 'content-type': type }), 415);
      },
    );

    it.each([
      null,
      '*/*',
      'application/*',
      'application/json',
      'application/scim+json',
      'application/scim+json, application/json;q=0.9',
      'text/html, application/json',
      'application/scim+json;charset=utf-8',
      '',
    ])('answers Accept: %s', async (accept) => {
      const answer = await service.get('/Users?count=1', { accept });
      expect(answer.status).toBe(200);
      expect(answer.headers['content-type']).toMatch(/^application\/(scim\+)?json/);
    });

    it('cannot answer in HTML', async () => {
      expectError(await service.get('/Users?count=1', { accept: 'text/html' }), 406);
    });

    it('takes a byte order mark, and refuses what is not UTF-8', async () => {
      const body = JSON.stringify(userBody(unique('bom')));
      expect((await service.post('/Users', Buffer.from(`\uFEFF${body}`))).status).toBe(201);
      const broken = Buffer.concat([
        Buffer.from('{"schemas":["x"],"userName":"'),
        Buffer.from([0xc3, 0x28, 0xff]),
        Buffer.from('"}'),
      ]);
      expectError(await service.post('/Users', broken), 400, 'invalidSyntax');
      expect((await service.post('/Users', Buffer.from(body, 'utf16le'))).status).toBe(400);
    });
  });

  describe('addresses', () => {
    it.each(['/users', '/USERS', '/Users/', '//Users', '/Users?', '/Users?&', '/Users?&&count=1&', '/%55sers'])(
      '%s is /Users',
      async (path) => {
        expect((await service.get(path)).body).toMatchObject({ schemas: [urn.list] });
      },
    );

    it('has no case in resource types, ids aside', async () => {
      const { id } = await makeUser(service);
      expect((await service.get(`/uSERS/${id}`)).body['id']).toBe(id);
      expect((await service.get('/serviceproviderconfig')).status).toBe(200);
      expect((await service.post('/users/.SEARCH', { schemas: [urn.search], count: 0 })).status).toBe(200);
    });

    it('reads plus signs as spaces, as OneLogin writes them', async () => {
      const userName = unique('plus+sign');
      const { id } = await makeUser(service, { userName });
      const answer = await service.get(`/Users?filter=userName+eq+%22${encodeURIComponent(userName)}%22&`);
      expect(resourcesOf(answer).map((user) => user['id'])).toEqual([id]);
    });

    it('reads parameter names in any case', async () => {
      const { id, body } = await makeUser(service);
      const answer = await service.get(
        `/Users${query({ FILTER: `userName eq "${body['userName']}"`, Attributes: 'id' })}`,
      );
      expect(resourcesOf(answer)).toEqual([{ schemas: [urn.user], id }]);
    });

    it.each([
      '/Robots',
      '/Users/a/b',
      '/Users/a/b/c/d',
      '/v2/Users',
      '/.well-known',
      '/Users.json',
      '/Me/x',
      '/Bulk/x',
    ])('knows nothing at %s', async (path) => {
      expectError(await service.get(path), 404);
    });

    it.each(['/Users/%', '/Users/%zz', '/Users?filter=%', '/Users?filter=%ff%fe', '/%c3%28', '/Users?%=1'])(
      'refuses the broken encoding of %s',
      async (path) => {
        expectError(await service.get(path), 400);
      },
    );

    it('ignores parameters it does not know', async () => {
      expect((await service.get('/Users?count=0&aadOptscim062020&x=%5B&y')).status).toBe(200);
    });
  });

  describe('methods', () => {
    it.each<readonly [string, string, readonly string[]]>([
      ['PUT', '/Users', ['GET', 'POST']],
      ['PATCH', '/Users', ['GET', 'POST']],
      ['DELETE', '/Users', ['GET', 'POST']],
      ['POST', '/Users/00000000-0000-0000-0000-000000000000', ['GET', 'PUT', 'PATCH', 'DELETE']],
      ['PUT', '/Groups', ['GET', 'POST']],
      ['DELETE', '/Groups', ['GET', 'POST']],
      ['POST', '/Groups/x', ['GET', 'PUT', 'PATCH', 'DELETE']],
      ['GET', '/Users/.search', ['POST']],
      ['DELETE', '/.search', ['POST']],
      ['PROPFIND', '/Users', ['GET', 'POST']],
      ['TRACE', '/Users', ['GET', 'POST']],
    ])('%s %s is 405 and says what is allowed', async (method, path, allowed) => {
      const answer = await service.send(method, path, ['PUT', 'PATCH', 'POST'].includes(method) ? { body: {} } : {});
      expectError(answer, 405);
      for (const name of allowed) expect(answer.headers['allow']).toContain(name);
    });

    it('HEAD is GET without the body', async () => {
      const { id } = await makeUser(service);
      const [get, head] = [await service.get(`/Users/${id}`), await service.send('HEAD', `/Users/${id}`)];
      expect(head.status).toBe(200);
      expect(head.text).toBe('');
      expect(head.headers['etag']).toBe(get.headers['etag']);
      expect(head.headers['content-length']).toBe(get.headers['content-length']);
      expect((await service.send('HEAD', '/Users/none')).status).toBe(404);
    });

    it.each(['GET', 'PUT', 'PATCH', 'DELETE', 'POST'])('/Me is not for connections: %s', async (method) => {
      const answer = await service.send(method, '/Me', method === 'GET' || method === 'DELETE' ? {} : { body: {} });
      expectError(answer, 501);
    });
  });

  describe('answers', () => {
    it('are not kept by caches, and say so', async () => {
      const { id } = await makeUser(service);
      expect((await service.get(`/Users/${id}`)).headers['cache-control']).toMatch(/no-store/);
    });

    it('give every error a reason', async () => {
      const errors = [
        await service.get('/Users/none'),
        await service.post('/Users', {}),
        await service.get('/Users?filter=x'),
        await service.send('PUT', '/Users', { body: {} }),
      ];
      for (const answer of errors) {
        expect(answer.body).toMatchObject({ schemas: [urn.error], detail: expect.stringMatching(/\S{3}/) });
        expect(answer.body['status']).toBe(String(answer.status));
      }
    });

    it('to a stranger are all the same 401', async () => {
      const { id } = await makeUser(service);
      const answers = [
        await service.get(`/Users/${id}`, { authorization: null }),
        await service.get('/Users/none', { authorization: null }),
        await service.get('/Users', { authorization: 'Bearer wrong' }),
        await service.get('/Nothing', { authorization: `Basic ${Buffer.from('a:b').toString('base64')}` }),
        await service.get('/ServiceProviderConfig', { authorization: `Bearer ${service.token}x` }),
        await service.post('/Users', '{', { authorization: 'Bearer' }),
      ];
      for (const answer of answers) {
        expectError(answer, 401);
        expect(answer.headers['www-authenticate']).toMatch(/^Bearer/);
        expect(answer.text).toBe(answers[0]?.text);
      }
    });

    it('take the scheme of the token in any case', async () => {
      expect((await service.get('/Users?count=0', { authorization: `bearer ${service.token}` })).status).toBe(200);
      expect((await service.get('/Users?count=0', { authorization: `BEARER ${service.token}` })).status).toBe(200);
    });
  });

  describe('a whole life', () => {
    it('of a group and its people leaves nothing behind', async () => {
      const user = await makeUser(service);
      const group = await makeGroup(service, { members: [{ value: user.id }] });
      await service.patch(`/Users/${user.id}`, [{ op: 'replace', path: 'active', value: false }]);
      expect((await service.delete(`/Users/${user.id}`)).status).toBe(204);
      expect((await service.delete(`/Groups/${group.id}`)).status).toBe(204);
      expectError(await service.get(`/Groups/${group.id}`), 404);
    });
  });
}

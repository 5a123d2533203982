import { beforeAll, describe, expect, it } from 'vitest';
import { expectError, makeGroup, makeUser, read, type ScimService, unique, userBody } from '../support/scim-service.ts';

/** RFC 7644 §3.14 and the preconditions of RFC 9110 §13. */
export function versions(given: () => ScimService): void {
  let service: ScimService;
  beforeAll(() => {
    service = given();
  });
  const title = (value: string) => [{ op: 'replace', path: 'title', value }];

  describe('versions', () => {
    it('change with the resource and with nothing else', async () => {
      const { id, etag } = await makeUser(service);
      const changed = await service.patch(`/Users/${id}`, title('One'));
      expect(changed.headers['etag']).not.toBe(etag);
      const again = await service.patch(`/Users/${id}`, title('One'));
      expect(again.headers['etag']).toBe(changed.headers['etag']);
      expect((await service.get(`/Users/${id}`)).headers['etag']).toBe(changed.headers['etag']);
      expect(await read(service, `/Users/${id}`)).toMatchObject({ meta: { version: changed.headers['etag'] } });
    });

    it('come with the address of what they are of', async () => {
      const { id, body } = await makeUser(service);
      const location = `${service.baseUrl}/Users/${id}`;
      const answers = [
        await service.get(`/Users/${id}`),
        await service.put(`/Users/${id}`, { ...body, title: 'Put' }),
        await service.patch(`/Users/${id}`, title('Patched')),
      ];
      for (const { headers } of answers) {
        expect(headers).toMatchObject({ location, 'content-location': location, etag: expect.stringMatching(/^W\/"/) });
      }
    });

    it('of a group change with its members', async () => {
      const user = await makeUser(service);
      const { id, etag } = await makeGroup(service);
      const add = [{ op: 'add', path: 'members', value: [{ value: user.id }] }];
      expect((await service.patch(`/Groups/${id}`, add)).status).toBeLessThan(300);
      const after = (await service.get(`/Groups/${id}`)).headers['etag'];
      expect(after).not.toBe(etag);
      await service.patch(`/Groups/${id}`, add);
      expect((await service.get(`/Groups/${id}`)).headers['etag']).toBe(after);
    });

    it('spare the reader who has the present one', async () => {
      const { id, etag } = await makeUser(service);
      const answer = await service.get(`/Users/${id}`, { 'if-none-match': etag });
      expect(answer.status).toBe(304);
      expect(answer.text).toBe('');
      expect((await service.get(`/Users/${id}`, { 'if-none-match': `"x", ${etag}` })).status).toBe(304);
      expect((await service.get(`/Users/${id}`, { 'if-none-match': '*' })).status).toBe(304);
      expect((await service.get(`/Users/${id}`, { 'if-none-match': 'W/"other"' })).status).toBe(200);
      await service.patch(`/Users/${id}`, title('Newer'));
      expect((await service.get(`/Users/${id}`, { 'if-none-match': etag })).status).toBe(200);
    });

    it.each<readonly [string, (id: string, headers: Record<string, string>) => ReturnType<ScimService['get']>]>([
      ['PUT', (id, headers) => service.put(`/Users/${id}`, userBody(unique('put')), headers)],
      ['PATCH', (id, headers) => service.patch(`/Users/${id}`, title(unique('t')), headers)],
      ['DELETE', (id, headers) => service.delete(`/Users/${id}`, headers)],
    ])('stop a %s that means another one', async (_method, change) => {
      const { id, etag, body } = await makeUser(service);
      expectError(await change(id, { 'if-match': 'W/"no-such-version"' }), 412);
      expectError(await change(id, { 'if-none-match': '*' }), 412);
      await service.patch(`/Users/${id}`, title('Meanwhile'));
      expectError(await change(id, { 'if-match': etag }), 412);
      expect(await read(service, `/Users/${id}`)).toMatchObject({ userName: body['userName'], title: 'Meanwhile' });
      const now = (await service.get(`/Users/${id}`)).headers['etag'] ?? '';
      expect((await change(id, { 'if-match': `"x", ${now}` })).status).toBeLessThan(300);
    });

    it('of any number satisfy If-Match: *', async () => {
      const { id } = await makeUser(service);
      expect((await service.patch(`/Users/${id}`, title('Any'), { 'if-match': '*' })).status).toBe(200);
      expect((await service.delete(`/Users/${id}`, { 'if-match': '*' })).status).toBe(204);
    });

    it('guard groups too', async () => {
      const { id, etag } = await makeGroup(service);
      const rename = (name: string) => [{ op: 'replace', path: 'displayName', value: name }];
      expect((await service.patch(`/Groups/${id}`, rename(unique('one')), { 'if-match': etag })).status).toBeLessThan(
        300,
      );
      expectError(await service.patch(`/Groups/${id}`, rename(unique('two')), { 'if-match': etag }), 412);
      expectError(await service.delete(`/Groups/${id}`, { 'if-match': etag }), 412);
      expect((await service.get(`/Groups/${id}`, { 'if-none-match': etag })).status).toBe(200);
    });
  });
}

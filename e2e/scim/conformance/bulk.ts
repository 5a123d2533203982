import { beforeAll, describe, expect, it } from 'vitest';
import {
  type Answer,
  type Doc,
  docsIn,
  expectError,
  groupBody,
  makeUser,
  membersOf,
  query,
  read,
  type ScimService,
  unique,
  urn,
  userBody,
} from '../support/scim-service.ts';

/** RFC 7644 §3.7. */
export function bulk(given: () => ScimService): void {
  let service: ScimService;
  beforeAll(() => {
    service = given();
  });
  const send = (operations: readonly unknown[], more: Doc = {}) =>
    service.post('/Bulk', { schemas: [urn.bulk], Operations: operations, ...more });
  const outcomes = (answer: Answer) => {
    expect(answer.status, answer.text).toBe(200);
    expect(answer.body).toMatchObject({ schemas: [urn.bulkResponse] });
    return docsIn(answer.body['Operations']);
  };
  const idIn = (outcome: Doc | undefined) => String(outcome?.['location']).split('/').at(-1) ?? '';
  const exists = async (userName: string) =>
    (await service.get(`/Users${query({ filter: `userName eq "${userName}"`, count: 0 })}`)).body['totalResults'] === 1;

  describe('a bulk request', () => {
    it('creates, replaces, patches and deletes (RFC 7644 §3.7.3)', async () => {
      const [toPut, toPatch, toDelete] = [await makeUser(service), await makeUser(service), await makeUser(service)];
      const userName = unique('Alice');
      const answers = outcomes(
        await send([
          { method: 'POST', path: '/Users', bulkId: 'qwerty', data: userBody(userName) },
          {
            method: 'PUT',
            path: `/Users/${toPut.id}`,
            version: toPut.etag,
            data: userBody(unique('Bob'), { title: 'Put' }),
          },
          {
            method: 'PATCH',
            path: `/Users/${toPatch.id}`,
            version: toPatch.etag,
            data: {
              schemas: [urn.patch],
              Operations: [
                { op: 'remove', path: 'nickName' },
                { op: 'add', path: 'title', value: 'Patched' },
              ],
            },
          },
          { method: 'DELETE', path: `/Users/${toDelete.id}`, version: toDelete.etag },
        ]),
      );
      expect(answers).toHaveLength(4);
      expect(answers[0]).toMatchObject({
        method: 'POST',
        bulkId: 'qwerty',
        status: '201',
        location: expect.stringContaining(`${service.baseUrl}/Users/`),
        version: expect.stringMatching(/^W?\/?"/),
      });
      expect(answers[1]).toMatchObject({
        method: 'PUT',
        status: '200',
        location: `${service.baseUrl}/Users/${toPut.id}`,
        version: expect.any(String),
      });
      expect(answers[2]).toMatchObject({ method: 'PATCH', status: expect.stringMatching(/^20[04]$/) });
      expect(answers[3]).toMatchObject({
        method: 'DELETE',
        status: '204',
        location: `${service.baseUrl}/Users/${toDelete.id}`,
      });
      expect(await read(service, `/Users/${idIn(answers[0])}`)).toMatchObject({ userName });
      expect(await read(service, `/Users/${toPut.id}`)).toMatchObject({ title: 'Put' });
      expect(await read(service, `/Users/${toPatch.id}`)).toMatchObject({ title: 'Patched' });
      expectError(await service.get(`/Users/${toDelete.id}`), 404);
    });

    it('answers each failure in its place, and does the others', async () => {
      const taken = unique('taken');
      const existing = await makeUser(service, { userName: taken });
      const fine = unique('fine');
      const answers = outcomes(
        await send([
          { method: 'POST', path: '/Users', bulkId: 'a', data: userBody(taken) },
          { method: 'POST', path: '/Users', bulkId: 'b', data: { schemas: [urn.user] } },
          { method: 'PUT', path: `/Users/${existing.id}`, version: 'W/"no"', data: userBody(taken) },
          { method: 'DELETE', path: '/Users/00000000-0000-0000-0000-000000000000' },
          { method: 'PATCH', path: `/Users/${existing.id}`, data: { schemas: [urn.patch], Operations: [{ op: 'x' }] } },
          { method: 'POST', path: '/Robots', bulkId: 'c', data: {} },
          { method: 'GET', path: `/Users/${existing.id}` },
          { method: 'POST', path: '/Users', bulkId: 'd', data: userBody(fine) },
        ]),
      );
      expect(answers.map((answer) => answer['status'])).toEqual([
        '409',
        '400',
        '412',
        '404',
        '400',
        expect.stringMatching(/^40[04]$/),
        expect.stringMatching(/^40[05]$/),
        '201',
      ]);
      expect(answers[0]).toMatchObject({
        method: 'POST',
        bulkId: 'a',
        response: { schemas: [urn.error], status: '409', scimType: 'uniqueness' },
      });
      expect(answers[0]).not.toHaveProperty('location');
      expect(answers[3]).toHaveProperty('location');
      expect(await exists(fine)).toBe(true);
    });

    it('stops after failOnErrors failures', async () => {
      const names = [unique('f'), unique('f'), unique('f')];
      const bad = { method: 'POST', path: '/Users', bulkId: 'bad', data: { schemas: [urn.user] } };
      const good = (at: number) => ({
        method: 'POST',
        path: '/Users',
        bulkId: `g${at}`,
        data: userBody(names[at] ?? ''),
      });
      const answers = outcomes(
        await send([good(0), bad, good(1), { ...bad, bulkId: 'bad2' }, good(2)], { failOnErrors: 2 }),
      );
      expect(answers.map((answer) => answer['status'])).toEqual(['201', '400', '201', '400']);
      expect(await Promise.all(names.map(exists))).toEqual([true, true, false]);
    });

    it('resolves bulkId references forwards and backwards, in data and paths', async () => {
      const [first, second] = [unique('first'), unique('second')];
      const answers = outcomes(
        await send([
          {
            method: 'POST',
            path: '/Groups',
            bulkId: 'group',
            data: groupBody(unique('Tour Guides'), { members: [{ type: 'User', value: 'bulkId:one' }] }),
          },
          { method: 'POST', path: '/Users', bulkId: 'one', data: userBody(first) },
          {
            method: 'POST',
            path: '/Users',
            bulkId: 'two',
            data: {
              ...userBody(second),
              schemas: [urn.user, urn.enterprise],
              [urn.enterprise]: { manager: { value: 'bulkId:one' } },
            },
          },
          {
            method: 'PATCH',
            path: '/Groups/bulkId:group',
            data: {
              schemas: [urn.patch],
              Operations: [{ op: 'add', path: 'members', value: [{ value: 'bulkId:two' }] }],
            },
          },
        ]),
      );
      expect(answers.map((answer) => answer['status'])).toEqual([
        '201',
        '201',
        '201',
        expect.stringMatching(/^20[04]$/),
      ]);
      const [group, one, two] = answers.map(idIn);
      expect(await membersOf(service, group ?? '')).toEqual([one, two].sort());
      expect(await read(service, `/Users/${two}`)).toMatchObject({ [urn.enterprise]: { manager: { value: one } } });
    });

    it('refuses what refers to nothing, to what failed, or in a circle', async () => {
      const lonely = outcomes(
        await send([
          {
            method: 'POST',
            path: '/Groups',
            bulkId: 'g',
            data: groupBody(unique('g'), { members: [{ value: 'bulkId:none' }] }),
          },
        ]),
      );
      expect(lonely[0]).toMatchObject({ status: expect.stringMatching(/^4/) });
      const failed = outcomes(
        await send([
          { method: 'POST', path: '/Users', bulkId: 'u', data: { schemas: [urn.user] } },
          {
            method: 'POST',
            path: '/Groups',
            bulkId: 'g',
            data: groupBody(unique('g'), { members: [{ value: 'bulkId:u' }] }),
          },
        ]),
      );
      expect(failed.map((answer) => answer['status'])).toEqual(['400', expect.stringMatching(/^4/)]);
      const circle = outcomes(
        await send([
          {
            method: 'POST',
            path: '/Groups',
            bulkId: 'a',
            data: groupBody(unique('a'), { members: [{ type: 'Group', value: 'bulkId:b' }] }),
          },
          {
            method: 'POST',
            path: '/Groups',
            bulkId: 'b',
            data: groupBody(unique('b'), { members: [{ type: 'Group', value: 'bulkId:a' }] }),
          },
        ]),
      );
      expect(circle.map((answer) => answer['status'])).toEqual(['409', '409']);
    });

    it.each<readonly [string, unknown, number, string | undefined]>([
      ['no schemas', { Operations: [] }, 400, 'invalidSyntax'],
      ['no operations', { schemas: [urn.bulk] }, 400, 'invalidSyntax'],
      ['operations as an object', { schemas: [urn.bulk], Operations: {} }, 400, 'invalidSyntax'],
      ['failOnErrors as text', { schemas: [urn.bulk], failOnErrors: 'x', Operations: [{}] }, 400, 'invalidValue'],
      ['an array', [], 400, 'invalidSyntax'],
    ])('refuses %s', async (_what, body, status, scimType) => {
      expectError(await service.post('/Bulk', body), status, scimType);
    });

    it('refuses more operations, or more bytes, than it says it takes', async () => {
      const { bulk: limits } = (await service.get('/ServiceProviderConfig')).body;
      const { maxOperations, maxPayloadSize } = limits as { maxOperations: number; maxPayloadSize: number };
      const many = Array.from({ length: maxOperations + 1 }, () => ({ method: 'DELETE', path: '/Users/x' }));
      expectError(await send(many), 413);
      expect(outcomes(await send(many.slice(1)))).toHaveLength(maxOperations);
      const large = userBody(unique('large'), { title: 'x'.repeat(maxPayloadSize) });
      expectError(await send([{ method: 'POST', path: '/Users', bulkId: 'l', data: large }]), 413);
    });

    it.each(['GET', 'PUT', 'PATCH', 'DELETE'])('is not a %s', async (method) => {
      const answer = await service.send(method, '/Bulk', method === 'GET' || method === 'DELETE' ? {} : { body: {} });
      expectError(answer, 405);
      expect(answer.headers['allow']).toBe('POST');
    });
  });
}

/**
 * Somebody who may not: every kind of token that is not good, with every method at every address; and the ids of others
 * in every place where an id can stand. Nothing may be readable and nothing may change. (That no route of the table is
 * forgotten is tested beside the table; here the addresses are a stranger's guesses.)
 */
import type { PreparedOrganisation } from '@sekisho/gateway-process';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readAuditLog } from '../support/audit-log.ts';
import { waitForEmptyOutbox } from '../support/outbox.ts';
import { until } from '../support/until.ts';
import { startTestGateway, type TestGateway } from './support/gateway.ts';
import {
  type Answer,
  type Doc,
  docsIn,
  expectError,
  groupBody,
  makeGroup,
  makeUser,
  query,
  resourcesOf,
  type ScimService,
  unique,
  urn,
  userBody,
} from './support/scim-service.ts';

const secret = unique('秘密の部署');

let gateway: TestGateway;
let company: PreparedOrganisation;
let victim: ScimService;
let neighbour: ScimService;
let foreigner: ScimService;
let userId: string;
let groupId: string;
let before: string;

beforeAll(async () => {
  gateway = await startTestGateway();
  company = await gateway.organisation('Victim');
  victim = gateway.service(company.connection);
  neighbour = gateway.service(await newConnection(company));
  foreigner = gateway.service((await gateway.organisation('Foreign')).connection);
  ({ id: userId } = await makeUser(victim, { userName: secret, externalId: secret, displayName: secret }));
  ({ id: groupId } = await makeGroup(victim, { displayName: secret, members: [{ value: userId }] }));
});
afterAll(() => gateway.close());

async function newConnection(organisation: PreparedOrganisation) {
  const { id, scimBaseUrl } = await organisation.admin.createConnection({
    body: { providerId: 'generic-scim', name: unique('Connection') },
  });
  const { secret: token } = await organisation.admin.issueConnectionToken({ params: { connectionId: id }, body: {} });
  return { id, scimBaseUrl, token };
}

/** All that the victim has, as it sees it, and all that its log says. */
async function everything(): Promise<string> {
  const read = async (path: string) => (await victim.get(`${path}?count=200`)).text;
  await waitForEmptyOutbox(gateway.process.baseUrl);
  const log = await readAuditLog(gateway.process.baseUrl, company);
  const provisioned = log.filter(({ event }) => /managed account|team/i.test(event));
  return JSON.stringify([await read('/Users'), await read('/Groups'), provisioned]);
}

const methods = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'QUERY'];

const addresses = () => [
  '',
  '/',
  '/?filter=userName%20pr',
  '/Users',
  `/Users/${userId}`,
  `/Users/${userId}/groups`,
  '/Users/.search',
  '/Groups',
  `/Groups/${groupId}`,
  '/Groups/.search',
  '/.search',
  '/Bulk',
  '/Me',
  '/ServiceProviderConfig',
  '/Schemas',
  `/Schemas/${urn.user}`,
  '/ResourceTypes',
  '/ResourceTypes/User',
  '/nothing',
  '/%2e%2e/Users',
];

describe('a token that is not good', () => {
  beforeAll(async () => {
    before = await everything();
  });

  const tokens: Readonly<Record<string, () => Promise<Record<string, string | null>>>> = {
    'no token': async () => ({ authorization: null }),
    'an empty one': async () => ({ authorization: 'Bearer ' }),
    nonsense: async () => ({ authorization: 'Bearer nonsense' }),
    'two tokens': async () => ({ authorization: `Bearer ${victim.token} ${victim.token}` }),
    'the right one with a letter more': async () => ({ authorization: `Bearer ${victim.token}x` }),
    'the right one in capitals': async () => ({ authorization: `Bearer ${victim.token.toUpperCase()}` }),
    'the right one by Basic': async () => ({
      authorization: `Basic ${Buffer.from(`token:${victim.token}`).toString('base64')}`,
    }),
    'the right one in another header': async () => ({ authorization: null, 'x-api-key': victim.token }),
    "another connection's": async () => ({ authorization: `Bearer ${neighbour.token}` }),
    "another organisation's": async () => ({ authorization: `Bearer ${foreigner.token}` }),
    'a key of the admin API': async () => ({ authorization: `Bearer ${company.apiKey}` }),
    'the operator key': async () => ({ authorization: `Bearer ${gateway.process.operatorKey}` }),
    'a revoked one': async () => {
      const params = { connectionId: company.connection.id };
      const issued = await company.admin.issueConnectionToken({ params, body: {} });
      const headers = { authorization: `Bearer ${issued.secret}` };
      expect((await victim.get('/Users', headers)).status).toBe(200);
      await company.admin.revokeConnectionToken({ params: { ...params, tokenId: issued.token.id } });
      return headers;
    },
    'an expired one': async () => {
      const issued = await company.admin.issueConnectionToken({
        params: { connectionId: company.connection.id },
        body: { expiresAt: new Date(Date.now() + 1_000).toISOString() },
      });
      const headers = { authorization: `Bearer ${issued.secret}` };
      expect((await victim.get('/Users', headers)).status).toBe(200);
      await until('the token to expire', async () =>
        (await victim.get('/Users', headers)).status === 401 ? true : undefined,
      );
      return headers;
    },
  };

  it.each(Object.keys(tokens))('opens nothing: %s', async (name) => {
    const headers = (await tokens[name]?.()) ?? {};
    const answers = await Promise.all(
      addresses().flatMap((path) =>
        methods.map(async (method) => {
          const withBody = method === 'POST' || method === 'PUT' || method === 'PATCH';
          const body = withBody ? { body: userBody('taken over') } : {};
          return [`${method} ${path}`, method, await victim.send(method, path, { ...body, headers })] as const;
        }),
      ),
    );
    for (const [label, method, answer] of answers) {
      expect(answer.status, label).toBe(401);
      expect(answer.headers['www-authenticate'], label).toMatch(/^Bearer/);
      expect(answer.text, label).not.toContain(secret);
      if (method !== 'HEAD') expect(answer.body, label).toMatchObject({ schemas: [urn.error], status: '401' });
    }
  });

  it('opens nothing in the address', async () => {
    for (const name of ['token', 'access_token', 'authorization']) {
      const answer = await victim.get(`/Users?${name}=${victim.token}`, { authorization: null });
      expectError(answer, 401);
    }
  });

  it('of a connection that was switched off, or deleted, is none from that moment', async () => {
    const connection = await newConnection(company);
    const service = gateway.service(connection);
    const params = { connectionId: connection.id };
    expect((await service.get('/Users')).status).toBe(200);
    await company.admin.updateConnection({ params, body: { state: 'disabled' } });
    expectError(await service.get('/Users'), 401);
    expectError(await service.post('/Users', userBody('x')), 401);
    await company.admin.updateConnection({ params, body: { state: 'enabled' } });
    expect((await service.get('/Users')).status).toBe(200);
    await company.admin.deleteConnection({ params });
    expectError(await service.get('/Users'), 401);
  });

  it('has changed nothing', async () => {
    expect(await everything()).toBe(before);
  });
});

describe.each([
  ["another connection's", () => neighbour],
  ["another organisation's", () => foreigner],
] as const)("with %s token, the victim's ids", (_whose, strangerOf) => {
  let stranger: ScimService;
  let ownUser: string;
  let ownGroup: string;

  beforeAll(async () => {
    stranger = strangerOf();
    ({ id: ownUser } = await makeUser(stranger));
    ({ id: ownGroup } = await makeGroup(stranger, { members: [{ value: ownUser }] }));
    before = await everything();
  });

  const tellsNothing = (answer: Answer) => expect(answer.text).not.toContain(secret);

  it.each<readonly [string, string, string, (() => unknown) | undefined]>([
    ['GET', '/Users', 'user', undefined],
    ['PUT', '/Users', 'user', () => userBody(unique('taken'))],
    ['PATCH', '/Users', 'user', () => patchBody([{ op: 'replace', path: 'title', value: 'taken' }])],
    ['DELETE', '/Users', 'user', undefined],
    ['GET', '/Groups', 'group', undefined],
    ['PUT', '/Groups', 'group', () => groupBody(unique('taken'), { members: [] })],
    ['PATCH', '/Groups', 'group', () => patchBody([{ op: 'remove', path: 'members' }])],
    ['PATCH', '/Groups', 'group', () => patchBody([{ op: 'add', path: 'members', value: [{ value: ownUser }] }])],
    ['DELETE', '/Groups', 'group', undefined],
  ])('are nobody in the path: %s %s/{id}', async (method, path, kind, body) => {
    const id = kind === 'user' ? userId : groupId;
    for (const headers of [{}, { 'if-match': '*' }]) {
      const sending = body === undefined ? { headers } : { body: body(), headers };
      const answer = await stranger.send(method, `${path}/${id}`, sending);
      expectError(answer, 404);
      tellsNothing(answer);
    }
  });

  it.each<readonly [string, () => Promise<Answer>]>([
    ['POST members', () => stranger.post('/Groups', groupBody(unique('g'), { members: [{ value: userId }] }))],
    [
      'PUT members',
      () => stranger.put(`/Groups/${ownGroup}`, groupBody(unique('g'), { members: [{ value: userId }] })),
    ],
    [
      'PATCH add',
      () => stranger.patch(`/Groups/${ownGroup}`, [{ op: 'add', path: 'members', value: [{ value: userId }] }]),
    ],
    [
      'PATCH replace',
      () => stranger.patch(`/Groups/${ownGroup}`, [{ op: 'replace', value: { members: [{ value: userId }] } }]),
    ],
    [
      'a group as a member',
      () =>
        stranger.patch(`/Groups/${ownGroup}`, [
          { op: 'add', path: 'members', value: [{ value: groupId, type: 'Group' }] },
        ]),
    ],
  ])('join no group: %s', async (_what, send) => {
    const answer = await send();
    expectError(answer, 400, 'invalidValue');
    tellsNothing(answer);
    const members = docsIn((await stranger.get(`/Groups/${ownGroup}`)).body['members']);
    expect(members.map((member) => member['value'])).toEqual([ownUser]);
  });

  it('leave no group', async () => {
    for (const operation of [
      { op: 'remove', path: `members[value eq "${userId}"]` },
      { op: 'remove', path: 'members', value: [{ value: userId }] },
    ]) {
      expect((await stranger.patch(`/Groups/${ownGroup}`, [operation])).status).toBeLessThan(300);
    }
  });

  it.each<readonly [string, () => string]>([
    ['/Users', () => `id eq "${userId}"`],
    ['/Users', () => `userName eq "${secret}"`],
    ['/Users', () => `externalId eq "${secret}"`],
    ['/Users', () => `groups.value eq "${groupId}"`],
    ['/Users', () => `groups[value eq "${groupId}" or display eq "${secret}"]`],
    ['/Users', () => `meta.location co "${userId}"`],
    ['/Users', () => `not (userName eq "x") and displayName eq "${secret}"`],
    ['/Groups', () => `id eq "${groupId}"`],
    ['/Groups', () => `displayName eq "${secret}"`],
    ['/Groups', () => `members.value eq "${userId}"`],
    ['/Groups', () => `members[value eq "${userId}" or display co "${secret}"]`],
  ])('are found by no filter on %s: %#', async (path, filterOf) => {
    const filter = filterOf();
    const answers = [
      await stranger.get(`${path}${query({ filter })}`),
      await stranger.get(`${path}${query({ filter, cursor: '' })}`),
      await stranger.post(`${path}/.search`, { schemas: [urn.search], filter }),
      await stranger.post('/.search', { schemas: [urn.search], filter }),
      await stranger.get(query({ filter })),
    ];
    for (const answer of answers) {
      expect(answer.status).toBe(200);
      expect(answer.body['totalResults']).toBe(0);
      tellsNothing(answer);
    }
  });

  it('come in no list', async () => {
    for (const path of ['/Users?count=500', '/Groups?count=500', '?count=500', '/Users?cursor=&count=500']) {
      const answer = await stranger.get(path);
      expect(resourcesOf(answer).map((resource) => resource['id'])).not.toContain(userId);
      expect(resourcesOf(answer).map((resource) => resource['id'])).not.toContain(groupId);
      tellsNothing(answer);
    }
  });

  it('are reached by no bulk operation', async () => {
    const answer = await stranger.post('/Bulk', {
      schemas: [urn.bulk],
      Operations: [
        { method: 'PUT', path: `/Users/${userId}`, data: userBody(unique('taken')) },
        { method: 'PATCH', path: `/Users/${userId}`, data: patchBody([{ op: 'replace', path: 'title', value: 'x' }]) },
        { method: 'DELETE', path: `/Users/${userId}` },
        { method: 'DELETE', path: `/Groups/${groupId}` },
        { method: 'PATCH', path: `/Groups/${groupId}`, data: patchBody([{ op: 'remove', path: 'members' }]) },
        {
          method: 'POST',
          path: '/Groups',
          bulkId: 'g',
          data: groupBody(unique('g'), { members: [{ value: userId }] }),
        },
      ],
    });
    expect(docsIn(answer.body['Operations']).map((outcome) => outcome['status'])).toEqual([
      '404',
      '404',
      '404',
      '404',
      '404',
      '400',
    ]);
    tellsNothing(answer);
  });

  it('are only words in a manager, an externalId or an id of a new resource', async () => {
    const created = await stranger.post('/Users', {
      ...userBody(unique('word'), { id: userId, externalId: secret }),
      schemas: [urn.user, urn.enterprise],
      [urn.enterprise]: { manager: { value: userId, $ref: `${victim.baseUrl}/Users/${userId}` } },
    });
    expect(created.status).toBe(201);
    expect(created.body['id']).not.toBe(userId);
    expect(created.body[urn.enterprise]).toEqual({
      manager: { value: userId, $ref: `${victim.baseUrl}/Users/${userId}` },
    });
    expect(created.text).not.toContain(`"display":"${secret}"`);
  });

  it('and names say nothing by being taken', async () => {
    const answer = await stranger.post('/Users', userBody(secret));
    expect(answer.text).not.toContain(userId);
    const group = await stranger.post('/Groups', groupBody(secret));
    expect(group.text).not.toContain(groupId);
  });

  it('nor do its cursors', async () => {
    await Promise.all([makeUser(victim, { userName: unique('page') }), makeUser(victim, { userName: unique('page') })]);
    before = await everything();
    const page = await victim.get('/Users?cursor=&count=1');
    const cursor = String(page.body['nextCursor']);
    expectError(await stranger.get(`/Users?count=1&cursor=${cursor}`), 400, 'invalidCursor');
  });

  it('have changed nothing', async () => {
    expect(await everything()).toBe(before);
  });
});

function patchBody(operations: readonly Doc[]): Doc {
  return { schemas: [urn.patch], Operations: operations };
}

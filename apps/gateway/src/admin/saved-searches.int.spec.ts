import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type AdminTestApp, type Credentials, startAdminTestApp, type Tenant } from './testing/admin-test-app.ts';

let app: AdminTestApp;
let tenant: Tenant;
let owner: Credentials;
let colleague: Credentials;

beforeAll(async () => {
  app = await startAdminTestApp();
});
afterAll(async () => app.close());
beforeEach(async () => {
  tenant = await app.createTenant();
  const member = await tenant.addMember({ privileges: ['audit-log-administrator'] });
  [owner, colleague] = await Promise.all([tenant.signIn(), tenant.signIn(member)]);
});

const query = { event: 'Delete a project', range: '7d' } as const;

async function save(as: Credentials, name: string, shared = false) {
  return app.call('saveSearch', { as, body: { name, query, shared } });
}

async function namesFor(as: Credentials): Promise<string[]> {
  return (await app.call('listSavedSearches', { as })).body.items.map(({ name }) => name);
}

describe('saved searches', () => {
  it('gives back what was saved, by name, and writes down each change', async () => {
    const { status, body } = await save(owner, 'プロジェクトの削除');
    expect(status).toBe(201);
    expect(body).toMatchObject({ name: 'プロジェクトの削除', query, shared: false });
    const params = { searchId: body.id };
    const changed = await app.call('updateSavedSearch', {
      as: owner,
      params,
      body: { name: '削除', query: { text: 'TRM' } },
    });
    expect(changed.body).toMatchObject({ id: body.id, name: '削除', query: { text: 'TRM' } });
    expect((await app.call('deleteSavedSearch', { as: owner, params })).status).toBe(204);
    expect(await namesFor(owner)).toEqual([]);
    const events = (await app.eventsOf(tenant.organisation.id)).slice(-3);
    expect(events.map(({ event, action }) => [event, action])).toEqual([
      ['Save a search', 'プロジェクトの削除 was saved'],
      ['Update a saved search', 'name, query of 削除 was updated'],
      ['Delete a saved search', '削除 was deleted'],
    ]);
  });

  it('shows private ones to nobody else, and shared ones to everybody who reads the log', async () => {
    const mine = await save(owner, 'わたしの検索');
    await save(owner, 'みんなの検索', true);
    expect(await namesFor(owner)).toEqual(['みんなの検索', 'わたしの検索']);
    expect(await namesFor(colleague)).toEqual(['みんなの検索']);
    const params = { searchId: mine.body.id };
    for (const id of ['updateSavedSearch', 'deleteSavedSearch', 'alertOnSavedSearch'] as const) {
      const body = id === 'deleteSavedSearch' ? undefined : {};
      const reply = await app.call(id, { as: colleague, params, ...(body === undefined ? {} : { body }) });
      expect([reply.status, reply.problem.code]).toEqual([404, 'saved-search.not-found']);
    }
  });

  it('are changed by nobody who may only read the log, be it a key or somebody of elsewhere', async () => {
    const shared = await save(owner, 'みんなの検索', true);
    const params = { searchId: shared.body.id };
    const other = await app.createTenant();
    const [reader, forwarder, foreigner, member] = await Promise.all([
      tenant.key(['audit-log:read']),
      tenant.key(['forwarding:read', 'forwarding:write']),
      other.signIn(),
      tenant.addMember().then((plain) => tenant.signIn(plain)),
    ]);
    expect(await namesFor(reader)).toEqual(['みんなの検索']);
    const attempts: [Credentials, number, string][] = [
      [reader, 403, 'permission.denied'],
      [forwarder, 403, 'permission.denied'],
      [member, 403, 'permission.denied'],
      [foreigner, 404, 'saved-search.not-found'],
    ];
    for (const [as, status, code] of attempts) {
      const replies = [
        await app.call('updateSavedSearch', { as, params, body: { query: { text: 'nothing that matters' } } }),
        await app.call('deleteSavedSearch', { as, params }),
      ];
      expect(replies.map((reply) => [reply.status, reply.problem.code])).toEqual([
        [status, code],
        [status, code],
      ]);
    }
    expect((await save(reader, 'キーの検索', true)).status).toBe(403);
    expect((await save(reader, 'キーの検索')).status).toBe(403);
    expect((await app.call('listSavedSearches', { as: colleague })).body.items).toEqual([shared.body]);
    const writer = await tenant.key(['audit-log:write']);
    const changed = await app.call('updateSavedSearch', { as: writer, params, body: { name: '削除' } });
    expect(changed.body).toMatchObject({ name: '削除', shared: true });
  });

  it('takes a name once in each list, whatever its case, also when two ask at the same moment', async () => {
    await save(owner, 'Downloads', true);
    expect(await save(colleague, 'DOWNLOADS', true)).toMatchObject({
      status: 409,
      problem: { code: 'saved-search.name-in-use', field: 'name' },
    });
    expect((await save(colleague, 'Downloads')).status).toBe(201);
    const both = await Promise.all([save(owner, '夜間', true), save(colleague, '夜間', true)]);
    expect(both.map(({ status }) => status).sort()).toEqual([201, 409]);
  });

  it.each([
    ['an address that is none', { ip: '300.1.1.1' }],
    ['a field that is none', { colour: 'red' }],
    ['an empty text', { text: ' ' }],
  ])('refuses %s', async (_sentence, wrong) => {
    const reply = await app.call('saveSearch', { as: owner, body: { name: 'x', query: wrong } });
    expect([reply.status, reply.problem.code]).toEqual([422, 'request.invalid']);
  });

  it('lends an alert rule a copy of what it looks for: the rule stays when the search goes', async () => {
    const { body } = await save(owner, 'プロジェクトの削除', true);
    const params = { searchId: body.id };

    const rule = await app.call('alertOnSavedSearch', { as: colleague, params, body: { threshold: 3 } });

    expect(rule.status).toBe(201);
    await app.call('deleteSavedSearch', { as: owner, params });
    const rules = await app.call('listAlertRules', { as: owner });
    expect(rules.body.items).toMatchObject([
      {
        id: rule.body.id,
        name: 'プロジェクトの削除',
        condition: { kind: 'search', filter: { events: ['Delete a project'] }, threshold: 3, windowMinutes: 60 },
      },
    ]);
  });

  it('makes no alert rule of a search that finds everything', async () => {
    const everything = await app.call('saveSearch', { as: owner, body: { name: 'すべて', query: { range: 'all' } } });
    const params = { searchId: everything.body.id };
    const reply = await app.call('alertOnSavedSearch', { as: owner, params, body: {} });
    expect(reply.problem.code).toBe('alert-rule.filter-empty');
  });
});

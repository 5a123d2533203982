import { AdminApiError, createAdminClient } from '@sekisho/api-contract';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type AdminTestApp, ownerPassword, startAdminTestApp, type Tenant } from './testing/admin-test-app.ts';

let app: AdminTestApp;
let tenant: Tenant;
beforeAll(async () => {
  app = await startAdminTestApp();
  tenant = await app.createTenant();
});
afterAll(async () => app.close());

/** A browser as far as cookies go: keeps the one it was given, and says where its page is from. */
function browser() {
  let cookie = '';
  const sent: Headers[] = [];
  const browserFetch: typeof fetch = async (input, init) => {
    const headers = new Headers(init?.headers);
    if (cookie !== '') headers.set('Cookie', cookie);
    headers.set('Sec-Fetch-Site', 'same-origin');
    sent.push(headers);
    const response = await fetch(input, { ...init, headers });
    for (const line of response.headers.getSetCookie()) cookie = line.split(';')[0] ?? '';
    return response;
  };
  return { fetch: browserFetch, sent };
}

describe('the client', () => {
  it('signs in, carries the CSRF token itself, and knows types', async () => {
    const { fetch } = browser();
    const client = createAdminClient({ baseUrl: app.baseUrl, fetch, language: () => 'ja' });
    const me = await client.signIn({ body: { email: tenant.owner.email ?? '', password: ownerPassword } });
    expect(me.account.id).toBe(tenant.owner.id);
    const team = await client.createTeam({ body: { name: '開発' } });
    await client.renameTeam({ params: { teamId: team.id }, body: { name: '開発部' } });
    const { items } = await client.listTeams({ query: { text: '開発', limit: 10 } });
    expect(items.map((item) => item.name)).toEqual(['開発部']);
    await expect(client.createTeam({ body: { name: '開発部' } })).rejects.toMatchObject({
      status: 409,
      problem: { code: 'team.name-in-use', detail: expect.stringContaining('すでにあります') },
    });
    await client.signOut();
    await expect(client.getMe()).rejects.toBeInstanceOf(AdminApiError);
  });

  it('fetches the token by itself after a reload, when the page only has the cookie', async () => {
    const { fetch, sent } = browser();
    const credentials = { email: tenant.owner.email ?? '', password: ownerPassword };
    await createAdminClient({ baseUrl: app.baseUrl, fetch }).signIn({ body: credentials });
    const reloaded = createAdminClient({ baseUrl: app.baseUrl, fetch });
    await reloaded.createTeam({ body: { name: '再読み込み' } });
    expect(sent.at(-1)?.get('x-csrf-token')).toMatch(/^[\w-]{43}$/);
  });

  it('works for programs with a key', async () => {
    const apiKey = (await tenant.key())['Authorization']?.replace('Bearer ', '') ?? '';
    const client = createAdminClient({ baseUrl: app.baseUrl, apiKey });
    expect((await client.listMembers()).total).toBe(1);
    expect((await client.createTeam({ body: { name: '鍵' } })).memberCount).toBe(0);
  });

  it('says something sensible when a proxy answers instead', async () => {
    const client = createAdminClient({
      baseUrl: app.baseUrl,
      fetch: async () => new Response('<h1>Bad gateway</h1>', { status: 502, headers: { 'Retry-After': '7' } }),
    });
    await expect(client.getMe()).rejects.toMatchObject({
      status: 502,
      retryAfter: 7,
      problem: { code: 'unexpected-answer' },
    });
  });

  it('gives the address of a request, for links', () => {
    const client = createAdminClient({ baseUrl: '' });
    expect(client.urlOf('listTeamMembers', { params: { teamId: 'a b' }, query: { limit: 5 } })).toBe(
      '/admin/v1/teams/a%20b/members?limit=5',
    );
  });
});

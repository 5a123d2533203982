import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type AdminClient, createAdminClient } from '@sekisho/api-contract';
import { type GatewayProcess, sessionFetch, startGateway } from '@sekisho/gateway-process';
import { replaySamples } from '@sekisho/idp-simulators';
import { parse } from 'csv-parse/sync';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { until } from '../support/until.ts';

/** The demo as a newcomer meets it: made by one flag, found again by the next start, and useful for tests. */

interface Target {
  readonly scimBaseUrl: string;
  readonly token: string;
}
interface Demo {
  readonly baseUrl: string;
  readonly organisationId: string;
  readonly admin: { readonly email: string; readonly password: string };
  readonly apiKey: string;
  readonly connections: Readonly<Record<string, Target>>;
  readonly eventKeys: Readonly<Record<string, string>>;
  readonly conformance: Readonly<Record<string, Target>>;
}

let dataDir: string;
let gateway: GatewayProcess;
let demo: Demo;
let admin: AdminClient;

const readDemo = async (): Promise<Demo | undefined> => {
  const text = await readFile(join(dataDir, 'demo.json'), 'utf8').catch(() => undefined);
  return text === undefined ? undefined : (JSON.parse(text) as Demo);
};

/** The whole export of the demo company, as rows by column. */
async function exported(query: Record<string, string>): Promise<Record<string, string>[]> {
  const address = `${demo.baseUrl}/admin/v1/audit-log/export?${new URLSearchParams({ format: 'csv', ...query })}`;
  const response = await fetch(address, { headers: { Authorization: `Bearer ${demo.apiKey}` } });
  expect(response.status).toBe(200);
  return parse(await response.text(), { columns: true });
}

async function scim(
  target: Target,
  method: string,
  path: string,
  body?: object,
): Promise<{ status: number; body: Resource }> {
  const response = await fetch(`${target.scimBaseUrl}${path}`, {
    method,
    headers: { Authorization: `Bearer ${target.token}`, 'Content-Type': 'application/scim+json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  return { status: response.status, body: text === '' ? {} : (JSON.parse(text) as Resource) };
}
type Resource = { readonly id?: string; readonly [name: string]: unknown };

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'demo-'));
  gateway = await startGateway({ dataDir, flags: ['--demo'] });
  demo = await until('the demo', readDemo, 110_000);
  admin = createAdminClient({ baseUrl: demo.baseUrl, apiKey: demo.apiKey });
});
afterAll(async () => {
  await gateway?.stop();
  await rm(dataDir, { recursive: true, force: true });
});

describe('the demo company', () => {
  it('has 200 people, teams, and lets its administrator sign in', async () => {
    const members = await admin.listMembers({ query: { limit: 1 } });
    expect(members.total).toBe(200);
    expect((await admin.listTeams({ query: { limit: 1 } })).total).toBeGreaterThan(10);
    const session = createAdminClient({ baseUrl: demo.baseUrl, fetch: sessionFetch(demo.baseUrl) });
    await session.signIn({ body: demo.admin });
    expect((await session.getMe()).organisation.name).toBe('株式会社さくら製作所');
  });

  it('has thirteen months of events in all four products', async () => {
    const now = Date.now();
    for (const product of ['Backlog', 'Cacoo', 'Apps', 'Typetalk']) {
      const oldest = new Date(now - 397 * 86_400_000).toISOString();
      const page = await exported({ product, from: oldest, to: new Date(now - 330 * 86_400_000).toISOString() });
      expect(page.length, product).toBeGreaterThan(100);
    }
  });

  it('has the access log of Backlog, of months that are available and one that is not yet', async () => {
    const { products, months } = await admin.listAccessLogMonths();
    expect(products).toMatchObject([{ product: 'Backlog', plan: { id: 'platinum' }, included: true }]);
    expect(months[0]).toMatchObject({ available: false });
    expect(months.filter(({ available }) => available).length).toBeGreaterThanOrEqual(2);
    for (const { accesses } of months.slice(1, 3)) expect(accesses).toBeGreaterThan(1_000);
  });

  it('writes a row of exactly ten columns for each change that an identity provider makes', async () => {
    const target = demo.connections['okta'] ?? expect.fail('no Okta connection');
    const userName = 'hanako.demo@sakura-digital.example';
    const user = {
      schemas: ['urn:ietf:params:scim:schemas:core:2.0:User'],
      userName,
      name: { familyName: '佐藤', givenName: '花子' },
      displayName: '佐藤 花子',
      emails: [{ value: userName, type: 'work', primary: true }],
      active: true,
    };
    const created = await scim(target, 'POST', '/Users', user);
    expect(created.status).toBe(201);
    const renamed = await scim(target, 'PUT', `/Users/${created.body.id}`, { ...user, displayName: '鈴木 花子' });
    expect(renamed.status).toBe(200);
    const off = {
      schemas: ['urn:ietf:params:scim:api:messages:2.0:PatchOp'],
      Operations: [{ op: 'replace', value: { active: false } }],
    };
    expect((await scim(target, 'PATCH', `/Users/${created.body.id}`, off)).status).toBe(200);

    const rows = await until('the three events are exported', async () => {
      const found = await exported({ product: 'Apps', text: userName });
      return found.length === 3 ? found : undefined;
    });
    expect(Object.keys(rows[0] ?? {})).toEqual([
      'product',
      'date',
      'category',
      'event',
      'action',
      'operation_user_id',
      'operation_user_name',
      'operation_user_email',
      'ip_address',
      'user_agent',
    ]);
    expect(new Set(rows.map((row) => `${row['event']}: ${row['action']}`))).toEqual(
      new Set([
        `Create a managed account: 佐藤 花子 (${userName}) was created`,
        `Update a managed account: 鈴木 花子 (${userName}) was updated`,
        `Deactivate a managed account: 鈴木 花子 (${userName}) was deactivated`,
      ]),
    );
    for (const row of rows) {
      expect(row).toMatchObject({ operation_user_name: 'User provisioning', operation_user_id: '', ip_address: '' });
      expect(row['date']).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
    }
  });
});

describe('the organisation conformance', () => {
  it('has a complete person, and a group of theirs, first on every connection', async () => {
    for (const target of Object.values(demo.conformance)) {
      const users = await scim(target, 'GET', '/Users?count=1&startIndex=1');
      const groups = await scim(target, 'GET', '/Groups?count=1');
      const [person] = users.body['Resources'] as Resource[];
      expect(person).toMatchObject({ active: true, name: { familyName: '金子' }, emails: [{ primary: true }] });
      expect(groups.body['Resources']).toMatchObject([{ members: [{ value: person?.id }] }]);
    }
  });

  it.each(['entra-id', 'okta', 'onelogin', 'cloudgate-uno'] as const)(
    'takes the published requests of %s, again and again',
    async (provider) => {
      const target = demo.conformance[provider] ?? expect.fail(`no connection for ${provider}`);
      const checks = await replaySamples(provider, target);
      expect(checks.length).toBeGreaterThan(3);
      expect(checks.filter((check) => !check.passed)).toEqual([]);
    },
  );

  it('welcomes any user name, without an e-mail address', async () => {
    const target = demo.conformance['generic-scim'] ?? expect.fail('no generic connection');
    const user = { schemas: ['urn:ietf:params:scim:schemas:core:2.0:User'], userName: `bjensen-${Date.now()}` };
    expect((await scim(target, 'POST', '/Users', user)).status).toBe(201);
    expect((await scim(target, 'POST', '/Users', user)).status).toBe(409);
  });

  it('is closed to the tokens of the company', async () => {
    const company = demo.connections['okta'] ?? expect.fail('no Okta connection');
    const other = demo.conformance['okta'] ?? expect.fail('no Okta connection');
    const answer = await scim({ scimBaseUrl: other.scimBaseUrl, token: company.token }, 'GET', '/Users');
    expect(answer.status).toBe(401);
  });
});

describe('a second start', () => {
  it('finds the demo and leaves it as it is, apart from its address', async () => {
    const before = await admin.listMembers({ query: { limit: 1 } });
    await gateway.stop();
    gateway = await startGateway({ dataDir, flags: ['--demo'] });
    const after = await until('the demo has moved', async () => {
      const found = await readDemo();
      return found?.baseUrl === gateway.baseUrl ? found : undefined;
    });
    expect({ ...after, baseUrl: '', connections: {}, conformance: {} }).toEqual({
      ...demo,
      baseUrl: '',
      connections: {},
      conformance: {},
    });
    const client = createAdminClient({ baseUrl: gateway.baseUrl, apiKey: after.apiKey });
    expect((await client.listMembers({ query: { limit: 1 } })).total).toBe(before.total);
  });
});

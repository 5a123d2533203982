/**
 * Who may read an audit log: its own organisation, and there only who holds the privilege. Every operation of the API is
 * tried, from its table: a new one is tried without anybody remembering to.
 */
import { randomBytes } from 'node:crypto';
import { adminOperations, createAdminClient, type OperationShape } from '@sekisho/api-contract';
import { sessionFetch } from '@sekisho/gateway-process';
import { request } from 'undici';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type AuditGateway, type AuditOrganisation, startAuditGateway } from './support/audit-gateway.ts';
import { auditLogOf, ingest } from './support/audit-http.ts';
import { ndjson, wireEvents } from './support/wire-events.ts';

let gateway: AuditGateway;
let own: AuditOrganisation;
let other: AuditOrganisation;

const secretWord = 'KAKUSHI';
const reading: readonly (readonly [string, OperationShape])[] = Object.entries(adminOperations).filter(
  ([, operation]) => operation.permission === 'audit-log:read' && operation.method === 'get',
);

beforeAll(async () => {
  gateway = await startAuditGateway();
  own = await newOrganisation();
  other = await gateway.newOrganisation();
  const events = wireEvents(20).map((event) => ({
    ...event,
    action: `${secretWord}-1 was added to ${secretWord}`,
    operationUserId: secretWord,
    operationUserName: secretWord,
  }));
  expect(await ingest(gateway.process.baseUrl, own.eventKey, ndjson(events))).toMatchObject({ accepted: 20 });
});
afterAll(async () => gateway.close());

it('knows the operations that read the log', () => {
  expect(reading.map(([id]) => id)).toEqual(
    expect.arrayContaining([
      'searchAuditLog',
      'countAuditLog',
      'getAuditLogHistogram',
      'getAuditLogFacets',
      'exportAuditLog',
    ]),
  );
});

/** What an operation can't do without. */
const queries: Readonly<Record<string, string>> = {
  downloadAuditLogMonth: '?month=2026-05&product=Backlog',
  downloadAccessLogMonth: '?month=2026-05&product=Backlog',
};

/** What an organisation is told that has nothing of the kind, where it is not "nothing" or "not there". */
const refusals: Readonly<Record<string, number>> = {
  // Its plan of the product does not include the access log.
  downloadAccessLogMonth: 409,
};

describe.each(reading)('%s', (id, operation) => {
  // An id that nobody has, wherever the address wants one.
  const path = operation.path.replaceAll(/\{[^}]*\}/g, '018f6f5e-7c1a-7cc2-9a53-1f0f6c5d2b10') + (queries[id] ?? '');

  it("shows nothing of another organisation's", async () => {
    const reply = await get(path, { authorization: `Bearer ${other.apiKey}` });
    expect(id in refusals ? [refusals[id]] : [200, 404]).toContain(reply.status);
    expect(reply.text).not.toContain(secretWord);
  });

  it.each([
    ['nobody', () => ({}), 401],
    ['an event key', () => ({ authorization: `Bearer ${own.eventKey}` }), 401],
    ["a directory's token", () => ({ authorization: `Bearer ${own.connection.token}` }), 401],
    ["the operator's key", () => ({ authorization: `Bearer ${gateway.process.operatorKey}` }), 403],
  ])('is closed to %s', async (_who, headersOf, status) => {
    const reply = await get(path, headersOf());
    expect(reply.status).toBe(status);
    expect(reply.text).not.toContain(secretWord);
  });
});

describe('without the privilege', () => {
  it.each(['administrator', 'member', 'guest'] as const)('the log is closed to a person who is %s', async (role) => {
    const person = await signedIn(await memberOf(own, role));
    await expectClosed(person);
  });

  it('the log is closed to an owner who gave the privilege away, and to a key that the owner makes then', async () => {
    const organisation = await newOrganisation();
    await ingest(gateway.process.baseUrl, organisation.eventKey, ndjson(wireEvents(1)));
    const owner = await signedIn(organisation.owner);
    const me = await owner.getMe();
    const successor = await memberOf(organisation, 'administrator');
    await owner.updateMember({
      params: { memberId: successor.id },
      body: { privileges: ['audit-log-administrator'] },
    });
    const reader = await signedIn(successor);
    expect((await reader.countAuditLog({ query: { product: 'Backlog' } })).events).toBe(1);
    await reader.updateMember({ params: { memberId: me.account.id }, body: { privileges: [] } });
    // Every session of hers has ended with it.
    await expect(owner.getMe()).rejects.toMatchObject({ status: 401 });
    const later = await signedIn(organisation.owner);
    await expectClosed(later);
    const scoped = later.issueApiKey({ body: { purpose: 'admin-api', name: 'x', scopes: ['audit-log:read'] } });
    await expect(scoped).rejects.toMatchObject({ status: 403 });
  });

  it('the log is closed to a key that has every other permission', async () => {
    const owner = await signedIn(own.owner);
    const me = await owner.getMe();
    const scopes = me.permissions.filter((permission) => permission !== 'audit-log:read');
    const { secret } = await owner.issueApiKey({ body: { purpose: 'admin-api', name: 'others', scopes } });
    for (const [, operation] of reading) {
      const reply = await get(operation.path, { authorization: `Bearer ${secret}` });
      expect(reply.status, operation.path).toBe(403);
      expect(reply.text).toMatch(/[ぁ-ん]/);
    }
  });
});

it('reads the own log all the while', async () => {
  expect(await auditLogOf(() => gateway.process, own.apiKey).count({ text: secretWord.toLowerCase() })).toBe(20);
});

/** An organisation whose people may sign in with a password: those of a verified domain. */
async function newOrganisation(): Promise<AuditOrganisation> {
  const organisation = await gateway.newOrganisation();
  const { baseUrl, operatorKey } = gateway.process;
  const operator = createAdminClient({ baseUrl, apiKey: operatorKey });
  const { organisationId } = organisation;
  await operator.vouchForDomain({ params: { organisationId, domain: domainOf(organisation) } });
  await operator.setEmailDomainRule({ params: { organisationId }, body: { rule: 'verified' } });
  return organisation;
}

function domainOf({ organisationId }: AuditOrganisation): string {
  return `o${Buffer.from(organisationId).toString('hex').slice(-20)}.example`;
}

async function expectClosed(person: ReturnType<typeof createAdminClient>): Promise<void> {
  await expect(person.searchAuditLog()).rejects.toMatchObject({ status: 403 });
  await expect(person.countAuditLog()).rejects.toMatchObject({ status: 403 });
  await expect(person.getAuditLogHistogram()).rejects.toMatchObject({ status: 403 });
  await expect(person.getAuditLogFacets()).rejects.toMatchObject({ status: 403 });
  await expect(person.exportAuditLog()).rejects.toMatchObject({ status: 403 });
}

/** A member who has set a password by the link that the owner handed over. */
async function memberOf(organisation: AuditOrganisation, role: 'administrator' | 'member' | 'guest') {
  const owner = await signedIn(organisation.owner);
  const email = `${role}-${randomBytes(4).toString('hex')}@${domainOf(organisation)}`;
  const { id } = await owner.createMember({ body: { name: '一般 次郎', email, role } });
  const { url } = await owner.issuePasswordLink({ params: { memberId: id } });
  const [, token = ''] = url.split('#token=');
  const password = randomBytes(18).toString('base64url');
  await createAdminClient({ baseUrl: gateway.process.baseUrl }).setPassword({ body: { token, password } });
  return { id, email, password };
}

async function signedIn({ email, password }: { readonly email: string; readonly password: string }) {
  const { baseUrl } = gateway.process;
  const client = createAdminClient({ baseUrl, fetch: sessionFetch(baseUrl) });
  await client.signIn({ body: { email, password } });
  return client;
}

async function get(path: string, headers: Readonly<Record<string, string>>) {
  const reply = await request(`${gateway.process.baseUrl}/admin/v1${path}`, { headers });
  return { status: reply.statusCode, text: await reply.body.text() };
}

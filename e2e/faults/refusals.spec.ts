/** What is wrong is said clearly, whatever is wrong: each refusal has a status, a reason and a form the caller reads. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type GatewayProcess,
  GatewayStartError,
  type PreparedOrganisation,
  prepareOrganisation,
  startGateway,
} from '@sekisho/gateway-process';
import { createLogger } from '@sekisho/platform';
import { startEmbeddedPostgres } from '@sekisho/storage';
import { request } from 'undici';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

let dataDir: string;
let gateway: GatewayProcess;
let own: PreparedOrganisation;
let other: PreparedOrganisation;

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'sekisho-refusals-'));
  gateway = await startGateway({ dataDir, env: { LOG_LEVEL: 'error' } });
  own = await prepareOrganisation(gateway, { name: 'Own' });
  other = await prepareOrganisation(gateway, { name: 'Other' });
});
afterAll(async () => {
  await gateway.kill();
  const postgres = await startEmbeddedPostgres({ dataDir, logger: createLogger({ level: 'warn', service: 'test' }) });
  await postgres.stop();
  await rm(dataDir, { recursive: true, force: true });
});

it('names every problem of a bad configuration at once, and exits with 2', async () => {
  const start = startGateway({
    dataDir: join(dataDir, 'never'),
    env: { PORT: 'eighty', DATABASE_URL: 'mysql://x', CLICKHOUSE_CLUSTER: 'c', LOG_LEVEL: 'loud' },
    flags: ['--role', 'both', '--verbose'],
  });
  const error = await start.then(
    () => null,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(GatewayStartError);
  if (!(error instanceof GatewayStartError)) return;
  expect(error.code).toBe(2);
  for (const named of ['PORT', 'DATABASE_URL', 'CLICKHOUSE_CLUSTER', 'LOG_LEVEL', '--role', '--verbose']) {
    expect(error.output).toContain(named);
  }
  // A mistake of the operator is explained, not dumped.
  expect(error.output).not.toMatch(/\n\s+at /);
});

interface Sent {
  readonly method: string;
  readonly body?: string;
  readonly contentType?: string;
  readonly path?: string;
}

const scimCases: readonly (readonly [what: string, sent: Sent, status: number, facts: object])[] = [
  ['JSON that is cut off', { method: 'POST', body: '{"userName": "a' }, 400, { scimType: 'invalidSyntax' }],
  ['a body that is no object', { method: 'POST', body: '[]' }, 400, { scimType: 'invalidSyntax' }],
  ['no body where one is needed', { method: 'POST' }, 400, { scimType: 'invalidSyntax' }],
  ['10 MB', { method: 'POST', body: `{"userName":"${'x'.repeat(10_000_000)}"}` }, 413, {}],
  ['another content type', { method: 'POST', body: '<user/>', contentType: 'application/xml' }, 415, {}],
  ['a resource type that is none', { method: 'GET', path: '/Robots' }, 404, {}],
  ['an id that is none', { method: 'GET', path: '/Users/not-an-id' }, 404, {}],
  ['a method that the route lacks', { method: 'POST', path: '/Schemas', body: '{}' }, 405, {}],
];

describe('SCIM', () => {
  it.each(scimCases)('refuses %s with a SCIM error', async (_what, sent, status, facts) => {
    const answer = await scim(sent, own.connection.token);
    expect(answer.status).toBe(status);
    expect(answer.contentType).toMatch(/^application\/scim\+json/);
    expect(answer.body).toMatchObject({
      schemas: ['urn:ietf:params:scim:api:messages:2.0:Error'],
      status: String(status),
      detail: expect.stringMatching(/\S/),
      ...facts,
    });
  });

  it.each([
    ["another organisation's token", () => other.connection.token],
    ['no such token', () => 'x'.repeat(43)],
    ['no token', () => null],
  ])('answers %s with 401 and tells nothing', async (_what, tokenOf) => {
    const answer = await scim({ method: 'GET' }, tokenOf());
    expect(answer.status).toBe(401);
    expect(answer.challenge).toMatch(/^Bearer/);
    expect(answer.body).toMatchObject({ schemas: ['urn:ietf:params:scim:api:messages:2.0:Error'], status: '401' });
    expect(JSON.stringify(answer.body)).not.toContain(own.organisationId);
  });
});

describe('the admin API', () => {
  it.each<readonly [string, Sent, number]>([
    ['JSON that is cut off', { method: 'POST', path: '/connections', body: '{"name": ' }, 400],
    ['fields that are wrong', { method: 'POST', path: '/connections', body: '{"name":"","colour":"red"}' }, 422],
    ['10 MB', { method: 'POST', path: '/connections', body: `{"name":"${'x'.repeat(10_000_000)}"}` }, 413],
    [
      'another content type',
      { method: 'POST', path: '/connections', body: 'name=x', contentType: 'application/x-www-form-urlencoded' },
      415,
    ],
    ['a route that is none', { method: 'GET', path: '/robots' }, 404],
  ])('refuses %s with a problem in both languages', async (_what, sent, status) => {
    const answer = await admin(sent, own.apiKey);
    expect(answer.status).toBe(status);
    expect(answer.contentType).toMatch(/^application\/problem\+json/);
    expect(answer.body).toMatchObject({
      status,
      code: expect.stringMatching(/\S/),
      detailLocalised: { ja: expect.stringMatching(/\S/), en: expect.stringMatching(/\S/) },
    });
  });

  it("finds nothing of another organisation's", async () => {
    const path = `/connections/${other.connection.id}`;
    expect((await admin({ method: 'GET', path }, own.apiKey)).status).toBe(404);
    expect((await admin({ method: 'DELETE', path }, own.apiKey)).status).toBe(404);
    expect((await admin({ method: 'GET', path }, other.apiKey)).status).toBe(200);
  });

  it.each([
    ["a SCIM connection's token", () => own.connection.token],
    ['no key', () => null],
  ])('answers %s with 401', async (_what, keyOf) => {
    const answer = await admin({ method: 'GET', path: '/connections' }, keyOf());
    expect(answer.status).toBe(401);
    expect(answer.contentType).toMatch(/^application\/problem\+json/);
  });
});

function scim(sent: Sent, token: string | null) {
  return send(own.connection.scimBaseUrl + (sent.path ?? '/Users'), sent, token);
}

function admin(sent: Sent, key: string | null) {
  return send(`${gateway.baseUrl}/admin/v1${sent.path ?? ''}`, sent, key);
}

async function send(url: string, { method, body, contentType }: Sent, bearer: string | null) {
  const answer = await request(url, {
    method,
    headers: {
      ...(bearer === null ? {} : { authorization: `Bearer ${bearer}` }),
      ...(method === 'GET' || method === 'DELETE' ? {} : { 'content-type': contentType ?? 'application/json' }),
    },
    ...(body === undefined ? {} : { body }),
  });
  const text = await answer.body.text();
  const type = String(answer.headers['content-type'] ?? '');
  return {
    status: answer.statusCode,
    contentType: type,
    challenge: String(answer.headers['www-authenticate'] ?? ''),
    body: type.includes('json') ? JSON.parse(text) : text,
  };
}

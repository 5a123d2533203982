/**
 * PostgreSQL goes away, stopped or hanging: the gateway says 503 with Retry-After, in time, and goes on by itself when
 * the database is back.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type GatewayProcess,
  type PreparedOrganisation,
  prepareOrganisation,
  startGateway,
} from '@sekisho/gateway-process';
import { createLogger } from '@sekisho/platform';
import { type EmbeddedPostgres, startEmbeddedPostgres } from '@sekisho/storage';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type ScimHttp, scimHttp } from '../support/scim-http.ts';
import { startTcpProxy, type TcpProxy } from '../support/tcp-proxy.ts';
import { until } from '../support/until.ts';

let dataDir: string;
let postgres: EmbeddedPostgres;
let proxy: TcpProxy;
let gateway: GatewayProcess;
let organisation: PreparedOrganisation;
let scim: ScimHttp;

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'sekisho-postgres-away-'));
  postgres = await startEmbeddedPostgres({ dataDir, logger: createLogger({ level: 'warn', service: 'test' }) });
  const url = new URL(postgres.url);
  proxy = await startTcpProxy({ host: url.hostname, port: Number(url.port) });
  url.port = String(proxy.port);
  gateway = await startGateway({
    dataDir: join(dataDir, 'gateway'),
    env: { LOG_LEVEL: 'error', DATABASE_URL: url.href },
  });
  organisation = await prepareOrganisation(gateway, { name: 'PostgreSQL away' });
  scim = scimHttp(organisation.connection);
});
afterAll(async () => {
  await scim.close();
  await gateway.kill();
  await proxy.close();
  await postgres.stop();
  await rm(dataDir, { recursive: true, force: true });
});

it.each([
  ['is stopped', () => proxy.refuse()],
  ['hangs', async () => proxy.hang()],
])('answers 503 with Retry-After while PostgreSQL %s, and recovers by itself', async (_how, goAway) => {
  const create = (name: string) =>
    scim.send('POST', '/Users', {
      schemas: ['urn:ietf:params:scim:schemas:core:2.0:User'],
      userName: `${name}@away.example.jp`,
      emails: [{ value: `${name}@away.example.jp` }],
    });
  const unique = `person-${Date.now()}`;
  expect((await create(`${unique}-before`)).status).toBe(201);

  await goAway();
  // A server that hangs is given up after 35 seconds, which is within the 60 that identity providers wait.
  const [admin, refused] = await Promise.all([
    fetch(`${gateway.baseUrl}/admin/v1/connections`, { headers: { authorization: `Bearer ${organisation.apiKey}` } }),
    create(`${unique}-during`),
  ]);
  for (const [status, retryAfter] of [
    [refused.status, refused.retryAfter],
    [admin.status, admin.headers.get('retry-after')],
  ]) {
    expect(status).toBe(503);
    expect(retryAfter).toMatch(/^[1-9]\d*$/);
  }
  expect(JSON.parse(refused.text)).toMatchObject({
    schemas: ['urn:ietf:params:scim:api:messages:2.0:Error'],
    status: '503',
  });
  await until('readiness to be withdrawn', async () =>
    (await fetch(`${gateway.baseUrl}/readyz`)).status === 503 ? true : undefined,
  );
  expect((await fetch(`${gateway.baseUrl}/healthz`)).status).toBe(200);

  await proxy.open();
  const after = await until('provisioning to go on', async () => {
    const answer = await create(`${unique}-after`);
    return answer.status === 503 ? undefined : answer;
  });
  expect(after.status).toBe(201);
  expect((await fetch(`${gateway.baseUrl}/readyz`)).status).toBe(200);
});

/**
 * ClickHouse goes away under load and comes back: provisioning goes on, the outbox grows and then drains, and nothing is
 * lost or doubled.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ClickHouseHttpServer, startClickHouseHttpServer } from '@sekisho/audit-store/testing';
import { type GatewayProcess, prepareOrganisation, startGateway } from '@sekisho/gateway-process';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { readAuditLog } from '../support/audit-log.ts';
import { note } from '../support/note.ts';
import { outboxBacklog, waitForEmptyOutbox } from '../support/outbox.ts';
import { seededRandom, seedOfRun } from '../support/random.ts';
import { readResource, type ScimAnswer, scimHttp } from '../support/scim-http.ts';
import { until } from '../support/until.ts';
import { expectLedger } from './expect-ledger.ts';
import { createLedger } from './scim-ledger.ts';
import { startScimLoad } from './scim-load.ts';

/** A minute where the whole suite runs; less where somebody waits for it. */
const awayMs = process.env['CI'] === undefined ? 10_000 : 60_000;

let dataDir: string;
let clickhouse: ClickHouseHttpServer;
let gateway: GatewayProcess | undefined;

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'sekisho-clickhouse-away-'));
  clickhouse = await startClickHouseHttpServer();
});
afterAll(async () => {
  await gateway?.stop();
  await clickhouse.stop();
  await rm(dataDir, { recursive: true, force: true });
});

it(`keeps provisioning while ClickHouse is away for ${awayMs / 1000} s`, { timeout: awayMs + 240_000 }, async () => {
  const seed = seedOfRun();
  note(`TEST_SEED=${seed}`);
  gateway = await startGateway({
    dataDir,
    env: {
      LOG_LEVEL: 'warn',
      SCIM_RATE_PER_SECOND: '100000',
      SCIM_RATE_BURST: '100000',
      CLICKHOUSE_URL: clickhouse.url,
      CLICKHOUSE_USER: clickhouse.username,
      CLICKHOUSE_PASSWORD: clickhouse.password,
    },
  });
  const { baseUrl } = gateway;
  const organisation = await prepareOrganisation(gateway, { name: 'ClickHouse away' });
  const scim = scimHttp(organisation.connection);
  const displayName = 'Everybody';
  const group = readResource(
    await scim.send('POST', '/Groups', { schemas: ['urn:ietf:params:scim:schemas:core:2.0:Group'], displayName }),
  );
  const ledger = createLedger();
  const refusals: ScimAnswer[] = [];
  const load = startScimLoad({
    scim,
    ledger,
    random: seededRandom(seed),
    writers: 2,
    group: { id: group.id, displayName },
    onAnswer: (answer) => {
      if (answer.status >= 300) refusals.push(answer);
    },
  });
  await until('the first writes', async () => (ledger.acknowledged > 50 ? true : undefined));

  await clickhouse.kill();
  const before = ledger.acknowledged;
  const backUpAt = performance.now() + awayMs;
  let lastSeen = before;
  while (performance.now() < backUpAt) {
    // Never a pause: some write is answered in every moment of the outage.
    await until('another write', async () => (ledger.acknowledged > lastSeen ? true : undefined), 5_000);
    lastSeen = ledger.acknowledged;
  }
  const backlog = await outboxBacklog(baseUrl);
  const ready = await fetch(`${baseUrl}/readyz`);
  await clickhouse.restart();
  await load.stop();
  await waitForEmptyOutbox(baseUrl, 120_000);

  note(`${ledger.acknowledged - before} writes while away; the outbox grew to ${backlog}`);
  expect(refusals).toEqual([]);
  expect(ready.status).toBe(200);
  expect(ledger.doubtful).toBe(0);
  expect(backlog).toBeGreaterThanOrEqual(lastSeen - before);
  await expectLedger(ledger, { scim, groupId: group.id, log: await readAuditLog(baseUrl, organisation) });
  await scim.close();
});

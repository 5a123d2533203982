/**
 * kill -9 in the middle of deleting the audit log of an organisation whose contract has ended, with ClickHouse embedded.
 * The next start goes on: the log is gone, its certificate counts what there was, and nothing else is missing.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createAuditStore } from '@sekisho/audit-store';
import { sampleEvents } from '@sekisho/audit-store/testing';
import {
  type GatewayProcess,
  type PreparedOrganisation,
  prepareOrganisation,
  startGateway,
} from '@sekisho/gateway-process';
import { createLogger, systemClock } from '@sekisho/platform';
import {
  createDatabase,
  type EmbeddedPostgres,
  listUnfinishedDeletions,
  startEmbeddedPostgres,
  writeSetting,
} from '@sekisho/storage';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { freePort } from '../support/free-port.ts';
import { until } from '../support/until.ts';

const logger = createLogger({ level: 'warn', service: 'test' });
const daysAgo = (days: number) => new Date(Date.now() - days * 86_400_000);
const months = Array.from({ length: 3 }, (_, index) => new Date(Date.UTC(2024, index, 2)).toISOString());
const eventsAMonth = 200;
const stored = months.length * eventsAMonth;

let dataDir: string;
let postgres: EmbeddedPostgres;
let db: ReturnType<typeof createDatabase>;
let gateway: GatewayProcess | undefined;

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'sekisho-erasure-'));
  postgres = await startEmbeddedPostgres({ dataDir, logger });
  db = createDatabase({ connectionString: postgres.url, poolSize: 1, logger });
});
afterAll(async () => {
  await gateway?.kill();
  await db.destroy();
  await postgres.stop();
  await rm(dataDir, { recursive: true, force: true });
});

/** What was stored while there was a contract, as it lies there 45 days later. */
async function fill(organisations: readonly PreparedOrganisation[]): Promise<void> {
  const embeddedPath = join(dataDir, 'gateway', 'clickhouse');
  const store = await createAuditStore({ clickhouse: undefined, embeddedPath, logger, clock: systemClock });
  for (const { organisationId } of organisations) {
    await store.insert(
      months.flatMap((month) => sampleEvents(eventsAMonth, organisationId, month)),
      daysAgo(45),
    );
  }
  await store.close();
  // The hours since then have not been sealed yet.
  await writeSetting(db, 'audit-sealed-until', daysAgo(46).toISOString());
}

/** As an operator's decision would have left it, 40 days ago. */
async function endContract({ organisationId }: PreparedOrganisation): Promise<void> {
  const organisation_id = organisationId;
  await db
    .insertInto('contracts')
    .values({ organisation_id, state: 'ended', since: daysAgo(40) })
    .onConflict((conflict) => conflict.column('organisation_id').doUpdateSet({ state: 'ended', since: daysAgo(40) }))
    .execute();
  await db.deleteFrom('recording_periods').where('organisation_id', '=', organisation_id).execute();
  await db
    .insertInto('recording_periods')
    .values({ organisation_id, recorded_from: daysAgo(60), recorded_to: daysAgo(40) })
    .execute();
}

it('is carried out to the end, and counted right, by the process that comes after', { timeout: 90_000 }, async () => {
  const options = {
    dataDir: join(dataDir, 'gateway'),
    port: await freePort(),
    env: { LOG_LEVEL: 'info', DATABASE_URL: postgres.url },
  };
  gateway = await startGateway(options);
  const leaving = await prepareOrganisation(gateway, { name: 'Leaving' });
  const staying = await prepareOrganisation(gateway, { name: 'Staying' });
  await gateway.stop();
  await fill([leaving, staying]);
  gateway = await startGateway(options);
  await said(gateway, 'audit log sealed');
  await gateway.kill();

  const eventsOf = async ({ admin }: PreparedOrganisation, product: string) =>
    (await admin.countAuditLog({ query: { product: [product] } })).events;
  await endContract(leaving);
  gateway = await startGateway(options);
  const recent = await eventsOf(leaving, 'Apps');
  expect(recent).toBeGreaterThan(0);
  const left = await until(
    'the deletion to be under way',
    async () => {
      const events = await eventsOf(leaving, 'Backlog');
      return events < stored ? events : undefined;
    },
    30_000,
    5,
  );
  await gateway.kill();
  expect(left).toBeGreaterThan(0);
  expect(await listUnfinishedDeletions(db)).toMatchObject([{ organisationId: leaving.organisationId }]);

  gateway = await startGateway(options);
  const [certificate] = await until('the certificate', async () => {
    const { certificates } = await leaving.admin.getAuditLogRetention({});
    return certificates.length > 0 ? certificates : undefined;
  });
  expect(certificate).toMatchObject({
    rule: 'contract-ended',
    events: stored,
    firstSequence: 1,
    lastSequence: 1,
    rows: [
      { store: 'clickhouse.audit_events', rows: stored },
      { store: 'clickhouse.audit_seal_entries', rows: stored },
    ],
  });
  expect(await eventsOf(leaving, 'Backlog')).toBe(0);
  // What was recorded since is not part of what the contract's end takes.
  expect(await eventsOf(leaving, 'Apps')).toBe(recent);
  expect(await eventsOf(staying, 'Backlog')).toBe(stored);
  expect((await staying.admin.getAuditLogRetention({})).certificates).toEqual([]);
});

async function said(process: GatewayProcess, message: string): Promise<void> {
  await until(`the gateway to say: ${message}`, async () => (process.output().includes(message) ? true : undefined));
}

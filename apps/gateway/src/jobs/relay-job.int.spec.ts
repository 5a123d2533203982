import { createRelay } from '@sekisho/application';
import type { AuditStore } from '@sekisho/audit-store';
import { createLogger, systemClock } from '@sekisho/platform';
import { appendOutbox, readOutboxState } from '@sekisho/storage';
import { createTestDatabase, insertTestContract, type TestDatabase, testAuditEvent } from '@sekisho/storage/testing';
import { afterAll, beforeEach, expect, it, vi } from 'vitest';
import { createRelayJob, type RelayJob } from './relay-job.ts';

const logger = createLogger({ level: 'silent', service: 'test' });
const databases: TestDatabase[] = [];
let database: TestDatabase;

beforeEach(async () => {
  database = await createTestDatabase();
  databases.push(database);
  await insertTestContract(database.db, 'org_relay_job');
  const events = Array.from({ length: 1_200 }, () => testAuditEvent('org_relay_job'));
  await database.db.transaction().execute((trx) => appendOutbox(trx, events, systemClock.now()));
});

afterAll(async () => {
  await Promise.all(databases.map((each) => each.close()));
});

it('has delivered everything when the stop resolves', async () => {
  let inserts = 0;
  const job = relayJob(async (events) => {
    inserts += 1;
    return { stored: events.length, duplicates: [] };
  });
  job.start();
  await vi.waitFor(() => expect(inserts).toBeGreaterThan(0));

  await job.stop(10_000);

  expect((await readOutboxState(database.db, systemClock.now())).backlog).toBe(0);
});

it('does not wait longer than it may for a delivery that hangs, and leaves the events where they are', async () => {
  const answer = Promise.withResolvers<{ stored: number; duplicates: string[] }>();
  let inserts = 0;
  const job = relayJob(() => {
    inserts += 1;
    return answer.promise;
  });
  job.start();
  await vi.waitFor(() => expect(inserts).toBe(1));

  await job.stop(50);

  expect((await readOutboxState(database.db, systemClock.now())).backlog).toBe(1_200);
  answer.resolve({ stored: 0, duplicates: [] });
});

function relayJob(insert: AuditStore['insert']): RelayJob {
  const metrics = { delivered: () => {}, retried: () => {}, deadLettered: () => {} };
  return createRelayJob(
    createRelay({ db: database.db, auditStore: { insert }, clock: systemClock, logger, metrics }),
    logger,
  );
}

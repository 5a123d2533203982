import { createLogger } from '@sekisho/platform';
import { createTestDatabase, type TestDatabase } from '@sekisho/storage/testing';
import { afterAll, afterEach, beforeAll, expect, it, vi } from 'vitest';
import { createScheduler, type PeriodicJob, type Scheduler } from './scheduler.ts';

const logger = createLogger({ level: 'silent', service: 'test' });
let database: TestDatabase;
let schedulers: Scheduler[] = [];

beforeAll(async () => {
  database = await createTestDatabase();
});

afterEach(async () => {
  await Promise.all(schedulers.map((scheduler) => scheduler.stop()));
  schedulers = [];
});

afterAll(async () => {
  await database.close();
});

it('runs a job again and again, also after a run that failed', async () => {
  let runs = 0;
  schedule({
    name: 'count',
    intervalMs: 5,
    run: async () => {
      runs += 1;
      if (runs === 2) throw new Error('the second run fails');
    },
  });
  await vi.waitFor(() => expect(runs).toBeGreaterThan(4));
});

it('never runs a job in two workers at once', async () => {
  let inside = 0;
  let most = 0;
  let runs = 0;
  const job: PeriodicJob = {
    name: 'alone',
    intervalMs: 1,
    run: async () => {
      inside += 1;
      most = Math.max(most, inside);
      await database.db.introspection.getSchemas();
      inside -= 1;
      runs += 1;
    },
  };
  for (let workers = 0; workers < 4; workers += 1) schedule(job);

  await vi.waitFor(() => expect(runs).toBeGreaterThan(30), { timeout: 10_000 });
  expect(most).toBe(1);
});

it('stops by telling the run under way and waiting for it, and starts no other', async () => {
  const begun = Promise.withResolvers<AbortSignal>();
  const mayEnd = Promise.withResolvers<void>();
  let runs = 0;
  const scheduler = schedule({
    name: 'long',
    intervalMs: 1,
    run: async (signal) => {
      runs += 1;
      begun.resolve(signal);
      await mayEnd.promise;
    },
  });
  const signal = await begun.promise;
  let stopped = false;
  const stop = scheduler.stop().then(() => {
    stopped = true;
  });

  expect(signal.aborted).toBe(true);
  expect(stopped).toBe(false);
  mayEnd.resolve();
  await stop;
  expect(runs).toBe(1);
});

function schedule(job: PeriodicJob): Scheduler {
  const scheduler = createScheduler({ db: database.db, logger }, [job]);
  schedulers.push(scheduler);
  scheduler.start();
  return scheduler;
}

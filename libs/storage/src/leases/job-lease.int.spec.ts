import { sql } from 'kysely';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../testing/index.ts';
import { withJobLease } from './job-lease.ts';

let database: TestDatabase;

beforeAll(async () => {
  database = await createTestDatabase();
});

afterAll(async () => {
  await database.close();
});

it('lets one worker at a time run a job, and other jobs beside it', async () => {
  const { promise: finish, resolve } = Promise.withResolvers<void>();
  const begun = Promise.withResolvers<void>();
  const first = withJobLease(database.db, 'seal', async () => {
    begun.resolve();
    await finish;
    return 'sealed';
  });
  await begun.promise;

  expect(await withJobLease(database.db, 'seal', async () => 'twice')).toEqual({ held: false });
  expect(await withJobLease(database.db, 'erase', async () => 'erased')).toEqual({ held: true, result: 'erased' });

  resolve();
  expect(await first).toEqual({ held: true, result: 'sealed' });
  expect(await withJobLease(database.db, 'seal', async () => 'again')).toEqual({ held: true, result: 'again' });
});

it('lets go when the work throws', async () => {
  const failing = withJobLease(database.db, 'fail', async () => {
    throw new Error('the disk is full');
  });
  await expect(failing).rejects.toThrow('the disk is full');
  expect(await withJobLease(database.db, 'fail', async () => 'ok')).toEqual({ held: true, result: 'ok' });
});

it('tells the work when its connection is gone, and others may take over', async () => {
  const run = withJobLease(database.db, 'orphan', async (lost) => {
    await sql`select pg_terminate_backend(pid, 5000) from pg_locks
      where locktype = 'advisory' and granted and database = (select oid from pg_database where datname = current_database())`.execute(
      database.db,
    );
    expect(await withJobLease(database.db, 'orphan', async () => 'taken over')).toMatchObject({ held: true });
    await vi.waitFor(() => expect(lost.aborted).toBe(true), { timeout: 10_000 });
    return 'noticed';
  });

  expect(await run).toEqual({ held: true, result: 'noticed' });
});

import { afterEach, beforeEach, expect, it } from 'vitest';
import { migrations } from '../migrations/index.ts';
import { createTestDatabase, type TestDatabase } from '../testing/index.ts';
import { applyMigrations } from './migrate.ts';

let database: TestDatabase;

beforeEach(async () => {
  database = await createTestDatabase({ empty: true });
});

afterEach(async () => {
  await database.close();
});

it('runs every migration once, in order, however many gateways start at the same time', async () => {
  const runs = await Promise.all([1, 2, 3].map(() => applyMigrations(database.db)));

  expect(runs.flat()).toEqual(Object.keys(migrations).sort());
  expect(runs.filter((run) => run.length > 0)).toHaveLength(1);
  expect(await applyMigrations(database.db)).toEqual([]);
  expect(await database.db.selectFrom('outbox').selectAll().execute()).toEqual([]);
});

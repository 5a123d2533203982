import type { KyselyPlugin } from 'kysely';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../testing/create-test-database.ts';
import { maximumBatch } from './batch-size.ts';
import { batchedRead } from './batched-read.ts';

let database: TestDatabase;
let statements: number;
const counting: KyselyPlugin = {
  transformQuery: ({ node }) => node,
  transformResult: async ({ result }) => {
    statements += 1;
    return result;
  },
};

beforeAll(async () => {
  database = await createTestDatabase({ poolSize: 4 });
});
afterAll(async () => database.close());
beforeEach(() => {
  statements = 0;
});

/** As many rows as the number says, and an error for a negative one. */
const readTimes = batchedRead<{ times: number }, { at: number }>(`
  select wanted.place, one.at
  from json_to_recordset($1::json) as wanted (place integer, times integer)
  cross join lateral (
    select at from generate_series(1, wanted.times / (case when wanted.times < 0 then 0 else 1 end)) as at) as one`);

it('answers each with its own rows, and asks once for all who come together', async () => {
  const read = readTimes(database.db.withPlugin(counting));

  const found = await Promise.all([2, 0, 1].map((times) => read({ times })));

  expect(found.map((rows) => rows.map((row) => row.at))).toEqual([[1, 2], [], [1]]);
  expect(statements).toBe(1);
  await read({ times: 1 });
  expect(statements).toBe(2);
});

it('asks for a bounded number at once', async () => {
  const read = readTimes(database.db.withPlugin(counting));

  await Promise.all(Array.from({ length: 2 * maximumBatch + 1 }, () => read({ times: 1 })));

  expect(statements).toBe(3);
});

it('tells everybody in it of a failure, and goes on working', async () => {
  const read = readTimes(database.db);

  const settled = await Promise.allSettled([read({ times: 1 }), read({ times: -1 })]);

  expect(settled.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  expect(await read({ times: 1 })).toHaveLength(1);
});

import { expect, it } from 'vitest';
import { maximumBatch } from './batch-size.ts';
import { batchedWrite } from './batched-write.ts';

interface Change {
  readonly group: string;
  readonly value: number;
}

/** Writes that fail as a whole when a value is negative; remembers the batches that came. */
function recorded(failure: () => Error = () => new Error('refused')) {
  const batches: number[][] = [];
  const write = batchedWrite<Change, number>({
    groupOf: (change) => change.group,
    write: async (changes) => {
      batches.push(changes.map(({ value }) => value));
      if (changes.some(({ value }) => value < 0)) throw failure();
      return changes.map(({ value }) => value * 10);
    },
  });
  return { batches, write };
}

const of = (group: string, ...values: number[]): Change[] => values.map((value) => ({ group, value }));

it('writes together what comes together, a group at a time, and answers each with its own outcome', async () => {
  const { batches, write } = recorded();

  const outcomes = await Promise.all([...of('a', 1, 2), ...of('b', 3), ...of('a', 4)].map(write));

  expect(outcomes).toEqual([10, 20, 30, 40]);
  expect(batches).toEqual([[1, 2, 4], [3]]);
});

it('writes one by one what was refused together, so that none fails for its neighbour', async () => {
  const { batches, write } = recorded();

  const settled = await Promise.allSettled([...of('a', 1, -2, 3), ...of('b', 4)].map(write));

  expect(settled.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled', 'fulfilled']);
  expect(batches).toEqual([[1, -2, 3], [4], [1], [-2], [3]]);
});

it('does not knock again, once for each, at a database that is away', async () => {
  const { batches, write } = recorded(() => Object.assign(new Error('connect'), { code: 'ECONNREFUSED' }));

  const settled = await Promise.allSettled(of('a', 1, -2).map(write));

  expect(settled.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  expect(batches).toEqual([[1, -2]]);
});

it('bounds a batch', async () => {
  const { batches, write } = recorded();

  await Promise.all(of('a', ...Array.from({ length: maximumBatch + 1 }, (_, at) => at)).map(write));

  expect(batches.map((batch) => batch.length)).toEqual([maximumBatch, 1]);
});

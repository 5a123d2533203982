import { setTimeout as delay } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { readAhead } from './read-ahead.ts';

/** Writes down what is asked of it. */
function source(count: number, log: string[], failAt = -1): AsyncIterable<number> {
  return (async function* () {
    try {
      for (let item = 1; item <= count; item += 1) {
        log.push(`make ${item}`);
        await delay(0);
        if (item === failAt) throw new Error('the engine is gone');
        yield item;
      }
    } finally {
      log.push('end');
    }
  })();
}

it('gives every item in its order, and asks for one more while one is used', async () => {
  const log: string[] = [];
  for await (const item of readAhead(source(3, log))) {
    log.push(`use ${item}`);
    await delay(5);
  }
  expect(log).toEqual(['make 1', 'make 2', 'use 1', 'make 3', 'use 2', 'end', 'use 3']);
});

it('gives what came before a failure, then the failure', async () => {
  const used: number[] = [];
  const reading = async () => {
    for await (const item of readAhead(source(3, [], 2))) used.push(item);
  };
  await expect(reading()).rejects.toThrow('the engine is gone');
  expect(used).toEqual([1]);
});

it('ends the source when the reader leaves, but not while it works', async () => {
  const log: string[] = [];
  for await (const item of readAhead(source(9, log))) {
    log.push(`use ${item}`);
    break;
  }
  expect(log).toEqual(['make 1', 'make 2', 'use 1', 'end']);
});

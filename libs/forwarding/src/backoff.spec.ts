import { expect, it } from 'vitest';
import { backoffMs } from './backoff.ts';
import { parseRetryAfter } from './net/retry-after.ts';

const options = { firstMs: 1_000, longestMs: 300_000 };

it('doubles up to a limit, half of it by chance', () => {
  const range = (failures: number) => [0, 1].map((chance) => backoffMs(failures, null, options, () => chance));
  expect(range(1)).toEqual([500, 1_000]);
  expect(range(4)).toEqual([4_000, 8_000]);
  expect(range(500)).toEqual([150_000, 300_000]);
});

it('waits as long as it was asked to, but not for ever', () => {
  expect(backoffMs(1, 17_000, options)).toBe(17_000);
  expect(backoffMs(1, 1, options, () => 1)).toBe(1_000);
  expect(backoffMs(1, 365 * 86_400_000, options)).toBe(3_600_000);
});

it.each([
  ['120', 120_000],
  [' 0 ', 0],
  ['Fri, 20 Nov 2026 05:00:30 GMT', 30_000],
  ['Fri, 20 Nov 2026 04:00:00 GMT', 0],
  ['later', null],
  ['-5', null],
  ['1e9', null],
  [undefined, null],
])('reads Retry-After: %s', (value, expected) => {
  expect(parseRetryAfter(value, new Date('2026-11-20T05:00:00.000Z'))).toBe(expected);
});

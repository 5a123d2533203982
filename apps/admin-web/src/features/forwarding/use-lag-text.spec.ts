import { expect, it } from 'vitest';
import { spanOf } from './use-lag-text.ts';

it.each([
  [0, 'seconds', 0],
  [59, 'seconds', 59],
  [60, 'minutes', 1],
  [3_599, 'minutes', 59],
  [7_200, 'hours', 2],
  [200_000, 'days', 2],
])('%d seconds are told in %s', (seconds, unit, count) => {
  expect(spanOf(seconds)).toEqual({ unit, count });
});

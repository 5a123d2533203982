import { expect, it } from 'vitest';
import { nextSlice } from './slices.ts';

const day = 86_400_000;
const newest = Date.UTC(2026, 10, 27);
const start = { newest, oldest: 0, found: 0, wanted: 101 };
const after = (days: number) => newest - days * day;

it.each([
  ['begins with the newest eight days', start, { since: after(8) }],
  ['goes on behind them', { ...start, until: after(8), found: 50 }, { since: after(64), until: after(8) }],
  ['reads all the rest where little was found', { ...start, until: after(8), found: 12 }, { until: after(8) }],
  ['reads all the rest where nothing was found', { ...start, until: after(8) }, { until: after(8) }],
  ['reads all the rest in the end', { ...start, until: after(64), found: 100 }, { until: after(64) }],
  ['reads a short range at once', { ...start, oldest: after(8) }, {}],
  ['does not go beyond the range', { ...start, oldest: after(30), until: after(8), found: 90 }, { until: after(8) }],
])('%s', (_, progress, slice) => {
  expect(nextSlice(progress)).toEqual({ since: undefined, until: undefined, ...slice });
});

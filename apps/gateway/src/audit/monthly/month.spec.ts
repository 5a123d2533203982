import { expect, it } from 'vitest';
import { dueMonths, latestDueMonth, parseMonth } from './month.ts';

it.each([
  ['UTC', '2026-04-01T00:00:00.000Z', '2026-05-01T00:00:00.000Z'],
  ['Asia/Tokyo', '2026-03-31T15:00:00.000Z', '2026-04-30T15:00:00.000Z'],
  ['America/New_York', '2026-04-01T04:00:00.000Z', '2026-05-01T04:00:00.000Z'],
])('April in %s', (timeZone, from, to) => {
  const month = parseMonth('2026-04', timeZone);
  expect([month?.from.toISOString(), month?.to.toISOString()]).toEqual([from, to]);
});

it.each([
  ['2026-05-01T01:59:59.999Z', '2026-03'],
  ['2026-05-01T02:00:00.000Z', '2026-04'],
  ['2026-06-01T01:59:59.999Z', '2026-04'],
  ['2026-01-01T02:00:00.000Z', '2025-12'],
  ['2026-03-31T12:00:00.000Z', '2026-02'],
])('at %s the last month due is %s', (now, month) => {
  expect(latestDueMonth(new Date(now)).name).toBe(month);
});

it.each([
  ['2026-06-01T02:00:00.000Z', '2026-03-15T00:00:00.000Z', ['2026-03', '2026-04', '2026-05']],
  ['2026-06-01T01:59:59.999Z', '2026-03-31T23:59:59.999Z', ['2026-03', '2026-04']],
  ['2026-06-01T02:00:00.000Z', '2026-04-01T00:00:00.000Z', ['2026-04', '2026-05']],
  ['2026-02-01T02:00:00.000Z', '2025-12-01T00:00:00.000Z', ['2025-12', '2026-01']],
  ['2026-06-01T02:00:00.000Z', '2026-06-01T00:00:00.000Z', []],
])('at %s the months due that ended after %s are %j', (now, since, months) => {
  expect(dueMonths(new Date(now), new Date(since)).map(({ name }) => name)).toEqual(months);
});

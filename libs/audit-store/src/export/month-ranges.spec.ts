import { expect, it } from 'vitest';
import { monthRanges } from './month-ranges.ts';

const shown = (months: readonly string[], order: Parameters<typeof monthRanges>[1]) =>
  monthRanges(
    months.map((month) => new Date(`${month}-01T00:00:00.000Z`)),
    order,
  ).map(({ from, until }) => [from, until].map((ms) => new Date(ms).toISOString().slice(0, 10)));

it('goes from the first of a month to the first of the next, the end of the year included', () => {
  expect(shown(['2025-10', '2025-12'], 'oldest-first')).toEqual([
    ['2025-10-01', '2025-11-01'],
    ['2025-12-01', '2026-01-01'],
  ]);
  expect(shown(['2025-10', '2025-12'], 'newest-first')).toEqual([
    ['2025-12-01', '2026-01-01'],
    ['2025-10-01', '2025-11-01'],
  ]);
  expect(shown([], 'newest-first')).toEqual([]);
});

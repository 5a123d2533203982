import { expect, it } from 'vitest';
import { isCorrected, parseMonthlyFilesSearch, productsIn } from './monthly-files.ts';

it.each([
  [{}, {}],
  [{ zone: 'UTC', text: 'excel' }, {}],
  [
    { zone: 'Asia/Tokyo', text: 'shift_jis' },
    { zone: 'Asia/Tokyo', text: 'shift_jis' },
  ],
  [{ zone: 'Mars/Olympus', text: 'ebcdic' }, {}],
])('reads %j', (search, expected) => {
  expect(parseMonthlyFilesSearch(search)).toEqual(expected);
});

it.each([
  [{ events: 5, late: 0, madeAt: '2026-05-01T02:00:00.000Z' }, false],
  [{ events: 5, late: 1, madeAt: '2026-05-01T02:00:00.000Z' }, true],
  [{ events: 5, late: 5, madeAt: '2026-05-01T02:00:00.000Z' }, true],
  [{ events: 5, late: 1, madeAt: null }, true],
  [{ events: 5, late: 5, madeAt: null }, false],
])('%j is corrected: %s', (month, corrected) => {
  expect(isCorrected(month)).toBe(corrected);
});

it('names each product once', () => {
  expect(productsIn([{ product: 'Cacoo' }, { product: 'Backlog' }, { product: 'Cacoo' }])).toEqual([
    'Backlog',
    'Cacoo',
  ]);
});

import { describe, expect, it } from 'vitest';
import { pagesOf } from './use-paged-rows.ts';

describe('pagesOf', () => {
  it.each([
    ['the first page is fetched anyway', 0, 40, 10_000, []],
    ['a window within one page', 350, 380, 10_000, [3]],
    ['a window across two', 390, 410, 10_000, [3, 4]],
    ['a jump to the end', 9_980, 9_999, 10_000, [99]],
    ['never past the end', 150, 900, 230, [1, 2]],
    ['nothing there', 0, 20, 0, []],
  ])('%s', (_sentence, first, last, total, expected) => {
    expect(pagesOf(first, last, total)).toEqual(expected);
  });
});

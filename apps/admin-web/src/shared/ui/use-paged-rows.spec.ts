import { describe, expect, it } from 'vitest';
import { pagesOf } from './use-paged-rows.ts';

describe('pagesOf', () => {
  it.each([
    ['the first page is fetched anyway', 0, 0, 10_000, []],
    ['a window within one page', 3, 3, 10_000, [3]],
    ['a window across two', 3, 4, 10_000, [3, 4]],
    ['the end', 99, 99, 10_000, [99]],
    ['never past the end', 1, 9, 230, [1, 2]],
    ['nothing there', 0, 0, 0, []],
  ])('%s', (_sentence, firstPage, lastPage, total, expected) => {
    expect(pagesOf({ firstPage, lastPage }, total)).toEqual(expected);
  });
});

import { describe, expect, it } from 'vitest';
import { csvLine, formulaSafe, formulaStarts } from './formula-safe.ts';

describe('formula-safe cells', () => {
  it.each(formulaStarts)('%j at the start gets an apostrophe', (start) => {
    expect(formulaSafe(`${start}HYPERLINK("http://example.com")`)).toBe(`'${start}HYPERLINK("http://example.com")`);
  });

  it.each(['', 'a=b', ' =1', "'=1", '1-1', '山田'])('%j stays as it is', (cell) => {
    expect(formulaSafe(cell)).toBe(cell);
  });

  it('makes lines of RFC 4180', () => {
    expect(csvLine(['a"b', '=1', 'x,y\r\nz'])).toBe('"a""b","\'=1","x,y\r\nz"\r\n');
  });
});

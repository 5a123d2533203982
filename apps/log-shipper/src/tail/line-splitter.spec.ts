import { describe, expect, it } from 'vitest';
import { maximumLineBytes } from './line.ts';
import { LineSplitter } from './line-splitter.ts';

const split = (chunks: readonly string[], final = false) => {
  const splitter = new LineSplitter({ offset: 0, line: 0 });
  const lines = chunks.flatMap((chunk) => [...splitter.push(Buffer.from(chunk))]);
  return final ? [...lines, ...splitter.end()] : lines;
};
const texts = (chunks: readonly string[], final = false) => split(chunks, final).map((line) => line.bytes.toString());

describe('LineSplitter', () => {
  it.each([
    ['whole lines in one chunk', ['a\nb\n'], ['a', 'b']],
    ['a line across chunks', ['a', 'b', 'c\n'], ['abc']],
    ['CRLF', ['a\r\nb\r\n'], ['a', 'b']],
    ['empty lines are lines', ['\n\na\n'], ['', '', 'a']],
    ['an unfinished line waits', ['a\nb'], ['a']],
  ])('%s', (_sentence, chunks, expected) => {
    expect(texts(chunks)).toEqual(expected);
  });

  it('gives out an unfinished line at the end', () => {
    expect(texts(['a\nb'], true)).toEqual(['a', 'b']);
  });

  it('counts bytes, not characters, and numbers lines from where it started', () => {
    const splitter = new LineSplitter({ offset: 100, line: 7 });
    const lines = [...splitter.push(Buffer.from('関所\nx\n'))];
    expect(lines.map(({ start, end, number }) => [start, end, number])).toEqual([
      [100, 107, 8],
      [107, 109, 9],
    ]);
  });

  it('keeps a UTF-8 character whole that two chunks share', () => {
    const bytes = Buffer.from('関\n');
    const splitter = new LineSplitter({ offset: 0, line: 0 });
    const lines = [...splitter.push(bytes.subarray(0, 1)), ...splitter.push(bytes.subarray(1))];
    expect(lines.map((line) => line.bytes.toString())).toEqual(['関']);
  });

  it('cuts a line without end, says so, and finds the next', () => {
    const chunk = 'x'.repeat(300_000);
    const [long, next] = split([chunk, chunk, chunk, chunk, chunk, '\nshort\n']);
    expect(long).toMatchObject({ truncated: true, start: 0, end: 1_500_001 });
    expect(long?.bytes.length).toBe(maximumLineBytes);
    expect(next).toMatchObject({ truncated: false, start: 1_500_001 });
  });
});

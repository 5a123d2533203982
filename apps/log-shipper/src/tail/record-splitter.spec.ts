import { describe, expect, it } from 'vitest';
import { RecordSplitter } from './record-splitter.ts';

function split(chunks: readonly string[]) {
  const splitter = new RecordSplitter({ offset: 0, line: 0 });
  const records = chunks.flatMap((chunk) => splitter.push(Buffer.from(chunk)));
  return [...records, ...splitter.end()];
}
const texts = (chunks: readonly string[]) => split(chunks).map(({ bytes }) => bytes.toString());

describe('RecordSplitter', () => {
  it.each([
    ['lines without quotes', 'a,b\r\nc,d\r\n', ['a,b', 'c,d']],
    ['a value with line breaks', '"a\r\nb\nc",d\r\n"e",f\r\n', ['"a\r\nb\nc",d', '"e",f']],
    ['doubled quotes', '"a ""x""\n""",d\ne\n', ['"a ""x""\n""",d', 'e']],
    ['a quote in the middle of a bare value opens nothing', 'a 5" pipe,b\nc,d\n', ['a 5" pipe,b', 'c,d']],
    ['a quote after a closing one ends with its line', '"a"b","c\nd,e\n', ['"a"b","c', 'd,e']],
    ['a last record without a line end', 'a,b\n"c\nd"', ['a,b', '"c\nd"']],
  ])('%s', (_sentence, text, expected) => {
    expect(texts([text])).toEqual(expected);
    expect(texts([...text])).toEqual(expected);
  });

  it('counts lines and bytes over records that span several', () => {
    const records = split(['"a\nb",c\nd\n']);
    expect(records.map(({ start, end, number, lines }) => [start, end, number, lines])).toEqual([
      [0, 8, 1, 2],
      [8, 10, 3, 1],
    ]);
  });

  it('gives up a quote that never closes after its own line, and reads the lines behind it', () => {
    const good = Array.from({ length: 12_000 }, (_, i) => `line ${i},with enough text to fill the record's limit`);
    const records = texts([`"never closed,x\n${good.join('\n')}\n`]);
    expect(records).toEqual(['"never closed,x', ...good]);
  });

  it('does so however many lines are behind it', () => {
    expect(texts([`"never closed,x\n${'\n'.repeat(300_000)}`])).toHaveLength(300_001);
  });

  it('does so at the end of the source too', () => {
    expect(texts(['"never closed,x\ngood,1\ngood,2\n'])).toEqual(['"never closed,x', 'good,1', 'good,2']);
  });
});

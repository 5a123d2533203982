import { describe, expect, it } from 'vitest';
import { lineFeed, maximumEventBytes, type RawBlock, readArray, readEvent, readLines } from './event-source.ts';

/** The text in pieces of `size` bytes, so that every boundary is met. */
async function* inPieces(text: string | Buffer, size: number): AsyncGenerator<Buffer> {
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

async function collect(blocks: AsyncIterable<RawBlock>): Promise<unknown[]> {
  const events: unknown[] = [];
  let line = 0;
  for await (const block of blocks) {
    const lines = 'lines' in block ? linesOf(block.lines) : [block];
    for (const one of lines) {
      line += 1;
      const event = one instanceof Buffer ? readEvent(one) : one;
      if (event !== null) events.push({ line, ...event });
    }
  }
  return events;
}

function linesOf(block: Buffer): Buffer[] {
  expect(block.at(-1)).toBe(lineFeed);
  const lines: Buffer[] = [];
  for (let from = 0; from < block.length; ) {
    const end = block.indexOf(lineFeed, from);
    lines.push(block.subarray(from, end));
    from = end + 1;
  }
  return lines;
}

const pieces = [1, 2, 3, 7, 64, 100_000];

describe('lines', () => {
  it.each(pieces)('come out whole from pieces of %i bytes, with their numbers', async (size) => {
    const text = '\ufeff{"a":"表予😀"}\n\n  \r\n[1]\r\nnot json\n{"b":"x\\ny"}';
    expect(await collect(readLines(inPieces(text, size)))).toEqual([
      { line: 1, value: { a: '表予😀' } },
      { line: 4, value: [1] },
      { line: 5, unreadable: 'not-json' },
      { line: 6, value: { b: 'x\ny' } },
    ]);
  });

  it.each(pieces)('that are not UTF-8 are refused alone, in pieces of %i bytes', async (size) => {
    const body = Buffer.concat([Buffer.from('{"a":1}\n"'), Buffer.from([0x93, 0xfa]), Buffer.from('"\n{"b":2}\n')]);
    expect(await collect(readLines(inPieces(body, size)))).toEqual([
      { line: 1, value: { a: 1 } },
      { line: 2, unreadable: 'not-utf8' },
      { line: 3, value: { b: 2 } },
    ]);
  });

  it.each([1000, 65_536, 10_000_000])('that are too long are refused alone, in pieces of %i bytes', async (size) => {
    const long = `"${'x'.repeat(maximumEventBytes * 2)}"`;
    expect(await collect(readLines(inPieces(`1\n${long}\n3\n${long}\n${long}`, size)))).toEqual([
      { line: 1, value: 1 },
      { line: 2, unreadable: 'too-long' },
      { line: 3, value: 3 },
      { line: 4, unreadable: 'too-long' },
      { line: 5, unreadable: 'too-long' },
    ]);
  });

  it('of an empty body are none', async () => {
    expect(await collect(readLines(inPieces('', 1)))).toEqual([]);
    expect(await collect(readLines(inPieces('\n\n', 1)))).toEqual([]);
  });
});

describe('an array', () => {
  it.each(pieces)('gives its elements from pieces of %i bytes', async (size) => {
    const text = '\ufeff [ {"a":"],\\"[{表"} ,\n [1,[2]], "x\\\\" ,3, nope ] \n';
    expect(await collect(readArray(inPieces(text, size)))).toEqual([
      { line: 1, value: { a: '],"[{表' } },
      { line: 2, value: [1, [2]] },
      { line: 3, value: 'x\\' },
      { line: 4, value: 3 },
      { line: 5, unreadable: 'not-json' },
    ]);
  });

  it('may be spread over lines, but not a text in it', async () => {
    const text = '[\n  {\n    "a": 1\n  },\n  "b\nc"\n]\n';
    expect(await collect(readArray(inPieces(text, 4)))).toEqual([
      { line: 1, value: { a: 1 } },
      { line: 2, unreadable: 'not-json' },
    ]);
  });

  it.each(['[]', ' [ \n ] '])('%j has none', async (text) => {
    expect(await collect(readArray(inPieces(text, 1)))).toEqual([]);
  });

  it.each([1000, 10_000_000])('refuses an element that is too long alone, in pieces of %i bytes', async (size) => {
    const text = `[1,"${'x'.repeat(maximumEventBytes * 2)}",3]`;
    expect(await collect(readArray(inPieces(text, size)))).toEqual([
      { line: 1, value: 1 },
      { line: 2, unreadable: 'too-long' },
      { line: 3, value: 3 },
    ]);
  });

  it.each(['', '{}', '[1', '[1,]', '[,1]', '[1]]', '[1] 2', '[{]', '["a]', '}'])('%j is none', async (text) => {
    await expect(collect(readArray(inPieces(text, 1)))).rejects.toMatchObject({ status: 400 });
  });
});

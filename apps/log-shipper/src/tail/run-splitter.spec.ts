import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ndjson } from '../formats/ndjson.ts';
import { type Cut, maximumLineBytes, type Splitter } from './line.ts';
import { eachLine, isRun, lineOfRun, partOfRun } from './line-run.ts';
import { LineSplitter } from './line-splitter.ts';

const start = { offset: 1_000, line: 10 };

function cut(splitter: Splitter, chunks: readonly Buffer[]): Cut[] {
  return [...chunks.flatMap((chunk) => splitter.push(chunk)), ...splitter.end()];
}

/** Chunks with memory of their own, as files are read. */
function chunksOf(file: Buffer, size: number): Buffer[] {
  const chunks: Buffer[] = [];
  for (let at = 0; at < file.length; at += size) chunks.push(Buffer.from(file.subarray(at, at + size)));
  return chunks;
}

const bytes = (...parts: (string | Buffer)[]) => Buffer.concat(parts.map((part) => Buffer.from(part)));
const text = fc.string({ unit: fc.constantFrom('a', '関', '\\', '"', '{', '}', ' ', '\r', '\uFEFF'), maxLength: 8 });
const line = fc.oneof(
  { weight: 6, arbitrary: text.map((value) => bytes(`{"id":"${value}"}`)) },
  { weight: 2, arbitrary: text.map((value) => bytes(`{"n":"${value}"}`)) },
  fc.constantFrom(bytes(''), bytes(' '), bytes('{"id":"'), bytes('{"id":""}'), bytes('{"id":"x'), bytes('{"id"')),
  fc.uint8Array({ maxLength: 6 }).map((broken) => bytes('{"id":"', Buffer.from(broken.filter((byte) => byte !== 10)))),
);
const file = fc
  .tuple(fc.boolean(), fc.array(fc.tuple(line, fc.constantFrom('\n', '\n', '\n', '\r\n')), { maxLength: 40 }), line)
  .map(([hasMark, lines, last]) => bytes(hasMark ? '\uFEFF' : '', ...lines.flat(), last));

describe('runs of lines', () => {
  it('are the lines that are cut one by one, at the same places, and nothing that the reader would not send as it is', () => {
    const reader = ndjson.createReader();
    fc.assert(
      fc.property(file, fc.integer({ min: 1, max: 200 }), (content, size) => {
        const chunks = chunksOf(content, size);
        const cuts = cut(ndjson.createSplitter(start), chunks);
        expect([...eachLine(cuts)]).toEqual(cut(new LineSplitter(start), chunks));
        for (const one of eachLine(cuts.filter(isRun))) {
          expect(reader.read(one.bytes)).toEqual({ kind: 'whole', json: one.bytes });
        }
        for (const run of cuts.filter(isRun)) {
          const first = run.start - start.offset;
          expect(run.bytes).toEqual(content.subarray(first, run.end - start.offset));
        }
      }),
      { numRuns: 500 },
    );
  });

  it('are as long as the chunk lets them be', () => {
    const content = bytes(...Array.from({ length: 100 }, (_, n) => `{"id":"${String(n).padStart(3, '0')}"}\n`));
    const cuts = cut(ndjson.createSplitter(start), chunksOf(content, 500));
    // Chunks of 500 bytes, lines of 13: the last line of each is begun there and ends in the next.
    expect(cuts.map(({ lines }) => lines)).toEqual([38, 1, 37, 1, 23]);
  });

  it('have any number of other lines between them', () => {
    const blank = 300_000;
    const content = bytes('{"id":"1"}\n', '\n'.repeat(blank), '{"id":"2"}\n');
    const cuts = cut(ndjson.createSplitter(start), [content]);
    expect(cuts).toHaveLength(blank + 2);
    expect(cuts.at(-1)).toMatchObject({ number: start.line + blank + 2, lines: 1 });
  });

  it('leave a line that is too long to who cuts it off', () => {
    const long = bytes('{"id":"', Buffer.alloc(maximumLineBytes, 'x'), '"}\n');
    const content = bytes('{"id":"1"}\n', long, '{"id":"2"}\n');
    const cuts = cut(ndjson.createSplitter(start), [content]);
    expect(cuts.map((one) => (isRun(one) ? 'run' : one.truncated))).toEqual(['run', true, 'run']);
    expect([...eachLine(cuts)]).toEqual(cut(new LineSplitter(start), [content]));
  });

  it('can be divided anywhere, and each part says where it lies', () => {
    const content = bytes(...Array.from({ length: 7 }, (_, n) => `{"id":"${'x'.repeat(n + 1)}"}\n`));
    const [run] = ndjson.createSplitter(start).push(content);
    if (run === undefined || !isRun(run)) throw new Error('expected a run');
    const whole = [...eachLine([run])];
    expect(whole).toHaveLength(7);
    for (let at = 0; at <= run.lines; at += 1) {
      const parts = [partOfRun(run, 0, at), partOfRun(run, at, run.lines)].filter(({ lines }) => lines > 0);
      expect([...eachLine(parts)]).toEqual(whole);
      expect(parts.at(-1)?.end).toBe(run.end);
    }
    expect(lineOfRun(partOfRun(run, 3, 5), 1)).toEqual(whole[4]);
  });
});

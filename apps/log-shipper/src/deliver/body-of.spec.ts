import fc from 'fast-check';
import { expect, it } from 'vitest';
import { ndjson } from '../formats/ndjson.ts';
import { eachLine, isRun } from '../tail/line-run.ts';
import { LineSplitter } from '../tail/line-splitter.ts';
import { bodyOf } from './body-of.ts';
import { type Parcel, parcelOfRun } from './parcel.ts';

const parcel = (json: Buffer): Parcel => ({ json, path: 'x', line: 1 });

it('is each line and a newline, wherever the lines lie', () => {
  const texts = fc.array(
    fc.string({ minLength: 1 }).map((text) => text.replaceAll(/[\r\n]/g, ' ')),
    { maxLength: 60 },
  );
  fc.assert(
    fc.property(texts, fc.integer({ min: 1, max: 300 }), fc.func(fc.boolean()), (lines, size, isMade) => {
      const splitter = new LineSplitter({ offset: 0, line: 0 });
      const file = Buffer.from(lines.map((line, index) => `${line}${index % 5 === 4 ? '\r\n' : '\n'}`).join(''));
      const parcels = [];
      for (let at = 0; at < file.length; at += size) {
        const chunk = Buffer.alloc(Math.min(size, file.length - at));
        file.copy(chunk, 0, at);
        for (const { bytes, number } of splitter.push(chunk)) {
          // Some are left out, and some are made anew, as lines that had no id.
          if (number % 7 !== 3) parcels.push(parcel(isMade(number) ? Buffer.from(`+${bytes}`) : bytes));
        }
      }
      const expected = parcels.map(({ json }) => `${json}\n`).join('');
      expect(Buffer.concat(bodyOf(parcels)).toString()).toBe(expected);
    }),
  );
});

it('copies nothing of lines that lie one behind the other', () => {
  const chunk = Buffer.alloc(40_000, '{"id":"0123456789012345678901234567890"}'.slice(0, 39).concat('\n'));
  const lines = new LineSplitter({ offset: 0, line: 0 }).push(chunk);
  const body = bodyOf(lines.map(({ bytes }) => parcel(bytes)));
  expect(body).toHaveLength(1);
  expect(body[0]?.buffer).toBe(chunk.buffer);
  expect(Buffer.concat(body)).toEqual(chunk);
});

it('is the same for runs of lines, and copies nothing of them', () => {
  const run = (name: string) => Array.from({ length: 20 }, (_, i) => `{"id":"${name}${i}"}\n`).join('');
  const texts = Array.from({ length: 40 }, (_, n) => `${n}"}\n${run('a')}{"n":${n}}\n${run('b')}{"id":"begun here `);
  // Each with memory of its own, as files are read.
  const chunks = texts.map((text) => Buffer.alloc(Buffer.byteLength(text), text));
  const splitter = ndjson.createSplitter({ offset: 0, line: 0 });
  const cuts = chunks.flatMap((chunk) => splitter.push(chunk));
  const body = bodyOf(cuts.map((cut) => (isRun(cut) ? parcelOfRun(cut, 'x') : parcel(cut.bytes))));
  expect(Buffer.concat(body).toString()).toBe([...eachLine(cuts)].map(({ bytes }) => `${bytes}\n`).join(''));
  // Of each chunk, what lies between the lines that it shares with others is one piece; there is a line without an id in it.
  const pieces = chunks.map(({ buffer }) => body.filter((piece) => piece.buffer === buffer).length);
  expect(pieces).toEqual(chunks.map(() => 1));
});

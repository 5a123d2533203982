import fc from 'fast-check';
import { expect, it } from 'vitest';
import { bodyOf } from './body-of.ts';
import { LineMemory } from './line-memory.ts';

it('keeps every line as it was put down, whatever comes after it, and sends them in few pieces', () => {
  const part = fc.oneof(fc.string({ unit: 'grapheme' }), fc.uint8Array({ maxLength: 300 }));
  const lines = fc.array(fc.array(part, { maxLength: 3 }), { minLength: 1, maxLength: 200 });
  fc.assert(
    fc.property(lines, (given) => {
      const memory = new LineMemory();
      const expected = given.map((parts) => Buffer.concat(parts.map((value) => Buffer.from(value))));
      const put = given.map((parts) => memory.put(...parts));
      expect(put.map((line) => line.toString('hex'))).toEqual(expected.map((line) => line.toString('hex')));
      const body = bodyOf(put.map((json, index) => ({ json, path: 'x', line: index + 1 })));
      expect(body).toHaveLength(1);
      expect(Buffer.concat(body)).toEqual(Buffer.concat(expected.flatMap((line) => [line, Buffer.from('\n')])));
    }),
  );
});

it('takes a line that is longer than a piece, and goes on behind it', () => {
  const memory = new LineMemory();
  const long = Buffer.alloc(1_000_000, 'x');
  const put = ['before', long, 'after', 'behind'].map((line) => memory.put(line));
  expect(put.map((line) => line.length)).toEqual([6, 1_000_000, 5, 6]);
  expect(put[1]?.equals(long)).toBe(true);
  expect(bodyOf(put.map((json) => ({ json, path: 'x', line: 1 })))).toHaveLength(3);
});

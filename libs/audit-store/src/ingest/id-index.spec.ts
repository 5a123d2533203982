import fc from 'fast-check';
import { expect, it } from 'vitest';
import { idWords } from './event-rows.ts';
import { createIdIndex } from './id-index.ts';

it('finds the first row of each id and owner, as a map of texts would', () => {
  // Few different words, so that ids meet.
  const word = fc.constantFrom(0, 1, -1, 0x7fff_ffff, 0x0100_0000);
  const entry = fc.record({ id: fc.tuple(word, word, word, word), owner: fc.nat(2) });
  fc.assert(
    fc.property(fc.array(entry, { maxLength: 200 }), entry, (entries, other) => {
      const index = createIdIndex(Int32Array.from(entries.flatMap(({ id }) => id)));
      const first = new Map<string, number>();
      for (const [row, { id, owner }] of entries.entries()) {
        const key = `${owner} ${id}`;
        if (!first.has(key)) first.set(key, row);
        expect(index.add(row, owner)).toBe(first.get(key));
      }
      for (const { id, owner } of [...entries, other]) {
        expect(index.find(Int32Array.from(id), owner)).toBe(first.get(`${owner} ${id}`) ?? -1);
      }
    }),
  );
});

it('takes as many ids as a batch may have', () => {
  const rows = 70_000;
  const ids = Int32Array.from({ length: rows * idWords }, (_, word) => word);
  const index = createIdIndex(ids);
  const first = Array.from({ length: rows }, (_, row) => index.add(row, 0));
  expect(first.every((found, row) => found === row)).toBe(true);
  const found = Array.from({ length: rows }, (_, row) => index.find(ids.subarray(row * idWords), 0));
  expect(found).toEqual(first);
});

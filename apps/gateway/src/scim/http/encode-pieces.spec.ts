import { expect, it } from 'vitest';
import { encodePieces } from './encode-pieces.ts';

it('gives what the texts are together, however long and in whatever script', () => {
  for (const pieces of [
    [],
    [''],
    ['a'],
    ['[', '源 花子😀', ',', 'é'.repeat(10_000), ']'],
    ['あ'.repeat(2_000_000), 'z'],
  ]) {
    expect(encodePieces(pieces).equals(Buffer.from(pieces.join('')))).toBe(true);
  }
});

it('gives memory that later texts do not touch', () => {
  const first = encodePieces(['first']);
  encodePieces(['second, and longer']);
  encodePieces(['x']);

  expect(first.toString()).toBe('first');
});

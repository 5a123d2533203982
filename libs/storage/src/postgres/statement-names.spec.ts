import { expect, it } from 'vitest';
import { StatementNames } from './statement-names.ts';

it('names a statement from its third use on, always alike, and never more of them than allowed', () => {
  const names = new StatementNames(2);
  const ask = (text: string) => [1, 2, 3, 4].map(() => names.nameOf(text));
  expect(ask('a')).toEqual([undefined, undefined, 's1', 's1']);
  expect(ask('b')).toEqual([undefined, undefined, 's2', 's2']);
  expect(ask('c')).toEqual([undefined, undefined, undefined, undefined]);
  expect(names.nameOf('a')).toBe('s1');
});

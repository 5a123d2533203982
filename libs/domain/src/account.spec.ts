import { expect, it } from 'vitest';
import { emailKey, isInUse } from './account.ts';

it.each([
  ['Taro@Example.CO.JP', 'taro@example.co.jp', true],
  ['ｔａｒｏ@example.co.jp', 'taro@example.co.jp', true],
  ['tаro@example.co.jp (Cyrillic а)', 'taro@example.co.jp', false],
  ['taro+tag@example.co.jp', 'taro@example.co.jp', false],
])('%s and %s are one address: %s', (a, b, same) => {
  expect(emailKey(a) === emailKey(b)).toBe(same);
});

it.each([
  ['invited', true],
  ['active', true],
  ['deactivated', false],
  ['deleted', false],
] as const)('%s is in use: %s', (state, expected) => {
  expect(isInUse({ state })).toBe(expected);
});

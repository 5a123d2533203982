import { expect, it } from 'vitest';
import { formatMonth } from './format-month.ts';

it.each([
  ['2026-04', 'ja', '2026年4月'],
  ['2026-04', 'en', 'April 2026'],
  ['2026-12', 'ja', '2026年12月'],
] as const)('writes %s in %s as %s', (month, language, text) => {
  expect(formatMonth(month, language)).toBe(text);
});

import { expect, it } from 'vitest';
import { assertExportForm } from './audit-export.ts';

it.each([
  { format: 'csv', encoding: 'utf-8', byteOrderMark: true },
  { format: 'csv', encoding: 'shift_jis', byteOrderMark: false },
  { format: 'parquet', encoding: 'utf-8', byteOrderMark: false },
] as const)('$format in $encoding, byte order mark $byteOrderMark, is a form', (form) => {
  expect(() => assertExportForm(form)).not.toThrow();
});

it.each([
  ['bom', { format: 'csv', encoding: 'shift_jis', byteOrderMark: true }],
  ['encoding', { format: 'ndjson', encoding: 'shift_jis', byteOrderMark: false }],
] as const)('names %s, and what to do instead', (field, form) => {
  expect(() => assertExportForm(form)).toThrow(
    expect.objectContaining({ field, explanation: { ja: expect.stringMatching(/[ぁ-ん]/), en: expect.any(String) } }),
  );
});

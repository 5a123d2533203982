import { expect, it } from 'vitest';
import { firstChoice, formOf } from './export-choice.ts';

it.each([
  [{}, { format: 'csv', encoding: 'utf-8', bom: true }],
  [
    { text: 'shift_jis', preset: 'full' },
    { encoding: 'shift_jis', bom: false, preset: 'full' },
  ],
  [
    { format: 'ndjson', text: 'shift_jis', preset: 'full' },
    { encoding: 'utf-8', bom: false, preset: 'default' },
  ],
  [
    { format: 'parquet', preset: 'evidence' },
    { encoding: 'utf-8', bom: false, preset: 'default' },
  ],
] as const)('%j is a form that the API takes', (chosen, form) => {
  expect(formOf({ ...firstChoice, ...chosen })).toMatchObject(form);
});

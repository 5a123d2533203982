import { formulaSafe, formulaStarts } from '@sekisho/audit-events';
import type { SheetCell } from './read-sheet.ts';

const columns = [
  'id',
  'space_key',
  'product',
  'date',
  'category',
  'event',
  'action',
  'operation_user_id',
  'operation_user_name',
  'operation_user_email',
  'ip_address',
  'user_agent',
  'version',
];
const open = new Set([
  'space_key',
  'action',
  'operation_user_id',
  'operation_user_name',
  'operation_user_email',
  'user_agent',
]);

/**
 * What is wrong with a sheet whose rows are these cells, each in every column that is open to it; a line a mistake. Where
 * the encoding of the file does not have every character, `exact` is false: then no cell may begin a formula, and that
 * is all that is known of it.
 */
export function checkSheet(
  [header = [], ...rows]: readonly SheetCell[][],
  cells: readonly string[],
  exact: boolean,
): string[] {
  const found: string[] = [];
  if (header.map(({ text }) => text).join() !== columns.join()) found.push(`the header is ${JSON.stringify(header)}`);
  if (rows.length !== cells.length) found.push(`${rows.length} rows instead of ${cells.length}`);
  for (const [index, row] of rows.entries()) {
    if (row.length !== columns.length) found.push(`row ${index + 2} has ${row.length} cells`);
    for (const [column, { text, formula }] of row.entries()) {
      const name = columns[column] ?? `column ${column + 1}`;
      const where = `row ${index + 2}, ${name}`;
      if (formula !== undefined) found.push(`${where} is the formula ${formula}`);
      const expected = shown(formulaSafe(cells[index] ?? ''));
      if (exact && open.has(name) && shown(text) !== expected) {
        found.push(`${where} is ${JSON.stringify(text)} instead of ${JSON.stringify(expected)}`);
      }
      if (!exact && formulaStarts.some((start) => text.startsWith(start))) {
        found.push(`${where} begins as a formula does: ${JSON.stringify(text)}`);
      }
    }
  }
  return found;
}

/** As a saved sheet has it: a line break is one, however it was written, and control characters it can't hold. */
function shown(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is taken out.
  return text.replaceAll(/\r\n?/g, '\n').replaceAll(/[\x00-\x08\x0b\x0c\x0e-\x1f]/g, '');
}

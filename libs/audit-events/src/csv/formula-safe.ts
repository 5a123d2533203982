/** U+0000 to U+001F, tab and carriage return among them. A spreadsheet keeps none of the others when it saves a sheet. */
const controlCharacters = Array.from({ length: 0x20 }, (_, code) => String.fromCharCode(code));

/**
 * The characters that make a spreadsheet take a cell for a formula when they come first: `= + - @`, tab, carriage
 * return, and the full-width forms, which Excel in Japanese reads as the others (OWASP, "CSV Injection"). The minus sign
 * U+2212 is among them, because in Shift_JIS it has the code of the full-width hyphen; the other control characters,
 * because a sheet that LibreOffice has saved begins with what stood behind them.
 */
export const formulaStarts: readonly string[] = [
  '=',
  '+',
  '-',
  '@',
  ...controlCharacters,
  '＝',
  '＋',
  '－',
  '＠',
  '\u2212',
];

const dangerous = new RegExp(
  `^[${formulaStarts.map((start) => `\\u{${start.codePointAt(0)?.toString(16)}}`).join('')}]`,
  'u',
);

/**
 * The cell with an apostrophe before it where a spreadsheet would run it: shown as text, and undone by taking one
 * apostrophe off. NDJSON and Parquet carry the raw value.
 */
export function formulaSafe(cell: string): string {
  return dangerous.test(cell) ? `'${cell}` : cell;
}

/** One line of RFC 4180 with CRLF: every cell quoted, quotes doubled, formula-safe. */
export function csvLine(cells: readonly string[]): string {
  return `${cells.map((cell) => `"${formulaSafe(cell).replaceAll('"', '""')}"`).join(',')}\r\n`;
}

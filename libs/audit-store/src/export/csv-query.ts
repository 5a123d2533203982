import { csvColumns } from '@sekisho/audit-events';

/**
 * The ten columns as the engine writes them in `FORMAT CSV`: every text quoted, quotes doubled (RFC 4180), and no cell
 * that a spreadsheet would run. The engine makes the bytes and we pass them on; making them here would cost several
 * times the query.
 */
export const csvSelectList: string = csvColumns
  .map(([column]) =>
    column === 'date' ? `toDateTime64(occurred_at, 0, 'UTC') AS date` : `${formulaSafe(column)} AS cell_${column}`,
  )
  .join(', ');

/** Settings of the export: time as `2021-12-27T02:41:26Z`, CRLF, and small blocks that keep memory flat. */
export const csvSettings =
  "date_time_output_format = 'iso', output_format_csv_crlf_end_of_line = 1, format_csv_delimiter = ','";

/** The header line. Unquoted, as none of the names needs quotes. */
export const csvHeader = `${csvColumns.map(([column]) => column).join(',')}\r\n`;

/** An apostrophe before what a spreadsheet takes for a formula: `= + - @`, tab, CR and the full-width forms. */
function formulaSafe(column: string): string {
  return `if(substring(${column}, 1, 1) IN ('=', '+', '-', '@', '\\t', '\\r')
    OR substring(${column}, 1, 3) IN ('＝', '＋', '－', '＠'), concat('\\'', ${column}), ${column})`;
}

import { accessCsvColumns, csvColumns, formulaStarts } from '@sekisho/audit-events';
import { quoteText } from '../engine/bind-parameters.ts';

export type CsvPreset = 'default' | 'full';

/** What the engine is to select, and the header line above it. */
export interface CsvLayout {
  readonly selectList: string;
  readonly header: string;
}

/**
 * The cells as the engine writes them in `FORMAT CSV`: every text quoted, quotes doubled (RFC 4180), and no cell that a
 * spreadsheet would run. The engine makes the bytes and we pass them on; making them here would cost several times the
 * query. No name in the header needs quotes.
 */
export function csvLayout(preset: CsvPreset): CsvLayout {
  const ten = csvColumns.map(([column]) => column);
  return layoutOf(preset === 'default' ? ten : ['id', 'space_key', ...ten, 'version']);
}

/** The same for the access log. */
export function accessCsvLayout(): CsvLayout {
  return layoutOf(accessCsvColumns.map(([column]) => column));
}

function layoutOf(columns: readonly string[]): CsvLayout {
  return {
    selectList: columns.map((column) => `${cell(column)} AS cell_${column}`).join(', '),
    header: `${columns.join(',')}\r\n`,
  };
}

/** Time as `2021-12-27T02:41:26Z`, lines that end in CRLF. */
export const csvSettings = "date_time_output_format = 'iso', output_format_csv_crlf_end_of_line = 1";

function cell(column: string): string {
  switch (column) {
    case 'date':
      return "toDateTime64(occurred_at, 0, 'UTC')";
    case 'id':
      return 'toString(event_id)';
    case 'version':
      return "'V1'";
    case 'status':
      return "if(status = 0, '', toString(status))";
    default:
      return formulaSafe(column);
  }
}

/**
 * An apostrophe before what a spreadsheet takes for a formula; the rule of `formulaSafe` in `audit-events`. One function
 * over a dictionary column runs once a value, not once a row, so those get a regular expression; for `action`
 * and `path`, which are different in nearly every row, comparing bytes is cheaper.
 */
function formulaSafe(column: string): string {
  if (column !== 'action' && column !== 'path') {
    const starts = formulaStarts.map((start) => `\\x{${start.codePointAt(0)?.toString(16)}}`).join('');
    return `replaceRegexpOne(${column}, ${quoteText(`^([${starts}])`)}, ${quoteText("'\\1")})`;
  }
  const oneByte = formulaStarts.filter((start) => Buffer.byteLength(start) === 1).map(quoteText);
  const threeBytes = formulaStarts.filter((start) => Buffer.byteLength(start) === 3).map(quoteText);
  return `if(substring(${column}, 1, 1) IN (${oneByte.join(', ')})
    OR substring(${column}, 1, 3) IN (${threeBytes.join(', ')}), concat('\\'', ${column}), ${column})`;
}

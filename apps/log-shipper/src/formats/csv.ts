import { csvColumns, formulaSafe } from '@sekisho/audit-events';
import { RecordSplitter } from '../tail/record-splitter.ts';
import { parseCells } from './csv-cells.ts';
import { type Format, nothing, type Reading, refused } from './format.ts';
import { type Encoding, notInEncoding, textDecoder } from './text-decoder.ts';

/** The columns of an exported audit log, and the event field each one becomes. Both presets are read. */
const fields: ReadonlyMap<string, string> = new Map<string, string>([
  ['id', 'id'],
  ['space_key', 'spaceKey'],
  ...csvColumns,
  ['version', 'version'],
]);

const requiredColumns = ['date', 'category', 'event', 'action'];

/** CSV in our own columns, in any order; the first record names them. */
export function csv(encoding: Encoding): Format {
  return {
    createReader: () => createReader(encoding),
    createSplitter: (from) => new RecordSplitter(from),
  };
}

function createReader(encoding: Encoding) {
  const decode = textDecoder(encoding);
  let columns: readonly string[] | undefined;
  return {
    read: (line: Buffer): Reading => {
      const text = decode(line)?.replace(/^\uFEFF/, '');
      if (text === undefined) return notInEncoding(encoding);
      if (text.trim() === '') return nothing;
      const cells = parseCells(text);
      if (cells === null) {
        return refused(
          'CSV (RFC 4180) として読み取れません。引用符の対応を確認してください。',
          'The line is not CSV (RFC 4180). Look at its quotes.',
        );
      }
      if (requiredColumns.every((name) => cells.includes(name))) {
        columns = cells;
        return nothing;
      }
      if (columns === undefined) {
        return refused(
          `1 行目に列名が必要です。少なくとも ${requiredColumns.join('、')} を含めてください。`,
          `The first line must name the columns, at least ${requiredColumns.join(', ')}.`,
        );
      }
      if (cells.length !== columns.length) {
        return refused(
          `値が ${cells.length} 個ありますが、見出しの列は ${columns.length} 個です。`,
          `The line has ${cells.length} values, the header has ${columns.length} columns.`,
        );
      }
      return { kind: 'event', event: eventOf(columns, cells) };
    },
  };
}

function eventOf(columns: readonly string[], cells: readonly string[]): Readonly<Record<string, unknown>> {
  const event: Record<string, unknown> = {};
  for (const [index, column] of columns.entries()) {
    const field = fields.get(column);
    const cell = cells[index];
    if (field !== undefined && cell !== undefined && cell !== '') event[field] = withoutGuard(cell);
  }
  return event;
}

/** Takes off the apostrophe that an export puts before a cell that a spreadsheet would run. */
function withoutGuard(cell: string): string {
  const raw = cell.slice(1);
  return cell.startsWith("'") && formulaSafe(raw) !== raw ? raw : cell;
}

import { accessCsvColumns, csvColumns, formulaSafe } from '@sekisho/audit-events';
import type { StreamName } from '../deliver/stream.ts';
import { RecordSplitter } from '../tail/record-splitter.ts';
import { parseCells } from './csv-cells.ts';
import { type Format, nothing, type Reading, refused } from './format.ts';
import { type Encoding, notInEncoding, textDecoder } from './text-decoder.ts';

/** The columns of each log's files. */
interface Columns {
  /** The event field that each one becomes. */
  readonly fields: ReadonlyMap<string, string>;
  /** Those that make a line the one that names the columns. */
  readonly required: readonly string[];
}

const columnsOf: Readonly<Record<StreamName, Columns>> = {
  'audit-log': {
    // Both presets of the export are read.
    fields: new Map<string, string>([['id', 'id'], ['space_key', 'spaceKey'], ...csvColumns, ['version', 'version']]),
    required: ['date', 'category', 'event', 'action'],
  },
  'access-log': {
    fields: new Map<string, string>([['id', 'id'], ...accessCsvColumns]),
    required: ['date', 'path'],
  },
};

/** CSV in our own columns, in any order; the first record names them. */
export function csv(encoding: Encoding, stream: StreamName = 'audit-log'): Format {
  return {
    createReader: () => createReader(encoding, columnsOf[stream]),
    createSplitter: (from) => new RecordSplitter(from),
  };
}

function createReader(encoding: Encoding, { fields, required }: Columns) {
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
      if (required.every((name) => cells.includes(name))) {
        columns = cells;
        return nothing;
      }
      if (columns === undefined) {
        return refused(
          `1 行目に列名が必要です。少なくとも ${required.join('、')} を含めてください。`,
          `The first line must name the columns, at least ${required.join(', ')}.`,
        );
      }
      if (cells.length !== columns.length) {
        return refused(
          `値が ${cells.length} 個ありますが、見出しの列は ${columns.length} 個です。`,
          `The line has ${cells.length} values, the header has ${columns.length} columns.`,
        );
      }
      return { kind: 'event', event: eventOf(fields, columns, cells) };
    },
  };
}

function eventOf(
  fields: Columns['fields'],
  columns: readonly string[],
  cells: readonly string[],
): Readonly<Record<string, unknown>> {
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

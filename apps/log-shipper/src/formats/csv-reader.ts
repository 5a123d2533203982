import { parse } from 'csv-parse/sync';
import type { LineReader, Reading } from './format.ts';

/** The CSV columns of an exported audit log, and the event field each one becomes. Both presets are read. */
const fields: Readonly<Record<string, string>> = {
  id: 'id',
  space_key: 'spaceKey',
  product: 'product',
  date: 'occurredAt',
  category: 'category',
  event: 'event',
  action: 'action',
  operation_user_id: 'operationUserId',
  operation_user_name: 'operationUserName',
  operation_user_email: 'operationUserEmail',
  ip_address: 'ipAddress',
  user_agent: 'userAgent',
  version: 'version',
};

/** Reads our own columns in any order. The first line is the header; values with line breaks in them are refused, since lines are the unit of shipping. */
export function csvReader(): LineReader {
  let columns: readonly string[] | undefined;
  return {
    read: (line): Reading => {
      if (line.trim() === '') return { kind: 'nothing' };
      let cells: string[];
      try {
        cells = (parse(line.replace(/^\uFEFF/, '')) as string[][])[0] ?? [];
      } catch (error) {
        return {
          kind: 'refused',
          reason: `The line is not CSV (RFC 4180): ${error instanceof Error ? error.message : 'unreadable'}`,
        };
      }
      if (columns === undefined || isHeader(cells)) {
        if (!isHeader(cells)) {
          return {
            kind: 'refused',
            reason: `The first line must name the columns, at least date, category, event and action.`,
          };
        }
        columns = cells;
        return { kind: 'nothing' };
      }
      if (cells.length !== columns.length) {
        return {
          kind: 'refused',
          reason: `The line has ${cells.length} values, the header has ${columns.length} columns.`,
        };
      }
      const event: Record<string, unknown> = {};
      for (const [index, column] of columns.entries()) {
        const field = fields[column];
        const cell = cells[index];
        if (field !== undefined && cell !== undefined && cell !== '') event[field] = plain(cell);
      }
      return { kind: 'event', event };
    },
  };
}

function isHeader(cells: readonly string[]): boolean {
  return ['date', 'category', 'event', 'action'].every((name) => cells.includes(name));
}

/** Takes off the apostrophe that an export puts before a cell that a spreadsheet would run. */
function plain(cell: string): string {
  return /^'[=+\-@\t\r＝＋－＠]/u.test(cell) ? cell.slice(1) : cell;
}

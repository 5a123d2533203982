import { parquetColumnCount } from '@sekisho/audit-store';
import type { AuditExportForm } from '@sekisho/domain';
import { ParquetRowCounter } from './parquet-row-counter.ts';
import type { RowCounter } from './row-counter.ts';

/** Lines of NDJSON count, of CSV those that end outside quotes, without the header, and of Parquet what its pages say. */
export function createRowCounter(format: AuditExportForm['format']): RowCounter {
  switch (format) {
    case 'csv':
      return new CsvRowCounter();
    case 'ndjson':
      return new LineCounter();
    case 'parquet':
      return new ParquetRowCounter(parquetColumnCount);
  }
}

class LineCounter implements RowCounter {
  rows = 0;

  count(block: Uint8Array): void {
    for (let at = block.indexOf(lineFeed); at !== -1; at = block.indexOf(lineFeed, at + 1)) this.rows += 1;
  }
}

class CsvRowCounter implements RowCounter {
  #lines = 0;
  /** A doubled quote closes and opens again, which leaves it as it was. */
  #quoted = false;

  get rows(): number {
    return Math.max(0, this.#lines - 1);
  }

  count(block: Uint8Array): void {
    for (let at = 0; at < block.length; at += 1) {
      const byte = block[at];
      if (byte === quote) this.#quoted = !this.#quoted;
      else if (byte === lineFeed && !this.#quoted) this.#lines += 1;
    }
  }
}

const lineFeed = 0x0a;
const quote = 0x22;

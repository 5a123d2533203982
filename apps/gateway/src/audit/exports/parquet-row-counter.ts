import { CompactReader, thrift } from './compact-reader.ts';
import type { RowCounter } from './row-counter.ts';

/**
 * Counts the rows of a Parquet file while it passes. Behind the four bytes that name the format lie the pages of one column
 * after the other, each behind a `PageHeader` (parquet.thrift) which says how long the page is and how many values are in
 * it; a flat row has one in each of the `columns`. The engine repeats the `ColumnChunk` behind a column. What is neither ends
 * the counting: indexes and the account of the whole, which come last.
 */
export class ParquetRowCounter implements RowCounter {
  readonly #columns: number;
  #values = 0;
  /** Bytes to pass over before the next header. */
  #skip = 4;
  /** The beginning of a header that is not there to its end yet. */
  #rest: Uint8Array = new Uint8Array();
  #ended = false;

  constructor(columns: number) {
    this.#columns = columns;
  }

  get rows(): number {
    return Math.floor(this.#values / this.#columns);
  }

  count(block: Uint8Array): void {
    if (this.#ended) return;
    let bytes = this.#rest.length === 0 ? block : Buffer.concat([this.#rest, block]);
    this.#rest = new Uint8Array();
    while (this.#skip < bytes.length) {
      bytes = bytes.subarray(this.#skip);
      this.#skip = 0;
      const reader = new CompactReader(bytes);
      const page = readHeader(reader);
      if (page === undefined && reader.isShort && bytes.length < mostHeaderBytes) {
        // A copy: the block's memory is its maker's.
        this.#rest = Uint8Array.from(bytes);
        return;
      }
      if (page === undefined) {
        this.#ended = true;
        return;
      }
      this.#values += page.values;
      this.#skip = reader.position + page.bytes;
    }
    this.#skip -= bytes.length;
  }
}

/** Statistics in a header hold the least and the greatest value, which may be long texts. */
const mostHeaderBytes = 1024 * 1024;

interface Page {
  readonly bytes: number;
  /** Of a dictionary none: its values are not the column's. */
  readonly values: number;
}

/** Undefined where the bytes are something else, or not all there. Of a `ColumnChunk` nothing follows it. */
function readHeader(reader: CompactReader): Page | undefined {
  const first = reader.field(0);
  if (first?.id === 2 && first.type === thrift.i64) {
    reader.skip(first.type);
    reader.skipStructure(first.id);
    return reader.isShort || reader.isLost ? undefined : { bytes: 0, values: 0 };
  }
  let bytes = 0;
  let values = 0;
  for (let field = first; field !== undefined; field = reader.field(field.id)) {
    if (field.id <= 3 && field.type !== thrift.i32) return undefined;
    if (field.id === 3) bytes = reader.integer();
    else if (field.id === 5 || field.id === 8) values = reader.firstInteger();
    else reader.skip(field.type);
  }
  return reader.isShort || reader.isLost || bytes === 0 ? undefined : { bytes, values };
}

import { type Line, type Splitter, type SplitterStart, withoutCarriageReturn } from './line.ts';
import { LineSplitter } from './line-splitter.ts';

/**
 * CSV records (RFC 4180): a value in quotes may hold line breaks, so a record may span lines. Built upon
 * {@link LineSplitter}: lines are joined while a quoted value is open. A quote that never closes would swallow what
 * follows; so when the record grows beyond what an event can be, or the source ends, its first line is given out alone,
 * for the reader to refuse, and the lines after it are read as if it had not been.
 */
export class RecordSplitter implements Splitter {
  readonly #lines: LineSplitter;
  #open: Line[] = [];
  #openBytes = 0;
  #state: State = 'start';

  constructor(from: SplitterStart) {
    this.#lines = new LineSplitter(from, { keepCarriageReturn: true });
  }

  push(chunk: Buffer): Line[] {
    return this.#join(this.#lines.push(chunk));
  }

  end(): Line[] {
    const records = this.#join(this.#lines.end());
    while (this.#open.length > 0) this.#giveUpFirst(records);
    return records;
  }

  #join(lines: readonly Line[]): Line[] {
    const records: Line[] = [];
    for (const line of lines) {
      this.#open.push(line);
      this.#openBytes += line.bytes.length;
      this.#state = scan(line.bytes, this.#open.length === 1 ? 'start' : this.#state);
      if (this.#state !== 'quoted' || line.truncated) records.push(this.#close());
      else if (this.#openBytes > maximumRecordBytes) this.#giveUpFirst(records);
    }
    return records;
  }

  #close(): Line {
    const parts = this.#open;
    this.#open = [];
    this.#openBytes = 0;
    const [first, ...others] = parts;
    const last = parts.at(-1);
    if (first === undefined || last === undefined) throw new Error('a record without a line');
    if (others.length === 0) return { ...first, bytes: withoutCarriageReturn(first.bytes) };
    const newline = Buffer.from('\n');
    return {
      ...first,
      bytes: withoutCarriageReturn(
        Buffer.concat(parts.flatMap(({ bytes }, i) => (i === 0 ? [bytes] : [newline, bytes]))),
      ),
      end: last.end,
      lines: parts.length,
      truncated: last.truncated,
      open: last.open,
    };
  }

  #giveUpFirst(records: Line[]): void {
    const [first, ...others] = this.#open;
    this.#open = [];
    this.#openBytes = 0;
    if (first === undefined) return;
    records.push({ ...first, bytes: withoutCarriageReturn(first.bytes) });
    // Not spread into one call: they may be half a million blank ones.
    for (const record of this.#join(others)) records.push(record);
  }
}

/** An event has at most 256 KiB; the quotes that are doubled in a record make it no more than twice that. */
const maximumRecordBytes = 2 * 256 * 1024;

/** Where in a record the end of a line was met. `broken`: a quote stands where none may; the reader will say so. */
type State = 'start' | 'plain' | 'quoted' | 'closed' | 'broken';

const quote = 0x22;
const comma = 0x2c;

function scan(bytes: Buffer, from: State): State {
  // Most records have no quote at all, and what has none can't open one.
  if (from === 'start' && !bytes.includes(quote)) return 'plain';
  let state = from;
  for (const byte of bytes) {
    if (state === 'quoted') {
      if (byte === quote) state = 'closed';
    } else if (state === 'closed') {
      if (byte === quote) state = 'quoted';
      else state = byte === comma ? 'start' : 'broken';
    } else if (byte === comma) state = state === 'broken' ? 'broken' : 'start';
    else if (state === 'start') state = byte === quote ? 'quoted' : 'plain';
  }
  return state;
}

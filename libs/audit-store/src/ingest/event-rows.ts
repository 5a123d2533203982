import { emptyPiece, RowMemory, type RowPiece } from './row-memory.ts';

/**
 * Events of one log as the engine reads them: rows of `RowBinary`, one behind the other in pieces of memory. A row begins
 * with when it was stored, its id and when it happened; its texts follow, in the order of the log's columns. Nothing in it
 * needs to be parsed any more, and it takes a third of what the event takes as an object.
 */
export class EventRows<Log extends LogName = LogName> {
  readonly log: Log;
  /** How many rows there are. */
  length = 0;
  readonly #pieces: RowPiece[] = [];
  #piece: RowPiece = nowhere;
  /** The ids as the engine writes them, which is how the processors that Node runs on do. */
  #ids = new Int32Array(0);
  readonly #runs: Run[] = [];
  #organisationId: string | undefined;
  readonly #memory: RowMemory;

  constructor(log: Log, memory = new RowMemory()) {
    this.log = log;
    this.#memory = memory;
  }

  /** What the rows take, in bytes. */
  get bytes(): number {
    return this.#pieces.reduce((sum, { used }) => sum + used, 0);
  }

  /** The id of each row: 16 bytes, as a value of the type UUID in `RowBinary`. */
  get ids(): Int32Array {
    return this.#ids.subarray(0, idWords * this.length);
  }

  /** Whose the rows are: those from `from` to the next run. */
  get runs(): readonly Run[] {
    return this.#runs;
  }

  /**
   * Begins a row that will take at most `room` bytes for what is to be added to it, in the order of the columns. The id
   * comes as four words, the front first; `occurredAt` in milliseconds.
   */
  begin(organisationId: string, id: Int32Array, occurredAt: number, room: number): void {
    const piece = this.#pieceFor(headBytes + room);
    const { view, used } = piece;
    const at = idWords * this.length;
    if (at === this.#ids.length) this.#growIds();
    // A UUID is two numbers of 64 bits for the engine, each with its low half first.
    this.#ids[at] = id[1] ?? 0;
    this.#ids[at + 1] = id[0] ?? 0;
    this.#ids[at + 2] = id[3] ?? 0;
    this.#ids[at + 3] = id[2] ?? 0;
    for (let word = 0; word < idWords; word += 1) {
      view.setInt32(used + timeBytes + 4 * word, this.#ids[at + word] ?? 0, true);
    }
    setTime(view, used + timeBytes + 4 * idWords, occurredAt);
    piece.starts.push(used);
    piece.used += headBytes;
    if (organisationId !== this.#organisationId) {
      this.#organisationId = organisationId;
      this.#runs.push({ organisationId, from: this.length });
    }
    this.length += 1;
  }

  /** Adds a text. Unpaired surrogates, which UTF-8 can't hold, become U+FFFD. */
  text(value: string): void {
    const piece = this.#piece;
    writeSize(piece, Buffer.byteLength(value));
    piece.used += piece.bytes.write(value, piece.used, 'utf8');
  }

  /** Adds a text that is UTF-8 already. */
  utf8(source: Uint8Array, from: number, to: number): void {
    const piece = this.#piece;
    writeSize(piece, to - from);
    const { bytes } = piece;
    let at = piece.used;
    for (let index = from; index < to; index += 1) {
      bytes[at] = source[index] ?? 0;
      at += 1;
    }
    piece.used = at;
  }

  uint16(value: number): void {
    this.#piece.view.setUint16(this.#piece.used, value, true);
    this.#piece.used += 2;
  }

  /** The bytes of the rows that `isLeftOut`, asked by number, does not say 1 of; with when they were stored. */
  *stamped(storedAt: Date, isLeftOut: Uint8Array): Generator<Buffer> {
    const time = storedAt.getTime();
    let row = 0;
    for (const { bytes, view, starts, used } of this.#pieces) {
      let kept = 0;
      for (let index = 0; index < starts.length; index += 1) {
        const start = starts[index] ?? 0;
        setTime(view, start, time);
        if (isLeftOut[row] === 1) {
          if (start > kept) yield bytes.subarray(kept, start);
          kept = starts[index + 1] ?? used;
        }
        row += 1;
      }
      if (used > kept) yield bytes.subarray(kept, used);
    }
  }

  /** The rows from the one numbered `from` until before `to`, on their own. */
  slice(from: number, to: number): EventRows<Log> {
    const slice = new EventRows(this.log);
    const id = new Int32Array(idWords);
    let row = 0;
    for (const { bytes, view, starts, used } of this.#pieces) {
      for (const [index, start] of starts.entries()) {
        if (row >= from && row < to) {
          const end = starts[index + 1] ?? used;
          const [second = 0, first = 0, fourth = 0, third = 0] = this.#ids.subarray(idWords * row);
          id.set([first, second, third, fourth]);
          slice.begin(this.organisationOf(row), id, timeAt(view, start + timeBytes + 4 * idWords), end - start);
          slice.#append(bytes.subarray(start + headBytes, end));
        }
        row += 1;
      }
    }
    return slice;
  }

  /** Lets the memory of the rows be used for others. They must not be used any more. */
  release(): void {
    this.#memory.giveBack(this.#pieces.splice(0));
    this.#piece = nowhere;
    this.length = 0;
  }

  /** Whose the row is. */
  organisationOf(row: number): string {
    return this.#runs.findLast((run) => run.from <= row)?.organisationId ?? '';
  }

  /** The id of the row as a text. */
  idOf(row: number): string {
    return uuidText(this.#ids.subarray(idWords * row, idWords * (row + 1)));
  }

  #append(rest: Uint8Array): void {
    this.#piece.bytes.set(rest, this.#piece.used);
    this.#piece.used += rest.length;
  }

  #pieceFor(bytes: number): RowPiece {
    if (this.#piece.used + bytes <= this.#piece.bytes.length) return this.#piece;
    this.#piece = this.#memory.take(bytes, this.#piece.bytes.length);
    this.#pieces.push(this.#piece);
    return this.#piece;
  }

  #growIds(): void {
    const grown = new Int32Array(Math.max(idWords * 16, 2 * this.#ids.length));
    grown.set(this.#ids);
    this.#ids = grown;
  }
}

/** The logs there are; rows of one never go into the other's table. */
export type LogName = 'audit' | 'access';

/** Rows of one organisation, one behind the other. */
export interface Run {
  readonly organisationId: string;
  /** The number of the first. */
  readonly from: number;
}

/** The columns with which each row begins, in their order. */
export const headColumns = {
  stored_at: "DateTime64(3, 'UTC')",
  event_id: 'UUID',
  occurred_at: "DateTime64(3, 'UTC')",
} as const;

/** How many numbers of 32 bits an id takes. */
export const idWords = 4;

const timeBytes = 8;
const headBytes = timeBytes + 4 * idWords + timeBytes;
const nowhere = emptyPiece(0);

/** Milliseconds as a number of 64 bits. */
function setTime(view: DataView, at: number, time: number): void {
  const high = Math.floor(time / 0x1_0000_0000);
  view.setUint32(at, time - high * 0x1_0000_0000, true);
  view.setInt32(at + 4, high, true);
}

function timeAt(view: DataView, at: number): number {
  return view.getInt32(at + 4, true) * 0x1_0000_0000 + view.getUint32(at, true);
}

/** The size before a text: seven bits a byte, the lowest first, with a sign that more follow. */
function writeSize(piece: RowPiece, size: number): void {
  let rest = size;
  while (rest > 0x7f) {
    piece.bytes[piece.used] = (rest & 0x7f) | 0x80;
    piece.used += 1;
    rest >>>= 7;
  }
  piece.bytes[piece.used] = rest;
  piece.used += 1;
}

/** An id as the engine holds it, as it is written. */
function uuidText([second = 0, first = 0, fourth = 0, third = 0]: Int32Array): string {
  const hex = [first, second, third, fourth].map((word) => (word >>> 0).toString(16).padStart(8, '0')).join('');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}

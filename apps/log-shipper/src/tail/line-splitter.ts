import { type Line, maximumLineBytes, type Splitter, type SplitterStart, withoutCarriageReturn } from './line.ts';

/**
 * Lines end in LF or CRLF. A line that grows beyond {@link maximumLineBytes} is given out with its first bytes only and
 * `truncated` set; the rest of it is skipped.
 */
export class LineSplitter implements Splitter {
  #held: Buffer[] = [];
  #heldBytes = 0;
  #start: number;
  #position: number;
  #number: number;
  readonly #keepsCarriageReturn: boolean;

  constructor(from: SplitterStart, options: { readonly keepCarriageReturn?: boolean } = {}) {
    this.#keepsCarriageReturn = options.keepCarriageReturn === true;
    this.#start = from.offset;
    this.#position = from.offset;
    this.#number = from.line;
  }

  /** A line has begun, and its end has not come yet. */
  get isWithinLine(): boolean {
    return this.#position > this.#start;
  }

  /** Passes over whole lines that somebody else has cut; returns where they begin. Not within a line. */
  pass(bytes: number, lines: number): SplitterStart {
    const from = { offset: this.#start, line: this.#number };
    this.#position += bytes;
    this.#start = this.#position;
    this.#number += lines;
    return from;
  }

  push(chunk: Buffer): Line[] {
    const lines: Line[] = [];
    let from = 0;
    for (let newline = chunk.indexOf(10); newline !== -1; newline = chunk.indexOf(10, from)) {
      const end = chunk.subarray(from, newline);
      this.#position += newline - from + 1;
      // Nearly every line lies whole in one chunk.
      if (this.#heldBytes === 0 && end.length <= maximumLineBytes) {
        lines.push(this.#lineOf(end, false));
      } else {
        this.#hold(end);
        lines.push(this.#take(false));
      }
      from = newline + 1;
    }
    if (from < chunk.length) {
      this.#hold(chunk.subarray(from));
      this.#position += chunk.length - from;
    }
    return lines;
  }

  end(): Line[] {
    return this.isWithinLine ? [this.#take(true)] : [];
  }

  #hold(part: Buffer): void {
    const room = maximumLineBytes - this.#heldBytes;
    if (room > 0 && part.length > 0) this.#held.push(part.length > room ? part.subarray(0, room) : part);
    this.#heldBytes += part.length;
  }

  #take(open: boolean): Line {
    const [only = Buffer.alloc(0)] = this.#held;
    const bytes = this.#held.length < 2 ? only : Buffer.concat(this.#held);
    const line = this.#lineOf(bytes, open);
    this.#held = [];
    this.#heldBytes = 0;
    return line;
  }

  #lineOf(bytes: Buffer, open: boolean): Line {
    this.#number += 1;
    const start = this.#start;
    this.#start = this.#position;
    return {
      bytes: this.#keepsCarriageReturn ? bytes : withoutCarriageReturn(bytes),
      start,
      end: this.#position,
      number: this.#number,
      lines: 1,
      truncated: this.#heldBytes > maximumLineBytes,
      open,
    };
  }
}

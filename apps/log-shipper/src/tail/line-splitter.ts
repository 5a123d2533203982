/** One line of a source, with where it starts and ends (newline included) in bytes. */
export interface Line {
  readonly bytes: Buffer;
  readonly start: number;
  readonly end: number;
  /** Counted from 1. */
  readonly number: number;
}

/** A line longer than this is cut off from memory and reported instead of shipped. */
export const maximumLineBytes = 1_048_576;

/**
 * Splits chunks into lines in bounded memory. A line that grows beyond {@link maximumLineBytes} is yielded with its
 * first bytes only and `truncated` set; the rest of it is skipped.
 */
export class LineSplitter {
  #held: Buffer[] = [];
  #heldBytes = 0;
  #start: number;
  #position: number;
  #number: number;

  constructor(from: { offset: number; line: number }) {
    this.#start = from.offset;
    this.#position = from.offset;
    this.#number = from.line;
  }

  /** Where the next complete line will start. */
  get offset(): number {
    return this.#start;
  }

  *push(chunk: Buffer): Generator<Line & { readonly truncated: boolean }> {
    let from = 0;
    for (let newline = chunk.indexOf(10, from); newline !== -1; newline = chunk.indexOf(10, from)) {
      this.#hold(chunk.subarray(from, newline));
      this.#position += newline - from + 1;
      yield this.#take();
      from = newline + 1;
    }
    if (from < chunk.length) {
      this.#hold(chunk.subarray(from));
      this.#position += chunk.length - from;
    }
  }

  /** What is left without a newline, once no more can come (standard input, a compressed or rotated file). */
  *end(): Generator<Line & { readonly truncated: boolean }> {
    if (this.#position > this.#start) yield this.#take();
  }

  #hold(part: Buffer): void {
    const room = maximumLineBytes - this.#heldBytes;
    // Held past this call: a copy, because the reader uses its buffer again.
    if (room > 0 && part.length > 0) this.#held.push(Buffer.from(part.subarray(0, room)));
    this.#heldBytes += part.length;
  }

  #take(): Line & { readonly truncated: boolean } {
    const bytes = Buffer.concat(this.#held);
    const trimmed = bytes.at(-1) === 13 ? bytes.subarray(0, -1) : bytes;
    this.#number += 1;
    const line = {
      bytes: trimmed,
      start: this.#start,
      end: this.#position,
      number: this.#number,
      truncated: this.#heldBytes > maximumLineBytes,
    };
    this.#held = [];
    this.#heldBytes = 0;
    this.#start = this.#position;
    return line;
  }
}

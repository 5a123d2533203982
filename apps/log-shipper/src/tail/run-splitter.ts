import { type Cut, type Line, type LineRun, maximumLineBytes, type Splitter, type SplitterStart } from './line.ts';
import { LineSplitter } from './line-splitter.ts';

/** Whether the line that begins at `at` is an event as it is. It may run to the end of the bytes, or end before it. */
export type BeginsEvent = (bytes: Buffer, at: number) => boolean;

/**
 * Lines as {@link LineSplitter} cuts them, but those that are events as they are come in runs: an object for each line
 * costs more than all else that is done with it. What is only slightly unusual comes by itself: a line that two chunks share,
 * one that ends in CRLF, one that is too long.
 */
export class RunSplitter implements Splitter {
  readonly #lines: LineSplitter;
  readonly #beginsEvent: BeginsEvent;

  constructor(from: SplitterStart, beginsEvent: BeginsEvent) {
    this.#lines = new LineSplitter(from);
    this.#beginsEvent = beginsEvent;
  }

  push(chunk: Buffer): Cut[] {
    const cuts: Cut[] = [];
    // What lies before it is cut already; what lies between it and `at` goes line by line.
    let done = 0;
    let at = this.#lines.isWithinLine ? behindLine(chunk, 0) : 0;
    while (at < chunk.length) {
      const ends = this.#runFrom(chunk, at);
      const length = ends.at(-1);
      if (length === undefined) {
        at = behindLine(chunk, at);
        continue;
      }
      this.#cutSingly(chunk.subarray(done, at), cuts);
      cuts.push(this.#runOf(chunk.subarray(at, at + length), ends));
      at += length;
      done = at;
    }
    this.#cutSingly(chunk.subarray(done), cuts);
    return cuts;
  }

  end(): Line[] {
    return this.#lines.end();
  }

  #cutSingly(bytes: Buffer, cuts: Cut[]): void {
    if (bytes.length === 0) return;
    // Not spread into one call: blank lines may be a quarter of a million.
    for (const line of this.#lines.push(bytes)) cuts.push(line);
  }

  /** Where each line of the run that begins at `from` ends, counted from there; none where there is no run. */
  #runFrom(chunk: Buffer, from: number): number[] {
    const ends: number[] = [];
    for (let at = from; this.#beginsEvent(chunk, at); ) {
      const newline = chunk.indexOf(lineFeed, at);
      if (newline === -1 || newline - at > maximumLineBytes || chunk[newline - 1] === carriageReturn) break;
      at = newline + 1;
      ends.push(at - from);
    }
    return ends;
  }

  #runOf(bytes: Buffer, ends: readonly number[]): LineRun {
    const { offset, line } = this.#lines.pass(bytes.length, ends.length);
    return { bytes, ends, start: offset, end: offset + bytes.length, number: line + 1, lines: ends.length };
  }
}

const lineFeed = 0x0a;
const carriageReturn = 0x0d;

/** Where the next line begins; the end of the chunk, if it does not begin in it. */
function behindLine(chunk: Buffer, from: number): number {
  const newline = chunk.indexOf(lineFeed, from);
  return newline === -1 ? chunk.length : newline + 1;
}

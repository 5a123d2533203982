/** One line of a source, with where it starts and ends (newline included) in bytes. A CSV record may span several. */
export interface Line {
  /** Without the newline. A view of what was read: never written to, and never kept for long. */
  readonly bytes: Buffer;
  readonly start: number;
  readonly end: number;
  /** Of its first line, counted from 1. */
  readonly number: number;
  /** How many lines it spans: 1, but for CSV records with line breaks in a value. */
  readonly lines: number;
  /** Longer than {@link maximumLineBytes}: only its beginning is there. */
  readonly truncated: boolean;
  /** The newline is not there yet: more may be written. */
  readonly open: boolean;
}

/**
 * Lines that lie one behind the other in memory, each of them an event as it is. They are counted, sent and noted together;
 * a single one is worked out only when the gateway refuses it. None is blank, cut off or without its newline.
 */
export interface LineRun {
  /** From the start of the first line to behind the newline of the last. A view of what was read, never written to. */
  readonly bytes: Buffer;
  /** Where in `bytes` each line ends, behind its newline. */
  readonly ends: readonly number[];
  readonly start: number;
  readonly end: number;
  /** Of its first line, counted from 1. */
  readonly number: number;
  readonly lines: number;
}

/** What a source is cut into: single lines, and runs of lines that nobody has to look at one by one. */
export type Cut = Line | LineRun;

/** Cuts chunks into lines, in bounded memory. One splitter a reading; chunks come in order and stay untouched. */
export interface Splitter {
  push(chunk: Buffer): Cut[];
  /** What is left without a newline. */
  end(): Line[];
}

/** A line longer than this is cut off from memory and reported instead of shipped. The gateway takes 256 KiB. */
export const maximumLineBytes = 1_048_576;

/** Where reading begins. */
export interface SplitterStart {
  readonly offset: number;
  /** Lines before the offset. */
  readonly line: number;
}

export function withoutCarriageReturn(bytes: Buffer): Buffer {
  return bytes[bytes.length - 1] === 0x0d ? bytes.subarray(0, -1) : bytes;
}

import type { FilePosition } from './file-position.ts';
import type { Cut } from './line.ts';

/** One stretch of content: of a file from its first byte until it is truncated or replaced, or standard input. */
export interface Source {
  readonly path: string;
  /** Names the content in event ids, see `headOf`. */
  readonly head: string;
  /** Its first line: where a CSV file names its columns, also when reading resumes behind it. At most 64 KiB. */
  readonly firstLine: Buffer;
}

/** Lines of one source that were read at once. */
export interface SourceBlock {
  readonly source: Source;
  readonly lines: readonly Cut[];
  /** The source's position once this line, or part of a run, of the block is dealt with; null where there is none to keep. */
  after(cut: Cut): FilePosition | null;
  /** On the last block of a source that has been read to its end: the position there. */
  readonly end: FilePosition | null;
}

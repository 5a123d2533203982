import type { FilePosition } from './file-identity.ts';
import type { Line } from './line-splitter.ts';

/** A line with all that shipping needs to know of where it came from. */
export interface SourceLine extends Line {
  /** The line was too long; only its beginning is there. */
  readonly truncated: boolean;
  readonly path: string;
  /** Of the content it belongs to, see `FileIdentity`. */
  readonly head: string;
  /** The first line of the same content: where a CSV file names its columns, also when reading resumes behind it. */
  readonly firstLine: Buffer;
  /** The source's position once this line is dealt with; null where there is none to keep. */
  readonly after: FilePosition | null;
}

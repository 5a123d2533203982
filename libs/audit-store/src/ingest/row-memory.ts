/** A piece of memory with rows, or a part of one, in it. */
export interface RowPiece {
  readonly bytes: Buffer;
  readonly view: DataView;
  /** Where each row begins. */
  readonly starts: number[];
  /** How much of it is written. */
  used: number;
}

/**
 * The memory that rows are written to. Pieces of the largest size are kept for the rows that come next: memory outside
 * of its own heap makes the garbage collector look through all of it, and fresh pieces for every batch do so several times a
 * second.
 */
export class RowMemory {
  readonly #kept: RowPiece[] = [];

  /**
   * An empty piece with room for `needed` bytes. The first pieces of some rows are small, because most requests bring few
   * events, and then soon of the size that is kept.
   */
  take(needed: number, previous: number): RowPiece {
    const size = Math.max(needed, Math.min(largestPiece, Math.max(smallestPiece, 16 * previous)));
    return (size === largestPiece ? this.#kept.pop() : undefined) ?? emptyPiece(size);
  }

  /** Takes pieces back. Nobody may read or write them any more. */
  giveBack(pieces: readonly RowPiece[]): void {
    for (const piece of pieces) {
      if (piece.bytes.length !== largestPiece || this.#kept.length >= mostKept) continue;
      piece.starts.length = 0;
      piece.used = 0;
      this.#kept.push(piece);
    }
  }
}

export function emptyPiece(size: number): RowPiece {
  const bytes = Buffer.allocUnsafeSlow(size);
  return { bytes, view: new DataView(bytes.buffer), starts: [], used: 0 };
}

const smallestPiece = 4 * 1024;
const largestPiece = 1024 * 1024;

/** What a large request holds: one batch that is stored, one that is filled. */
const mostKept = 32;

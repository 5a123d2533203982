import type { Parcel } from './batch.ts';

/**
 * The body of a request: each event and a newline. Most lines go as they came, so lines that still lie one behind the other
 * where a file was read to are one piece, and nothing is copied.
 */
export function bodyOf(parcels: readonly Parcel[]): Buffer[] {
  const pieces: Buffer[] = [];
  let memory: ArrayBufferLike | undefined;
  let start = 0;
  let end = 0;
  const close = () => {
    if (memory !== undefined) pieces.push(Buffer.from(memory, start, end - start), newline);
  };
  for (const { json } of parcels) {
    const { buffer, byteOffset, length } = json;
    if (buffer !== memory || byteOffset !== end + 1 || !isNewline(buffer, end)) {
      close();
      memory = buffer;
      start = byteOffset;
    }
    end = byteOffset + length;
  }
  close();
  // Lines that were made here are many small pieces, and each piece would be written by itself.
  return pieces.length > parcels.length / 4 && pieces.length > 16 ? [Buffer.concat(pieces)] : pieces;
}

const newline = Buffer.from('\n');

function isNewline(memory: ArrayBufferLike, at: number): boolean {
  return new Uint8Array(memory, at, 1)[0] === newline[0];
}

import { countEvents, type Parcel } from './parcel.ts';

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
    if (memory === undefined) return;
    if (isNewline(memory, end)) pieces.push(Buffer.from(memory, start, end + 1 - start));
    else pieces.push(Buffer.from(memory, start, end - start), newline);
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
  return pieces.length > manyPieces && pieces.length > countEvents(parcels) / 4 ? [Buffer.concat(pieces)] : pieces;
}

const manyPieces = 16;
const newline = Buffer.from('\n');

function isNewline(memory: ArrayBufferLike, at: number): boolean {
  return at < memory.byteLength && new Uint8Array(memory, at, 1)[0] === newline[0];
}

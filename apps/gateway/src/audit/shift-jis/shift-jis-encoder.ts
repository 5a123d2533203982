import { shiftJisTable, unmapped } from './shift-jis-table.ts';

/**
 * Turns UTF-8 that comes in blocks into Shift_JIS as Windows and Excel in Japanese read it (code page 932). Characters may
 * be split over blocks. One that Shift_JIS does not have becomes 〓, the mark that Japanese printers set for missing type,
 * and is counted: nothing is lost unseen. Works on bytes, because a text of its own for every block costs several times
 * the table.
 */
export class ShiftJisEncoder {
  /** How many characters were replaced so far. */
  replaced = 0;
  /** The beginning of a character whose rest is in the next block. */
  #begun: Uint8Array = new Uint8Array(0);

  encode(block: Uint8Array): Uint8Array {
    const bytes = this.#begun.length === 0 ? block : Buffer.concat([this.#begun, block]);
    const end = wholeCharacters(bytes);
    this.#begun = bytes.slice(end);
    return this.#encodeWhole(bytes, end);
  }

  /** To be called once, after the last block: what was begun and never ended is a character that nobody can read. */
  end(): Uint8Array {
    if (this.#begun.length === 0) return this.#begun;
    this.#begun = new Uint8Array(0);
    this.replaced += 1;
    return Uint8Array.of(standIn >> 8, standIn & 0xff);
  }

  #encodeWhole(bytes: Uint8Array, end: number): Uint8Array {
    // No character is longer in Shift_JIS, but a stray byte is replaced by two.
    const out = new Uint8Array(2 * end);
    let written = 0;
    for (let at = 0; at < end; ) {
      const first = bytes[at] ?? 0;
      if (first < 0x80) {
        out[written++] = first;
        at += 1;
        continue;
      }
      const length = Math.max(1, lengthOf(first));
      let code = length <= 3 && length > 1 ? (shiftJisTable[codePoint(bytes, at, length)] ?? unmapped) : unmapped;
      if (code === unmapped) {
        code = standIn;
        this.replaced += 1;
      }
      if (code > 0xff) out[written++] = code >> 8;
      out[written++] = code & 0xff;
      at += length;
    }
    return out.subarray(0, written);
  }
}

/** 〓 (U+3013). */
const standIn = 0x81ac;

/** How many bytes of UTF-8 a character takes that begins so; 0 for a byte that begins none. */
function lengthOf(first: number): number {
  if (first < 0x80) return 1;
  if (first < 0xc2) return 0;
  if (first < 0xe0) return 2;
  if (first < 0xf0) return 3;
  return first < 0xf5 ? 4 : 0;
}

function codePoint(bytes: Uint8Array, at: number, length: number): number {
  const second = (bytes[at + 1] ?? 0) & 0x3f;
  if (length === 2) return (((bytes[at] ?? 0) & 0x1f) << 6) | second;
  return (((bytes[at] ?? 0) & 0x0f) << 12) | (second << 6) | ((bytes[at + 2] ?? 0) & 0x3f);
}

/** Up to where the block holds characters whole. */
function wholeCharacters(bytes: Uint8Array): number {
  for (let back = 1; back <= Math.min(3, bytes.length); back += 1) {
    const at = bytes.length - back;
    const byte = bytes[at] ?? 0;
    if (byte < 0x80) break;
    if (byte >= 0xc0) return lengthOf(byte) > back ? at : bytes.length;
  }
  return bytes.length;
}

/**
 * Reads a UUID of 36 characters, in capitals or small letters, as four words of 32 bits, the front first. False when it is
 * none; what is in `words` is not to be used then.
 */
export function readUuid(bytes: Uint8Array, from: number, to: number, words: Int32Array): boolean {
  if (to - from !== 36) return false;
  // One octet that is none makes it negative for good.
  let all = 0;
  for (let word = 0; word < 4; word += 1) {
    const first = octetAt(bytes, from + (places[4 * word] ?? 0));
    const second = octetAt(bytes, from + (places[4 * word + 1] ?? 0));
    const third = octetAt(bytes, from + (places[4 * word + 2] ?? 0));
    const fourth = octetAt(bytes, from + (places[4 * word + 3] ?? 0));
    all |= first | second | third | fourth;
    words[word] = (first << 24) | (second << 16) | (third << 8) | fourth;
  }
  return (
    all >= 0 &&
    bytes[from + 8] === dash &&
    bytes[from + 13] === dash &&
    bytes[from + 18] === dash &&
    bytes[from + 23] === dash
  );
}

/** Where the octets of a UUID are in its text. */
const places = Uint8Array.of(0, 2, 4, 6, 9, 11, 14, 16, 19, 21, 24, 26, 28, 30, 32, 34);

const dash = 0x2d;

/** Two hexadecimal digits as a number; negative when one of them is no digit. */
export function octetAt(bytes: Uint8Array, at: number): number {
  return ((digits[bytes[at] ?? 0] ?? -1) << 4) | (digits[bytes[at + 1] ?? 0] ?? -1);
}

/** The value of each character's code as a hexadecimal digit, or -1. */
const digits = Int8Array.from({ length: 256 }, (_, code) => {
  const character = String.fromCharCode(code);
  return /[0-9a-fA-F]/.test(character) ? Number.parseInt(character, 16) : -1;
});

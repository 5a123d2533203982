import { octetAt } from './uuid-words.ts';

/**
 * Where the escape that begins at `at` with its backslash ends; -1 when it is none, or half of a pair of surrogates, which
 * UTF-8 can't hold.
 */
export function escapeEnd(bytes: Uint8Array, at: number): number {
  const kind = bytes[at + 1] ?? 0;
  if (kind !== letterU) return (single[kind] ?? 0) === 0 ? -1 : at + 2;
  const unit = unitAt(bytes, at);
  if (unit < 0) return -1;
  if (unit < firstHigh || unit > lastLow) return at + 6;
  if (unit >= firstLow || bytes[at + 6] !== backslash || bytes[at + 7] !== letterU) return -1;
  const low = unitAt(bytes, at + 6);
  return low >= firstLow && low <= lastLow ? at + 12 : -1;
}

/**
 * Writes the text between `from` and `to`, whose escapes are all good ones, as plain UTF-8 to the beginning of `into`. Returns
 * how many bytes it takes, which is never more than it had.
 */
export function unescapeInto(bytes: Uint8Array, from: number, to: number, into: Uint8Array): number {
  let size = 0;
  for (let at = from; at < to; ) {
    const byte = bytes[at] ?? 0;
    if (byte !== backslash) {
      into[size] = byte;
      size += 1;
      at += 1;
      continue;
    }
    const end = escapeEnd(bytes, at);
    const kind = bytes[at + 1] ?? 0;
    size = writePoint(kind === letterU ? pointAt(bytes, at, end) : (single[kind] ?? 0), into, size);
    at = end;
  }
  return size;
}

function pointAt(bytes: Uint8Array, at: number, end: number): number {
  const unit = unitAt(bytes, at);
  return end - at === 6 ? unit : 0x10000 + ((unit - firstHigh) << 10) + (unitAt(bytes, at + 6) - firstLow);
}

function writePoint(point: number, into: Uint8Array, at: number): number {
  if (point < 0x80) {
    into[at] = point;
    return at + 1;
  }
  if (point < 0x800) {
    into[at] = 0xc0 | (point >> 6);
    into[at + 1] = 0x80 | (point & 0x3f);
    return at + 2;
  }
  if (point < 0x10000) {
    into[at] = 0xe0 | (point >> 12);
    into[at + 1] = 0x80 | ((point >> 6) & 0x3f);
    into[at + 2] = 0x80 | (point & 0x3f);
    return at + 3;
  }
  into[at] = 0xf0 | (point >> 18);
  into[at + 1] = 0x80 | ((point >> 12) & 0x3f);
  into[at + 2] = 0x80 | ((point >> 6) & 0x3f);
  into[at + 3] = 0x80 | (point & 0x3f);
  return at + 4;
}

/** The four digits behind `\u`, or something negative. */
function unitAt(bytes: Uint8Array, at: number): number {
  const first = octetAt(bytes, at + 2);
  const second = octetAt(bytes, at + 4);
  return first < 0 || second < 0 ? -1 : (first << 8) | second;
}

const backslash = 0x5c;
const letterU = 0x75;
const firstHigh = 0xd800;
const firstLow = 0xdc00;
const lastLow = 0xdfff;

/** What the escapes of one character stand for, by that character. */
const single = new Uint8Array(256);
for (const [letter, meaning] of Object.entries({ b: '\b', f: '\f', n: '\n', r: '\r', t: '\t' })) {
  single[letter.charCodeAt(0)] = meaning.charCodeAt(0);
}
for (const itself of '"\\/') single[itself.charCodeAt(0)] = itself.charCodeAt(0);

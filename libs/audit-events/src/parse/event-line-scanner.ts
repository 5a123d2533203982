import type { Catalogue } from '../catalogue/catalogue.ts';
import { isIpAddress } from './ip-address.ts';
import { escapeEnd } from './json-escapes.ts';
import { fieldLimits } from './parse-audit-event.ts';
import { createTimeReader } from './time-reader.ts';
import { readUuid } from './uuid-words.ts';

/**
 * Reads the lines that nearly all events come as, without making anything of them but numbers: an object of texts, each
 * field once, every value as `createAuditEventParser` would take it. Says where each value lies in the
 * bytes. Whatever is only slightly unusual it leaves to the parser, which knows all that is allowed and what to say
 * of the rest, so what comes of a line never depends on who read it (a property test holds the two together).
 */
export interface EventLineScanner {
  /**
   * Reads the line that begins at `from`. Returns where the next one begins, or -1 when the line is not regular. The
   * bytes must be UTF-8 and end in a line feed. `now`: milliseconds.
   */
  scan(bytes: Uint8Array, from: number, now: number): number;
  /** What the last regular line says. Valid until the next scan. */
  readonly found: ScannedEvent;
}

export interface ScannedEvent {
  /** The id as four words of 32 bits, the front first. */
  readonly id: Int32Array;
  /** In milliseconds. */
  readonly occurredAt: number;
  /** Where the value of each of the {@link scannedTexts} begins, in their order. */
  readonly from: Int32Array;
  /** Where it ends: where it begins, if it is empty or was left out. */
  readonly to: Int32Array;
  /** The texts with escapes in them, as bits, the first text the lowest; `unescapeInto` makes them plain. */
  readonly escaped: number;
}

/** The fields whose values are taken over as they are. */
export const scannedTexts = [
  'category',
  'event',
  'action',
  'operationUserId',
  'operationUserName',
  'operationUserEmail',
  'ipAddress',
  'userAgent',
  'spaceKey',
] as const satisfies readonly (keyof typeof fieldLimits)[];

/** Makes the scanner for one product; undefined when the catalogue has no such product. */
export function createEventLineScanner(catalogue: Catalogue, productId: string): EventLineScanner | undefined {
  const product = catalogue.products.find(({ id }) => id === productId);
  if (product === undefined) return undefined;
  const pairs = product.categories.flatMap(({ id, events }) => events.map((event) => [id, event.id] as const));
  const closedAt = product.closedAt === undefined ? Number.POSITIVE_INFINITY : Date.parse(product.closedAt);
  return new Scanner(encode(productId), createPairLookup(pairs), closedAt);
}

/** The fields in the order of their slots: the texts, then those that are read here. */
const fields = [...scannedTexts, 'id', 'occurredAt', 'product', 'version'] as const;
/** As they stand in a line, behind the quotation mark that opens them: `category"`. */
const keys = fields.map((field) => encode(`${field}"`));
/** A value of so many bytes has at most so many characters. */
const limits = Int32Array.from(fields, (field) => fieldLimits[field]);

const category = fields.indexOf('category');
const event = fields.indexOf('event');
const action = fields.indexOf('action');
const ipAddress = fields.indexOf('ipAddress');
const id = fields.indexOf('id');
const occurredAt = fields.indexOf('occurredAt');
const product = fields.indexOf('product');
const version = fields.indexOf('version');

/** The texts that may hold anything. The others are compared with what they may be, so their escapes are the parser's. */
const freeTexts = (
  ['action', 'operationUserId', 'operationUserName', 'operationUserEmail', 'userAgent', 'spaceKey'] as const
).reduce((bits, field) => bits | (1 << fields.indexOf(field)), 0);

const dayMs = 86_400_000;
const v1 = encode('V1');

class Scanner implements EventLineScanner {
  readonly found = {
    id: new Int32Array(4),
    occurredAt: 0,
    from: new Int32Array(fields.length),
    to: new Int32Array(fields.length),
    escaped: 0,
  };
  readonly #product: Uint8Array;
  readonly #isKnown: PairLookup;
  /** Nothing that happened then or later is taken. */
  readonly #closedAt: number;
  readonly #readTime = createTimeReader();
  /** Which field came in which place in the line before: senders write them in one order. */
  readonly #order = Int32Array.from(fields, (_, place) => place);

  constructor(productId: Uint8Array, isKnown: PairLookup, closedAt: number) {
    this.#product = productId;
    this.#isKnown = isKnown;
    this.#closedAt = closedAt;
  }

  scan(bytes: Uint8Array, start: number, now: number): number {
    const end = this.#locate(bytes, start);
    return end !== -1 && this.#fits(bytes, now) ? end : -1;
  }

  /** Finds the values. Returns where the next line begins, or -1. */
  #locate(bytes: Uint8Array, start: number): number {
    const { from, to } = this.found;
    from.fill(0);
    to.fill(0);
    let at = start;
    let seen = 0;
    this.found.escaped = 0;
    if (bytes[at] !== openBrace) return -1;
    for (let place = 0; place < fields.length; place += 1) {
      at += 1;
      if (bytes[at] === space) at += 1;
      if (bytes[at] !== quote) return -1;
      at += 1;
      const field = this.#fieldAt(bytes, at, place);
      if (field === -1 || (seen & (1 << field)) !== 0) return -1;
      seen |= 1 << field;
      at += keyLengths[field] ?? 0;
      if (bytes[at] !== colon) return -1;
      at += 1;
      if (bytes[at] === space) at += 1;
      if (bytes[at] !== quote) return -1;
      at += 1;
      from[field] = at;
      // The line feed stops it at the latest.
      while (stops[bytes[at] ?? 0] === 0) at += 1;
      while (bytes[at] === backslash) {
        this.found.escaped |= 1 << field;
        at = escapeEnd(bytes, at);
        if (at === -1) return -1;
        while (stops[bytes[at] ?? 0] === 0) at += 1;
      }
      to[field] = at;
      if (bytes[at] !== quote) return -1;
      at += 1;
      if (bytes[at] === comma) continue;
      if (bytes[at] !== closeBrace) return -1;
      at += 1;
      if (bytes[at] === carriageReturn) at += 1;
      return bytes[at] === lineFeed ? at + 1 : -1;
    }
    return -1;
  }

  #fieldAt(bytes: Uint8Array, at: number, place: number): number {
    const expected = this.#order[place] ?? 0;
    if (isAt(bytes, at, keys[expected] ?? v1)) return expected;
    const field = keys.findIndex((key) => isAt(bytes, at, key));
    if (field !== -1) this.#order[place] = field;
    return field;
  }

  #fits(bytes: Uint8Array, now: number): boolean {
    const { from, to, escaped } = this.found;
    if ((escaped & ~freeTexts) !== 0) return false;
    for (let field = 0; field < fields.length; field += 1) {
      if ((to[field] ?? 0) - (from[field] ?? 0) > (limits[field] ?? 0)) return false;
    }
    if (!readUuid(bytes, from[id] ?? 0, to[id] ?? 0, this.found.id)) return false;
    const time = this.#readTime(bytes, from[occurredAt] ?? 0, to[occurredAt] ?? 0);
    if (time === -1 || time > now + dayMs || time >= this.#closedAt) return false;
    this.found.occurredAt = time;
    return (
      from[action] !== to[action] &&
      this.#isKnown(bytes, from[category] ?? 0, to[category] ?? 0, from[event] ?? 0, to[event] ?? 0) &&
      isOneAddress(bytes, from[ipAddress] ?? 0, to[ipAddress] ?? 0) &&
      isLeftOutOr(this.#product, bytes, from[product] ?? 0, to[product] ?? 0) &&
      isLeftOutOr(v1, bytes, from[version] ?? 0, to[version] ?? 0)
    );
  }
}

const lineFeed = 0x0a;
const carriageReturn = 0x0d;
const space = 0x20;
const quote = 0x22;
const comma = 0x2c;
const dot = 0x2e;
const zero = 0x30;
const colon = 0x3a;
const backslash = 0x5c;
const openBrace = 0x7b;
const closeBrace = 0x7d;

const keyLengths = Int32Array.from(keys, ({ length }) => length);
/** The bytes that end a text, or that JSON does not allow in one. */
const stops = Uint8Array.from({ length: 256 }, (_, byte) =>
  byte < space || byte === quote || byte === backslash ? 1 : 0,
);

function isAt(bytes: Uint8Array, at: number, text: Uint8Array): boolean {
  for (let index = 0; index < text.length; index += 1) if (bytes[at + index] !== text[index]) return false;
  return true;
}

/** A field that was left out lies at 0, where the brace is; one that is there and empty does not fit. */
function isLeftOutOr(text: Uint8Array, bytes: Uint8Array, from: number, to: number): boolean {
  return to === 0 || (to - from === text.length && isAt(bytes, from, text));
}

function isOneAddress(bytes: Uint8Array, from: number, to: number): boolean {
  if (from === to) return true;
  let octets = 0;
  let digits = 0;
  let octet = 0;
  for (let at = from; at < to; at += 1) {
    const byte = bytes[at] ?? 0;
    if (byte === dot) {
      if (digits === 0 || octet > 255) return false;
      octets += 1;
      digits = 0;
      octet = 0;
      continue;
    }
    const digit = byte - zero;
    // Not an IPv4 address as they are usually written: perhaps another.
    if (digit < 0 || digit > 9 || (digits > 0 && octet === 0) || digits === 3)
      return isIpAddress(textOf(bytes, from, to));
    octet = octet * 10 + digit;
    digits += 1;
  }
  return octets === 3 && digits > 0 && octet <= 255;
}

/** Whether the product has the event of the category. */
type PairLookup = (bytes: Uint8Array, from: number, to: number, eventFrom: number, eventTo: number) => boolean;

/** Few pairs have the same lengths and the same last letter, and only those are compared. */
function createPairLookup(pairs: readonly (readonly [category: string, event: string])[]): PairLookup {
  const shelves = new Map<number, { readonly category: Uint8Array; readonly event: Uint8Array }[]>();
  for (const [categoryId, eventId] of pairs) {
    const pair = { category: encode(categoryId), event: encode(eventId) };
    const number = shelfOf(pair.category.length, pair.event.length, pair.event.at(-1) ?? 0);
    shelves.set(number, [...(shelves.get(number) ?? []), pair]);
  }
  return (bytes, from, to, eventFrom, eventTo) => {
    const shelf = shelves.get(shelfOf(to - from, eventTo - eventFrom, bytes[eventTo - 1] ?? 0));
    if (shelf === undefined) return false;
    for (const pair of shelf) {
      if (isAt(bytes, from, pair.category) && isAt(bytes, eventFrom, pair.event)) return true;
    }
    return false;
  };
}

/** Values longer than any limit never come here. */
function shelfOf(categoryLength: number, eventLength: number, last: number): number {
  return (categoryLength * 256 + eventLength) * 256 + last;
}

function encode(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

function textOf(bytes: Uint8Array, from: number, to: number): string {
  return String.fromCharCode(...bytes.subarray(from, to));
}

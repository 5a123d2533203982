import { isUtf8 } from 'node:buffer';
import { RequestProblem } from '../admin/request-problem.ts';

/**
 * A piece of a request: whole lines of NDJSON, each with its line feed, or the notice that there was a line too long to be
 * kept. An element of an array counts as a line.
 */
export type RawBlock = { readonly lines: Buffer } | typeof tooLong;

/** One event as JSON, or why it can't be read. */
export type RawEvent = { readonly value: unknown } | Unreadable;

export interface Unreadable {
  readonly unreadable: 'not-json' | 'not-utf8' | 'too-long';
}

/** Bytes one event may have. */
export const maximumEventBytes = 256 * 1024;

export const lineFeed = 0x0a;

const tooLong = { unreadable: 'too-long' } as const satisfies Unreadable;

/** Reads the bytes of one event; null when there are none but white space. */
export function readEvent(bytes: Buffer): RawEvent | null {
  if (bytes.length > maximumEventBytes) return tooLong;
  if (!isUtf8(bytes)) return { unreadable: 'not-utf8' };
  const text = bytes.toString('utf8');
  try {
    return { value: JSON.parse(text) };
  } catch {
    return text.trim() === '' ? null : { unreadable: 'not-json' };
  }
}

/**
 * The lines of NDJSON, a block at a time, with no more in memory than a chunk of the body and one line. A byte order
 * mark at the start is skipped.
 */
export async function* readLines(body: AsyncIterable<Buffer>): AsyncGenerator<RawBlock> {
  /** The beginning of a line whose end has not come yet. Past the limit its bytes are let go. */
  let begun: Buffer[] = [];
  let size = 0;
  const begin = (bytes: Buffer) => {
    size += bytes.length;
    if (size > maximumEventBytes) begun = [];
    else begun.push(bytes);
  };
  const whole = (end: Buffer): RawBlock => {
    begin(end);
    const block = size > maximumEventBytes ? tooLong : { lines: Buffer.concat([...begun, lineEnd]) };
    begun = [];
    size = 0;
    return block;
  };

  for await (const chunk of withoutByteOrderMark(body)) {
    let rest = chunk;
    if (size > 0) {
      const end = chunk.indexOf(lineFeed);
      if (end === -1) {
        begin(chunk);
        continue;
      }
      yield whole(chunk.subarray(0, end));
      rest = chunk.subarray(end + 1);
    }
    const end = rest.lastIndexOf(lineFeed) + 1;
    if (end > 0) yield { lines: rest.subarray(0, end) };
    if (end < rest.length) begin(rest.subarray(end));
  }
  if (size > 0) yield whole(Buffer.alloc(0));
}

/**
 * The elements of one JSON array as lines, with no more in memory than a chunk of the body and one element. Throws
 * {@link RequestProblem} (400) where the array itself is broken; what is inside an element is that element's matter.
 */
export async function* readArray(body: AsyncIterable<Buffer>): AsyncGenerator<RawBlock> {
  let opened = false;
  let closed = false;
  let isFirst = true;
  let depth = 0;
  let inString = false;
  let escaped = false;
  let parts: Buffer[] = [];
  let size = 0;

  for await (const chunk of body) {
    let lines: Buffer[] = [];
    let start = 0;
    const keep = (end: number) => {
      if (end === start) return;
      size += end - start;
      if (size <= maximumEventBytes) parts.push(withoutLineFeeds(chunk.subarray(start, end)));
    };
    for (let index = 0; index < chunk.length; index += 1) {
      const byte = chunk[index];
      if (inString) {
        if (escaped) escaped = false;
        else if (byte === backslash) escaped = true;
        else if (byte === quote) inString = false;
        continue;
      }
      if (byte === undefined || isSpace(byte)) {
        if (size === 0 && start === index) start = index + 1;
        continue;
      }
      if (closed) throw brokenArray();
      if (!opened) {
        if (byteOrderMark.includes(byte)) continue;
        if (byte !== openBracket) throw brokenArray();
        opened = true;
        start = index + 1;
      } else if (byte === quote) {
        inString = true;
      } else if (byte === openBracket || byte === openBrace) {
        depth += 1;
      } else if (byte === closeBrace || (byte === closeBracket && depth > 0)) {
        depth -= 1;
        if (depth < 0) throw brokenArray();
      } else if (depth === 0 && (byte === comma || byte === closeBracket)) {
        keep(index);
        if (size === 0 && (byte === comma || !isFirst)) throw brokenArray();
        if (size > maximumEventBytes) {
          if (lines.length > 0) yield { lines: Buffer.concat(lines) };
          lines = [];
          yield tooLong;
        } else if (size > 0) {
          lines.push(...parts, lineEnd);
        }
        isFirst = false;
        parts = [];
        size = 0;
        start = index + 1;
        closed = byte === closeBracket;
      }
    }
    if (opened && !closed) keep(chunk.length);
    if (lines.length > 0) yield { lines: Buffer.concat(lines) };
  }
  if (!closed) throw brokenArray();
}

/**
 * The part of an element with carriage returns for line feeds. JSON allows both between values and neither within a text, so
 * the element says the same, or is as wrong, as before.
 */
function withoutLineFeeds(part: Buffer): Buffer {
  return part.includes(lineFeed) ? Buffer.from(part.map((byte) => (byte === lineFeed ? carriageReturn : byte))) : part;
}

const carriageReturn = 0x0d;
const lineEnd = Buffer.of(lineFeed);
const quote = 0x22;
const comma = 0x2c;
const openBracket = 0x5b;
const backslash = 0x5c;
const closeBracket = 0x5d;
const openBrace = 0x7b;
const closeBrace = 0x7d;
const byteOrderMark = Buffer.from('\ufeff');

async function* withoutByteOrderMark(body: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let start = Buffer.alloc(0);
  for await (const chunk of body) {
    if (start.length === byteOrderMark.length) {
      yield chunk;
      continue;
    }
    const begun = Buffer.concat([start, chunk]);
    start = begun.subarray(0, byteOrderMark.length);
    if (start.length < byteOrderMark.length) continue;
    yield start.equals(byteOrderMark) ? begun.subarray(byteOrderMark.length) : begun;
  }
  if (start.length < byteOrderMark.length) yield start;
}

function isSpace(byte: number): boolean {
  return byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;
}

function brokenArray(): RequestProblem {
  return new RequestProblem(400, 'request.malformed', {
    ja: 'リクエストの本文を JSON の配列として読み取れませんでした。1 行に 1 件の NDJSON で送るか、配列の形を確認してください。',
    en: 'The body is not one JSON array. Send one event a line (NDJSON), or check how the array is made.',
  });
}

import { isUtf8 } from 'node:buffer';
import { RequestProblem } from '../admin/request-problem.ts';

/** One event of a request as it came: its number counted from 1, and its JSON, or why it can't be read. */
export type RawEvent =
  | { readonly line: number; readonly value: unknown }
  | { readonly line: number; readonly unreadable: 'not-json' | 'not-utf8' | 'too-long' };

/** Bytes one event may have. */
export const maximumEventBytes = 256 * 1024;

/**
 * The lines of NDJSON, a block at a time, with no more in memory than a chunk of the body and one line. Empty lines
 * are no events but count as lines; a byte order mark at the start is skipped.
 */
export async function* readLines(body: AsyncIterable<Buffer>): AsyncGenerator<readonly RawEvent[]> {
  let rest: Buffer = Buffer.alloc(0);
  let line = 0;
  let skipping = false;
  let first = true;
  for await (const chunk of body) {
    const data = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    const end = data.lastIndexOf(newline) + 1;
    if (end === 0) {
      // A line without an end yet: kept up to the limit, then its bytes are let go and only its end is looked for.
      skipping ||= data.length > maximumEventBytes;
      rest = skipping ? Buffer.alloc(0) : data;
      continue;
    }
    let block = data.subarray(0, end - 1);
    rest = data.subarray(end);
    if (first) block = withoutByteOrderMark(block);
    first = false;
    const events: RawEvent[] = [];
    if (skipping) {
      line += 1;
      events.push({ line, unreadable: 'too-long' });
      skipping = false;
      const next = block.indexOf(newline);
      if (next === -1) {
        yield events;
        continue;
      }
      block = block.subarray(next + 1);
    }
    for (const event of parseBlock(block, line)) events.push(event);
    line += countLines(block);
    yield events;
  }
  if (skipping) yield [{ line: line + 1, unreadable: 'too-long' }];
  else if (rest.length > 0) yield [...parseBlock(first ? withoutByteOrderMark(rest) : rest, line)];
}

/**
 * The elements of one JSON array, with no more in memory than a chunk of the body and one element. Throws
 * {@link RequestProblem} (400) where the array itself is broken; what is inside an element is that element's matter.
 */
export async function* readArray(body: AsyncIterable<Buffer>): AsyncGenerator<readonly RawEvent[]> {
  let opened = false;
  let closed = false;
  let line = 0;
  let depth = 0;
  let inString = false;
  let escaped = false;
  let parts: Buffer[] = [];
  let size = 0;

  const element = (): RawEvent => {
    line += 1;
    const bytes = Buffer.concat(parts);
    const tooLong = size > maximumEventBytes;
    parts = [];
    size = 0;
    return tooLong ? { line, unreadable: 'too-long' } : parseOne(bytes, line);
  };

  for await (const chunk of body) {
    const events: RawEvent[] = [];
    let start = 0;
    const keep = (end: number) => {
      size += end - start;
      if (size <= maximumEventBytes) parts.push(chunk.subarray(start, end));
    };
    for (let index = 0; index < chunk.length; index += 1) {
      const byte = chunk[index];
      if (inString) {
        if (escaped) escaped = false;
        else if (byte === backslash) escaped = true;
        else if (byte === quote) inString = false;
        continue;
      }
      if (byte === undefined || isSpace(byte)) continue;
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
        const isEmpty = size <= maximumEventBytes && Buffer.concat(parts).toString('latin1').trim() === '';
        if (!isEmpty) events.push(element());
        else if (byte === comma || line > 0) throw brokenArray();
        parts = [];
        size = 0;
        start = index + 1;
        closed = byte === closeBracket;
      }
    }
    if (opened && !closed) keep(chunk.length);
    if (events.length > 0) yield events;
  }
  if (!closed) throw brokenArray();
}

const newline = 0x0a;
const quote = 0x22;
const comma = 0x2c;
const openBracket = 0x5b;
const backslash = 0x5c;
const closeBracket = 0x5d;
const openBrace = 0x7b;
const closeBrace = 0x7d;
const byteOrderMark = Buffer.from('\ufeff');

function* parseBlock(block: Buffer, before: number): Generator<RawEvent> {
  let line = before;
  if (!isUtf8(block)) {
    let start = 0;
    while (start <= block.length) {
      const end = block.indexOf(newline, start);
      const bytes = block.subarray(start, end === -1 ? block.length : end);
      line += 1;
      if (bytes.toString('latin1').trim() !== '') yield parseOne(bytes, line);
      if (end === -1) return;
      start = end + 1;
    }
    return;
  }
  for (const text of block.toString('utf8').split('\n')) {
    line += 1;
    if (text.length > maximumEventBytes) yield { line, unreadable: 'too-long' };
    else if (text !== '' && text.trim() !== '') yield parseText(text, line);
  }
}

function parseOne(bytes: Buffer, line: number): RawEvent {
  return isUtf8(bytes) ? parseText(bytes.toString('utf8'), line) : { line, unreadable: 'not-utf8' };
}

function parseText(text: string, line: number): RawEvent {
  try {
    return { line, value: JSON.parse(text) };
  } catch {
    return { line, unreadable: 'not-json' };
  }
}

function countLines(block: Buffer): number {
  let count = 1;
  for (let at = block.indexOf(newline); at !== -1; at = block.indexOf(newline, at + 1)) count += 1;
  return count;
}

function withoutByteOrderMark(bytes: Buffer): Buffer {
  return bytes.subarray(0, 3).equals(byteOrderMark) ? bytes.subarray(3) : bytes;
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

import { isUtf8 } from 'node:buffer';
import { RunSplitter } from '../tail/run-splitter.ts';
import { type Format, nothing, type Reading, refused } from './format.ts';
import { notInEncoding } from './text-decoder.ts';

/** One JSON object a line, sent as it is: the gateway's catalogue decides what it accepts. */
export const ndjson: Format = {
  createReader: () => ({ read }),
  createSplitter: (from) => new RunSplitter(from, beginsWithId),
};

function read(line: Buffer): Reading {
  const json = withoutByteOrderMark(line);
  if (beginsWithId(json, 0)) return { kind: 'whole', json };
  if (!isUtf8(json)) return notInEncoding('utf-8');
  const text = json.toString('utf8').trim();
  if (text === '') return nothing;
  try {
    const parsed: unknown = JSON.parse(text);
    if (!isObject(parsed)) {
      return refused(
        'JSON ですが、オブジェクトではありません。1 行に 1 つの JSON オブジェクトを書いてください。',
        'The line is JSON, but not an object. One JSON object a line is expected.',
      );
    }
    const { id } = parsed;
    if (id === undefined && json[0] === openBrace && Object.keys(parsed).length > 0) return { kind: 'bare', json };
    if (id !== undefined && id !== null && id !== '') return { kind: 'whole', json };
    const { id: _none, ...event } = parsed;
    return { kind: 'event', event };
  } catch (error) {
    const reason = error instanceof Error ? error.message : '';
    return refused(`JSON として読み取れません (${reason})。`, `The line is not JSON (${reason}).`);
  }
}

/**
 * Most producers write the id first. Then the line need not be parsed here to know that it has one; whether it is a
 * good event, the gateway says anyway.
 */
function beginsWithId(bytes: Buffer, at: number): boolean {
  // Byte by byte: to call the engine's own comparison takes longer than to compare so few.
  for (let index = 0; index < idStart.length; index += 1) if (bytes[at + index] !== idStart[index]) return false;
  const first = at + idStart.length;
  return first < bytes.length && bytes[first] !== quote && bytes[first] !== lineFeed;
}

const idStart = Buffer.from('{"id":"');
const quote = 0x22;
const lineFeed = 0x0a;
const openBrace = 0x7b;

function withoutByteOrderMark(line: Buffer): Buffer {
  return line[0] === 0xef && line[1] === 0xbb && line[2] === 0xbf ? line.subarray(3) : line;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

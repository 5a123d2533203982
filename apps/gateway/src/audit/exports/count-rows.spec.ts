import { expect, it } from 'vitest';
import { createRowCounter } from './count-rows.ts';

it.each([
  ['csv', 'product,action\r\n', 0],
  ['csv', 'product,action\r\n"a","b"\r\n"c","d"\r\n', 2],
  ['csv', 'product,action\r\n"line\r\nbreak","a ""quoted"" \n word"\r\n', 1],
  ['csv', '', 0],
  ['ndjson', '{"a":"x\\ny"}\n{"a":1}\n', 2],
] as const)('%s %j holds %i events, however it is cut', (format, text, rows) => {
  for (const size of [1, 3, 1000]) {
    const counter = createRowCounter(format);
    const bytes = Buffer.from(text);
    for (let at = 0; at < bytes.length; at += size) counter.count(bytes.subarray(at, at + size));
    expect(counter.rows).toBe(rows);
  }
});

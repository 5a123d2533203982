import type { z } from 'zod';

/** The rows of a stream of `JSONEachRow`, one after another, however its blocks are cut. */
export async function* readRows<Row>(blocks: AsyncIterable<Uint8Array>, row: z.ZodType<Row>): AsyncGenerator<Row> {
  let rest: Uint8Array = new Uint8Array(0);
  for await (const block of blocks) {
    const data = rest.length === 0 ? Buffer.from(block) : Buffer.concat([rest, block]);
    const end = data.lastIndexOf(0x0a) + 1;
    rest = data.subarray(end);
    for (const line of data.subarray(0, end).toString('utf8').split('\n')) {
      if (line !== '') yield row.parse(JSON.parse(line));
    }
  }
  if (rest.length > 0) yield row.parse(JSON.parse(Buffer.from(rest).toString('utf8')));
}

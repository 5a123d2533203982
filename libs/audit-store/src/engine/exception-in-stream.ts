/**
 * Passes a result on and throws when the server reports an error in the middle of it. ClickHouse 25.11 and later put the
 * error behind `\r\n__exception__\r\n<tag>`, the tag being named in a header beforehand; without this the text of the
 * error would end up as rows of an export. A piece that may hold the beginning of the marker waits for the next one. What
 * is given belongs to the reader, memory and all, so nothing of it is looked at afterwards.
 */
export async function* failOnException(
  pieces: AsyncIterable<Buffer>,
  tag: string | undefined,
): AsyncGenerator<Uint8Array> {
  if (tag === undefined || tag === '') {
    yield* pieces;
    return;
  }
  const marker = Buffer.from(`\r\n__exception__\r\n${tag}`);
  let held: Buffer = Buffer.alloc(0);
  for await (const piece of pieces) {
    const data = held.length === 0 ? piece : Buffer.concat([held, piece]);
    const at = data.indexOf(marker);
    if (at >= 0) {
      yield data.subarray(0, at);
      throw new Error(await readMessage(data.subarray(at + marker.length), pieces, tag));
    }
    const keep = lengthOfPossibleStart(data, marker);
    held = Buffer.from(data.subarray(data.length - keep));
    if (data.length > keep) yield data.subarray(0, data.length - keep);
  }
  if (held.length > 0) yield held;
}

/** How many bytes at the end of `data` may be the start of the marker. */
function lengthOfPossibleStart(data: Buffer, marker: Buffer): number {
  for (let length = Math.min(marker.length - 1, data.length); length > 0; length -= 1) {
    if (data.subarray(data.length - length).equals(marker.subarray(0, length))) return length;
  }
  return 0;
}

/** The message between the marker and its repetition: `\r\n<message><length> <tag>\r\n__exception__\r\n`. */
async function readMessage(start: Buffer, rest: AsyncIterable<Buffer>, tag: string): Promise<string> {
  const parts = [start];
  for await (const piece of rest) parts.push(piece);
  const text = Buffer.concat(parts).toString('utf8').trim();
  return text.replace(new RegExp(`\\d+ ${tag}\\s+__exception__$`), '').trim();
}

import type { FileHandle } from 'node:fs/promises';
import { Readable, type Transform } from 'node:stream';
import { createGunzip, createZstdDecompress } from 'node:zlib';
import { type Anchor, headBytes, isAnchoredBy } from './file-position.ts';

/** How a file is packed: by its name, since tools that pack rotated files say so. */
export type Packing = 'gzip' | 'zstd' | null;

export function packingOf(path: string): Packing {
  if (path.endsWith('.gz')) return 'gzip';
  if (path.endsWith('.zst')) return 'zstd';
  return null;
}

/** The content of an open file from `offset` to its present end, in chunks that stay as they are. */
export async function* readFrom(handle: FileHandle, packing: Packing, offset: number): AsyncGenerator<Buffer> {
  if (packing === null) {
    yield* readPlain(handle, offset);
    return;
  }
  let skip = offset;
  for await (const chunk of unpacked(handle, packing)) {
    if (skip < chunk.length) yield skip > 0 ? chunk.subarray(skip) : chunk;
    skip = Math.max(0, skip - chunk.length);
  }
}

/** The first line without its line end, at most {@link headBytes} of it; null while it is not complete. */
export async function readFirstLine(handle: FileHandle, packing: Packing, isComplete: boolean): Promise<Buffer | null> {
  let held = Buffer.alloc(0);
  const chunks = packing === null ? readPlain(handle, 0, firstLineChunk) : unpacked(handle, packing);
  for await (const chunk of chunks) {
    const newline = chunk.indexOf(10);
    held = Buffer.concat([held, newline === -1 ? chunk : chunk.subarray(0, newline)]);
    if (held.length >= headBytes) return held.subarray(0, headBytes);
    if (newline !== -1) return held.at(-1) === 13 ? held.subarray(0, -1) : held;
  }
  return isComplete && held.length > 0 ? held : null;
}

/** Which of the anchors stand where they stood. A packed file is unpacked once for all of them. */
export async function findAnchors<T extends { readonly anchor: Anchor | null }>(
  handle: FileHandle,
  packing: Packing,
  candidates: readonly T[],
): Promise<T[]> {
  const found: T[] = [];
  const marked = candidates.flatMap((candidate) =>
    candidate.anchor === null ? [] : [{ candidate, anchor: candidate.anchor }],
  );
  if (packing === null) {
    for (const { candidate, anchor } of marked) {
      const buffer = Buffer.allocUnsafe(anchor.bytes);
      const { bytesRead } = await handle.read(buffer, 0, anchor.bytes, anchor.start);
      if (isAnchoredBy(anchor, buffer.subarray(0, bytesRead))) found.push(candidate);
    }
    return found;
  }
  const waiting = marked.sort((a, b) => a.anchor.start - b.anchor.start);
  let window = Buffer.alloc(0);
  let windowStart = 0;
  if (waiting.length === 0) return found;
  for await (const chunk of readFrom(handle, packing, 0)) {
    window = Buffer.concat([window, chunk]);
    for (let next = waiting[0]; next !== undefined; next = waiting[0]) {
      const { candidate, anchor } = next;
      if (anchor.start + anchor.bytes > windowStart + window.length) break;
      const at = anchor.start - windowStart;
      if (isAnchoredBy(anchor, window.subarray(at, at + anchor.bytes))) found.push(candidate);
      waiting.shift();
    }
    if (waiting.length === 0) return found;
    const keepFrom = Math.min(waiting[0]?.anchor.start ?? 0, windowStart + window.length);
    window = window.subarray(keepFrom - windowStart);
    windowStart = keepFrom;
  }
  return found;
}

/** Read at once: to ask takes as long as to read a quarter of it. */
const readBytes = 1_048_576;
/** Given out at once: while they are cut, very short lines take a hundred times their bytes. */
const chunkBytes = 262_144;
const firstLineChunk = 4_096;

/** Buffers are made for what is there to read: a chunk that holds one short line must not keep a MiB. */
async function* readPlain(handle: FileHandle, offset: number, limit = readBytes): AsyncGenerator<Buffer> {
  for (let position = offset; ; ) {
    const { size } = await handle.stat();
    const wanted = Math.min(limit, size - position);
    if (wanted <= 0) return;
    const buffer = Buffer.allocUnsafeSlow(wanted);
    const { bytesRead } = await handle.read(buffer, 0, wanted, position);
    if (bytesRead === 0) return;
    position += bytesRead;
    for (let from = 0; from < bytesRead; from += chunkBytes) {
      yield buffer.subarray(from, Math.min(from + chunkBytes, bytesRead));
    }
  }
}

async function* unpacked(handle: FileHandle, packing: 'gzip' | 'zstd'): AsyncGenerator<Buffer> {
  const raw = Readable.from(readPlain(handle, 0));
  const unpacker: Transform = packing === 'gzip' ? createGunzip() : createZstdDecompress();
  raw.on('error', (error) => unpacker.destroy(error));
  raw.pipe(unpacker);
  try {
    for await (const chunk of unpacker) yield chunk;
  } catch (error) {
    // Still being written, or cut off: what is there is read, and the rest when it comes.
    if (!(error instanceof Error && 'code' in error && error.code === 'Z_BUF_ERROR')) throw error;
    throw new PackedFileUnfinished();
  } finally {
    raw.destroy();
    unpacker.destroy();
  }
}

/** A packed file that ends in the middle: it is still being written, or was cut off. */
export class PackedFileUnfinished extends Error {
  constructor() {
    super('The packed file ends in the middle.');
    this.name = 'PackedFileUnfinished';
  }
}

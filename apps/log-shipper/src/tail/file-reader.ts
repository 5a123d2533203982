import { createReadStream } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { createGunzip, createZstdDecompress } from 'node:zlib';

const chunkBytes = 262_144;

/** Reads `path` from `offset` to its present end, in bounded chunks. Compressed files are decompressed and skipped up to `offset`. */
export async function* readFrom(path: string, offset: number, handle?: FileHandle): AsyncGenerator<Buffer> {
  if (handle !== undefined && compressionOf(path) === null) {
    yield* readHandle(handle, offset);
    return;
  }
  const raw = createReadStream(path, { highWaterMark: chunkBytes, start: compressionOf(path) === null ? offset : 0 });
  let skip = compressionOf(path) === null ? 0 : offset;
  for await (const chunk of decompressed(path, raw)) {
    const buffer = chunk as Buffer;
    if (skip >= buffer.length) {
      skip -= buffer.length;
      continue;
    }
    yield skip > 0 ? buffer.subarray(skip) : buffer;
    skip = 0;
  }
}

/** By its name: rotated files are compressed by tools that say so. */
export function compressionOf(path: string): 'gzip' | 'zstd' | null {
  if (path.endsWith('.gz')) return 'gzip';
  if (path.endsWith('.zst')) return 'zstd';
  return null;
}

/**
 * The first line of the content without its newline, or null while it is not complete (or the file is empty). With
 * `final` an unfinished one counts. Of a line that is absurdly long, its beginning.
 */
export async function readFirstLine(path: string, final: boolean, handle?: FileHandle): Promise<Buffer | null> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const chunk of readFrom(path, 0, handle)) {
    const newline = chunk.indexOf(10);
    parts.push(Buffer.from(newline === -1 ? chunk : chunk.subarray(0, newline)));
    size += chunk.length;
    if (newline !== -1 || size > 4 * chunkBytes) return Buffer.concat(parts);
  }
  return final && size > 0 ? Buffer.concat(parts) : null;
}

async function* readHandle(handle: FileHandle, offset: number): AsyncGenerator<Buffer> {
  const buffer = Buffer.allocUnsafe(chunkBytes);
  for (let position = offset; ; ) {
    const { bytesRead } = await handle.read(buffer, 0, chunkBytes, position);
    if (bytesRead === 0) return;
    position += bytesRead;
    yield buffer.subarray(0, bytesRead);
  }
}

function decompressed(path: string, raw: Readable): Readable {
  const compression = compressionOf(path);
  if (compression === null) return raw;
  const decompressor = compression === 'gzip' ? createGunzip() : createZstdDecompress();
  raw.on('error', (error) => decompressor.destroy(error));
  return raw.pipe(decompressor);
}

/** Opens for reading; null when the file is gone, which is not an error for a file that rotates. */
export async function openIfThere(path: string): Promise<FileHandle | null> {
  try {
    return await open(path, 'r');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw error;
  }
}

import { stat } from 'node:fs/promises';
import { openCheckpoint } from '../checkpoint/checkpoint-store.ts';
import { openDeadLetters } from '../deliver/dead-letter-box.ts';
import type { FilePosition } from '../tail/file-position.ts';
import { packingOf } from '../tail/file-reader.ts';

/** What `status` shows: each source's place, how much is not shipped yet, and what was set aside. */
export interface Status {
  readonly sources: readonly SourceStatus[];
  readonly deadLetters: number;
}

export interface SourceStatus {
  readonly path: string;
  /** Lines that are behind it. */
  readonly line: number;
  readonly offset: number;
  /** Bytes that are not shipped yet; null where that can't be told: the file is gone or another one by now, or packed and not read to its end. */
  readonly behindBytes: number | null;
}

export async function readStatus(stateDir: string): Promise<Status> {
  const checkpoint = await openCheckpoint(stateDir);
  const sources: SourceStatus[] = [];
  for (const position of checkpoint.positions()) {
    const { path, line, offset } = position;
    sources.push({ path, line, offset, behindBytes: await bytesBehind(position) });
  }
  return { sources, deadLetters: await openDeadLetters(stateDir).count() };
}

async function bytesBehind({ path, device, inode, offset, whole }: FilePosition): Promise<number | null> {
  const info = await stat(path).catch(() => null);
  if (info === null || info.ino !== inode || info.dev !== device) return null;
  if (whole?.size === info.size) return 0;
  return packingOf(path) === null ? Math.max(0, info.size - offset) : null;
}

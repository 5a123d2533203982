import { stat } from 'node:fs/promises';
import { openCheckpoint } from '../checkpoint/checkpoint-store.ts';
import { deadLetterFile } from '../deliver/dead-letters.ts';

/** What `status` shows: each source's place, how much is not shipped yet, and what was set aside. */
export interface Status {
  readonly sources: readonly {
    readonly path: string;
    readonly line: number;
    readonly offset: number;
    /** Bytes behind the end of the file; null when the file is gone or compressed. */
    readonly behindBytes: number | null;
  }[];
  readonly deadLetters: number;
}

export async function readStatus(stateDir: string): Promise<Status> {
  const checkpoint = await openCheckpoint(stateDir);
  const sources = await Promise.all(
    checkpoint.positions().map(async ({ path, line, offset, inode }) => {
      const info = await stat(path).catch(() => null);
      return { path, line, offset, behindBytes: info?.ino === inode ? Math.max(0, info.size - offset) : null };
    }),
  );
  return { sources, deadLetters: (await deadLetterFile(stateDir).list()).length };
}

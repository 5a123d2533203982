import { type FileHandle, open, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import type { Random } from '../support/random.ts';
import { eventLine } from './numbered-events.ts';

/** A program that writes numbered events to a log file, as programs do: in pieces that end anywhere, with rotations. */
export interface RotatingLog {
  readonly path: string;
  /** Events that have been written to their last byte. */
  readonly written: number;
  readonly rotations: number;
  readonly truncations: number;
  readonly packed: number;
  write(numbers: readonly number[]): Promise<void>;
  /** Renamed, and a new file under the old name; what was rotated before is packed (logrotate's `delaycompress`). */
  rotate(): Promise<void>;
  /** Emptied in place, as `copytruncate` does once its copy is made. What was not read before is gone, so be sure it was. */
  truncate(): Promise<void>;
  close(): Promise<void>;
}

export async function openRotatingLog(path: string, random: Random): Promise<RotatingLog> {
  let file: FileHandle = await open(path, 'a');
  let waitsToBePacked: string | null = null;
  const counts = { written: 0, rotations: 0, truncations: 0, packed: 0 };
  return {
    path,
    get written() {
      return counts.written;
    },
    get rotations() {
      return counts.rotations;
    },
    get truncations() {
      return counts.truncations;
    },
    get packed() {
      return counts.packed;
    },
    async write(numbers) {
      const bytes = Buffer.from(numbers.map((n) => eventLine(n, idOf(n))).join(''));
      // Two writes that meet in the middle of a line, even of a character.
      const cut = random.between(0, bytes.length);
      await file.appendFile(bytes.subarray(0, cut));
      await new Promise((resume) => setImmediate(resume));
      await file.appendFile(bytes.subarray(cut));
      counts.written += numbers.length;
    },
    async rotate() {
      if (waitsToBePacked !== null) {
        await writeFile(`${waitsToBePacked}.gz`, await promisify(gzip)(await readFile(waitsToBePacked)));
        await rm(waitsToBePacked);
        counts.packed += 1;
      }
      counts.rotations += 1;
      waitsToBePacked = `${path}.${counts.rotations}`;
      await rename(path, waitsToBePacked);
      await file.close();
      file = await open(path, 'a');
    },
    async truncate() {
      counts.truncations += 1;
      await file.truncate(0);
    },
    close: () => file.close(),
  };
}

/** Three in four events bring an id, in stretches: those are read and sent in runs, the others one by one. */
function idOf(n: number): string | undefined {
  return n % 40 < 30 ? `00000000-0000-8000-8000-${n.toString(16).padStart(12, '0')}` : undefined;
}

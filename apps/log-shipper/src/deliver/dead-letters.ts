import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { appendDurably, replaceDurably } from '../checkpoint/durable-file.ts';

/** A line that the gateway refused, or that could not be read at all. Kept until an operator retries it. */
export interface DeadLetter {
  readonly at: string;
  readonly path: string;
  readonly line: number;
  readonly reason: string;
  /** The event as it was sent, or the line as it was read. */
  readonly content: string;
}

/** The dead-letter file of a state folder: one JSON object a line. */
export function deadLetterFile(stateDir: string) {
  const path = join(stateDir, 'dead-letter.ndjson');
  return {
    path,
    /** Resolves when the letters are on the disk: only then may the checkpoint move past them. */
    append: async (letters: readonly DeadLetter[]): Promise<void> => {
      // Led by a newline: a crash may have left half a line at the end, which must not swallow the next letter.
      if (letters.length > 0)
        await appendDurably(path, letters.map((letter) => `\n${JSON.stringify(letter)}\n`).join(''));
    },
    list: async (): Promise<DeadLetter[]> => {
      const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
        if (error.code === 'ENOENT') return '';
        throw error;
      });
      // The last line may be half-written by a crash; its event was never acknowledged and comes again.
      return text.split('\n').flatMap((line) => {
        try {
          return line === '' ? [] : [JSON.parse(line) as DeadLetter];
        } catch {
          return [];
        }
      });
    },
    replace: (letters: readonly DeadLetter[]): Promise<void> =>
      replaceDurably(path, letters.map((letter) => `${JSON.stringify(letter)}\n`).join('')),
  };
}

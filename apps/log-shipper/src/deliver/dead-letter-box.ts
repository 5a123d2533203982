import { createReadStream } from 'node:fs';
import { rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { appendDurably, syncFolder } from '../checkpoint/durable-file.ts';
import { lockState, StateInUse } from '../checkpoint/state-lock.ts';
import { pause } from './backoff.ts';
import { type DeadLetter, parseDeadLetter } from './dead-letter.ts';

/**
 * The dead letters of a state folder: a file with one JSON object a line. A retry takes the file away and works on it,
 * while a shipper that runs beside it begins a new one; letters are read one at a time, however many there are.
 */
export interface DeadLetterBox {
  /** Resolves when the letters are on the disk: only then may the checkpoint move past them. */
  append(letters: readonly DeadLetter[]): Promise<void>;
  /** All letters, the oldest first. */
  read(): AsyncIterable<DeadLetter>;
  count(): Promise<number>;
  /**
   * Takes the letters out for a retry; null when there are none. What an interrupted retry had taken comes first.
   * `settle` removes them, and what must stay has been appended before.
   */
  takeOut(): Promise<{ readonly letters: AsyncIterable<DeadLetter>; settle(): Promise<void> } | null>;
}

export function openDeadLetters(stateDir: string): DeadLetterBox {
  const box = join(stateDir, 'dead-letter.ndjson');
  const taken = join(stateDir, 'dead-letter.taken.ndjson');

  async function append(letters: readonly DeadLetter[]): Promise<void> {
    if (letters.length === 0) return;
    // Led by a newline: a crash may have left half a line at the end, which must not swallow the next letter.
    const text = letters.map((letter) => `\n${JSON.stringify(letter)}\n`).join('');
    await alone(() => appendDurably(box, text));
  }

  /** Holds off appending for the moment of a rename: a letter must not go into a file that is being settled. */
  async function alone<T>(work: () => Promise<T>): Promise<T> {
    for (;;) {
      let unlock: () => Promise<void>;
      try {
        unlock = await lockState(stateDir, 'dead-letter.lock');
      } catch (error) {
        if (!(error instanceof StateInUse)) throw error;
        await pause(10, new AbortController().signal);
        continue;
      }
      try {
        return await work();
      } finally {
        await unlock();
      }
    }
  }

  async function* read(): AsyncGenerator<DeadLetter> {
    yield* lettersOf(taken);
    yield* lettersOf(box);
  }

  return {
    append,
    read,
    count: async () => {
      let count = 0;
      for await (const _letter of read()) count += 1;
      return count;
    },
    takeOut: () =>
      alone(async () => {
        if (!(await isThere(taken))) {
          if (!(await isThere(box))) return null;
          await rename(box, taken);
          await syncFolder(stateDir);
        }
        return { letters: lettersOf(taken), settle: () => rm(taken, { force: true }) };
      }),
  };
}

async function* lettersOf(path: string): AsyncGenerator<DeadLetter> {
  if (!(await isThere(path))) return;
  for await (const line of createInterface({ input: createReadStream(path), crlfDelay: Number.POSITIVE_INFINITY })) {
    // Half a line after a crash: its event was never acknowledged, and came again.
    const letter = parseDeadLetter(line);
    if (letter !== null) yield letter;
  }
}

async function isThere(path: string): Promise<boolean> {
  return (await stat(path).catch(() => null)) !== null;
}

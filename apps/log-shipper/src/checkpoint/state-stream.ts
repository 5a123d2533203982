import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { type StreamName, streamNames } from '../deliver/stream.ts';
import { exitCode } from '../settings/exit-code.ts';
import { OperatorError } from '../settings/operator-error.ts';
import { replaceDurably } from './durable-file.ts';
import { StateNotWritable } from './state-lock.ts';

/**
 * Which log a state folder belongs to. Its positions say what that log has, and its dead letters are that log's, so a
 * folder of one is never used for the other.
 */

/** The state folder belongs to the other log. */
export class StateOfOtherStream extends OperatorError {
  constructor(stateDir: string, found: StreamName) {
    super(
      {
        ja: `状態フォルダー ${stateDir} は ${found} の送信に使われています。--state で別のフォルダーを指定してください。`,
        en: `The state folder ${stateDir} is used for shipping to the ${found}. Name another with --state.`,
      },
      exitCode.stateUnusable,
    );
  }
}

/** The log that the folder belongs to; null where nothing has been shipped with it yet. */
export async function streamOfState(stateDir: string): Promise<StreamName | null> {
  const written = (await readFile(markerOf(stateDir), 'utf8').catch(() => '')).trim();
  const marked = streamNames.find((name) => name === written);
  if (marked !== undefined) return marked;
  // Folders from before there were two logs have no mark.
  for (const name of ['checkpoint.json', 'dead-letter.ndjson', 'dead-letter.taken.ndjson']) {
    if ((await stat(join(stateDir, name)).catch(() => null)) !== null) return 'audit-log';
  }
  return null;
}

/** Takes a folder for a log, for good. Call it under the lock. Throws {@link StateOfOtherStream}. */
export async function claimState(stateDir: string, stream: StreamName): Promise<void> {
  const found = await streamOfState(stateDir);
  if (found === stream) return;
  if (found !== null) throw new StateOfOtherStream(stateDir, found);
  try {
    await replaceDurably(markerOf(stateDir), `${stream}\n`);
  } catch (error) {
    throw new StateNotWritable(stateDir, error);
  }
}

function markerOf(stateDir: string): string {
  return join(stateDir, 'stream');
}

import { readFile, rename, rm, writeFile } from 'node:fs/promises';

/**
 * What an interrupted demo had finished, on disk, so that the next start goes on from there. A step's result is kept
 * as JSON; a step that was cut off runs again and must bear that.
 */
export interface Progress {
  step<Result>(name: string, run: () => Promise<Result>): Promise<Result>;
  /** Forgets everything: the demo is complete. */
  clear(): Promise<void>;
}

export async function openProgress(path: string): Promise<Progress> {
  const done = await readDone(path);
  return {
    step: async <Result>(name: string, run: () => Promise<Result>): Promise<Result> => {
      if (name in done) return done[name] as Result;
      const result = await run();
      done[name] = result;
      await writeFile(`${path}.new`, JSON.stringify(done), { mode: 0o600 });
      await rename(`${path}.new`, path);
      return result;
    },
    clear: () => rm(path, { force: true }),
  };
}

async function readDone(path: string): Promise<Record<string, unknown>> {
  try {
    return JSON.parse(await readFile(path, 'utf8')) as Record<string, unknown>;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return {};
    throw error;
  }
}

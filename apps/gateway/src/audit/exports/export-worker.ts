import { createPause } from '@sekisho/application';
import { isDatabaseUnavailable, listDueExportJobs, withJobLease } from '@sekisho/storage';
import { type MakeExportDependencies, makeExport } from './make-export.ts';

/**
 * Makes the files that people asked for, one at a time in this process; other workers make others meanwhile. The lease of
 * a job ends with the worker that has it, however it dies, so no job is made by two and none waits for a dead one.
 */
export interface ExportWorker {
  /** Begins in the background. A second call changes nothing. */
  start(): void;
  /** Cuts the file under way short; its job goes back to the queue. */
  stop(): Promise<void>;
}

export function createExportWorker(
  dependencies: MakeExportDependencies & {
    /** How often the database is asked for something to do, in milliseconds. Default 1,000. */
    readonly pollMs?: number;
  },
): ExportWorker {
  const { pollMs = 1_000, logger } = dependencies;
  const pause = createPause();
  const ending = new AbortController();
  let running: Promise<void> | null = null;

  async function work(): Promise<void> {
    while (!ending.signal.aborted) {
      await makeDueExports(dependencies, ending.signal).catch((error: unknown) => {
        if (isDatabaseUnavailable(error)) logger.warn({ reason: String(error) }, 'database unavailable; exports wait');
        else logger.error({ err: error }, 'exports could not be made; they wait');
      });
      await pause.for(pollMs);
    }
  }

  return {
    start() {
      running ??= work();
    },
    async stop() {
      ending.abort();
      pause.end();
      await running;
    },
  };
}

/** Makes every job that is due and that nobody else is at. */
export async function makeDueExports(dependencies: MakeExportDependencies, ending: AbortSignal): Promise<void> {
  const { db, clock } = dependencies;
  for (const jobId of await listDueExportJobs(db, clock.now(), 50)) {
    if (ending.aborted) return;
    await withJobLease(db, `export ${jobId}`, (lost) =>
      makeExport(dependencies, jobId, AbortSignal.any([ending, lost])),
    );
  }
}

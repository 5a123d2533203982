import { createPause } from '@sekisho/application';
import { isDatabaseUnavailable, listDueExportJobs, withJobLease } from '@sekisho/storage';
import { type MakeExportDependencies, makeExport } from './make-export.ts';

/**
 * Makes the files that people asked for, a few at once, but one of an organisation; other workers make others meanwhile. So
 * whoever asks for a small file does not wait behind another's large one. The lease of a job ends with the worker that has
 * it, however it dies, so no job is made by two and none waits for a dead one.
 */
export interface ExportWorker {
  /** Begins in the background. A second call changes nothing. */
  start(): void;
  /** Cuts the files under way short; their jobs go back to the queue. */
  stop(): Promise<void>;
}

export function createExportWorker(
  dependencies: MakeExportDependencies & {
    /** How many files at once. Each keeps a connection of the pool. */
    readonly atOnce: number;
    /** How often the database is asked for something to do, in milliseconds. Default 1,000. */
    readonly pollMs?: number;
  },
): ExportWorker {
  const { atOnce, pollMs = 1_000, logger } = dependencies;
  const pause = createPause();
  const ending = new AbortController();
  const busy = new Set<string>();
  let running: Promise<unknown> | null = null;

  async function work(): Promise<void> {
    while (!ending.signal.aborted) {
      await makeDueExports(dependencies, ending.signal, busy).catch((error: unknown) => {
        if (isDatabaseUnavailable(error)) logger.warn({ reason: String(error) }, 'database unavailable; exports wait');
        else logger.error({ err: error }, 'exports could not be made; they wait');
      });
      await pause.for(pollMs);
    }
  }

  return {
    start() {
      running ??= Promise.all(Array.from({ length: atOnce }, work));
    },
    async stop() {
      ending.abort();
      pause.end();
      await running;
    },
  };
}

/**
 * Makes every job that is due and that nobody else is at, one after the other. `busy` has the organisations for which this
 * process is making a file; several calls share it.
 */
export async function makeDueExports(
  dependencies: MakeExportDependencies,
  ending: AbortSignal,
  busy: Set<string> = new Set(),
): Promise<void> {
  let made = true;
  // Whose turn it is may be another matter after each file.
  while (made && !ending.aborted) made = await makeNextExport(dependencies, ending, busy);
}

async function makeNextExport(
  dependencies: MakeExportDependencies,
  ending: AbortSignal,
  busy: Set<string>,
): Promise<boolean> {
  const { db, clock } = dependencies;
  for (const { id, organisationId } of await listDueExportJobs(db, clock.now(), 50)) {
    if (ending.aborted) return false;
    if (busy.has(organisationId)) continue;
    busy.add(organisationId);
    try {
      const { held } = await withJobLease(db, `export ${id}`, (lost) =>
        makeExport(dependencies, id, AbortSignal.any([ending, lost])),
      );
      if (held) return true;
    } finally {
      busy.delete(organisationId);
    }
  }
  return false;
}

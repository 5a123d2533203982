import type { Logger } from '@sekisho/platform';
import { type Database, isDatabaseUnavailable, withJobLease } from '@sekisho/storage';
import type { Kysely } from 'kysely';

/** Something a worker does again and again. */
export interface PeriodicJob {
  /** Names the lease too, so it is the same in every release. */
  readonly name: string;
  /** From the end of one run to the beginning of the next, in milliseconds. */
  readonly intervalMs: number;
  /** Up to so much is added to each wait, by chance, so that workers don't all ask at once. Default: a tenth of the interval. */
  readonly jitterMs?: number;
  /**
   * One run. Only one worker of the installation is in it at a time, but each of them comes by in its own rhythm, so
   * it must find out itself what is due. `signal` is aborted when the process stops or the lease is lost.
   */
  run(signal: AbortSignal): Promise<void>;
}

export interface Scheduler {
  /** Each job first waits for its jitter only. A second call changes nothing. */
  start(): void;
  /** Starts no run any more, signals those under way, and resolves when they have ended. */
  stop(): Promise<void>;
}

/** Runs periodic jobs, one lease each. A run that throws is logged; the next one comes at its time. */
export function createScheduler(
  dependencies: { readonly db: Kysely<Database>; readonly logger: Logger },
  jobs: readonly PeriodicJob[],
): Scheduler {
  const { db, logger } = dependencies;
  const stopping = new AbortController();
  let running: Promise<unknown> | null = null;

  async function runPeriodically(job: PeriodicJob): Promise<void> {
    const jitterMs = job.jitterMs ?? job.intervalMs / 10;
    for (let waitMs = 0; !stopping.signal.aborted; waitMs = job.intervalMs) {
      await pause(waitMs + Math.random() * jitterMs, stopping.signal);
      if (!stopping.signal.aborted) await runOnce(job);
    }
  }

  async function runOnce(job: PeriodicJob): Promise<void> {
    const began = performance.now();
    try {
      const work = await withJobLease(db, job.name, (lost) => job.run(AbortSignal.any([stopping.signal, lost])));
      const facts = { job: job.name, durationMs: Math.round(performance.now() - began) };
      if (work.held) logger.debug(facts, 'job done');
      else logger.debug(facts, 'job left to another worker');
    } catch (error) {
      const facts = { job: job.name, err: error, durationMs: Math.round(performance.now() - began) };
      if (stopping.signal.aborted) logger.info(facts, 'job cut short by the stop');
      else if (isDatabaseUnavailable(error)) logger.warn(facts, 'job put off: database unavailable');
      else logger.error(facts, 'job failed');
    }
  }

  return {
    start() {
      running ??= Promise.all(jobs.map(runPeriodically));
    },
    async stop() {
      stopping.abort();
      await running;
    },
  };
}

function pause(milliseconds: number, ending: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (ending.aborted) return resolve();
    const timer = setTimeout(done, milliseconds);
    ending.addEventListener('abort', done, { once: true });
    function done(): void {
      clearTimeout(timer);
      ending.removeEventListener('abort', done);
      resolve();
    }
  });
}

import type { Logger } from '@sekisho/platform';
import { type Database, insertProvisioningLog, type ProvisioningLogEntry } from '@sekisho/storage';
import type { Kysely } from 'kysely';

/**
 * Writes the provisioning log behind the requests: nobody waits for it, and nothing that happens to it can fail a
 * request. Entries wait in memory for the next batch, up to a bound; a database that is away is tried again, and what
 * does not fit meanwhile is dropped and counted. The audit log is not written here and drops nothing.
 */
export interface ProvisioningLogWriter {
  /** Hands in an entry. `finish` is called when the batch is written, not now; `size` is about what it keeps in memory. */
  record(size: number, finish: () => ProvisioningLogEntry): void;
  /** How many entries wait, and how many were dropped since the start. */
  readonly waiting: number;
  readonly dropped: number;
  start(): void;
  /** Writes what waits. What can't be written now is lost with the process, and counted as dropped. */
  stop(): Promise<void>;
}

interface Waiting {
  readonly size: number;
  readonly finish: () => ProvisioningLogEntry;
}

const flushIntervalMs = 250;
const batchSize = 500;
const maximumWaiting = 20_000;
const maximumBytes = 32 * 1024 * 1024;

export function createProvisioningLogWriter(dependencies: {
  readonly db: Kysely<Database>;
  readonly logger: Logger;
}): ProvisioningLogWriter {
  const { db, logger } = dependencies;
  let waiting: Waiting[] = [];
  let bytes = 0;
  let dropped = 0;
  let timer: NodeJS.Timeout | undefined;
  let writing: Promise<boolean> | undefined;

  /** One batch; false when there was none or it could not be written. */
  async function writeBatch(): Promise<boolean> {
    const batch = waiting.slice(0, batchSize);
    if (batch.length === 0) return false;
    try {
      await insertProvisioningLog(
        db,
        batch.map((entry) => entry.finish()),
      );
    } catch (error) {
      logger.warn({ err: error, waiting: waiting.length }, 'provisioning log not written, will be tried again');
      return false;
    }
    waiting = waiting.slice(batch.length);
    for (const entry of batch) bytes -= entry.size;
    return true;
  }

  async function writeAll(): Promise<boolean> {
    while (await writeBatch());
    return waiting.length === 0;
  }

  function flush(): Promise<boolean> {
    writing ??= writeAll().finally(() => {
      writing = undefined;
    });
    return writing;
  }

  return {
    record(size, finish) {
      if (waiting.length >= maximumWaiting || bytes + size > maximumBytes) {
        if (dropped % 10_000 === 0) logger.error({ dropped: dropped + 1 }, 'provisioning log full, entries dropped');
        dropped += 1;
        return;
      }
      bytes += size;
      waiting.push({ size, finish });
    },
    get waiting() {
      return waiting.length;
    },
    get dropped() {
      return dropped;
    },
    start() {
      timer ??= setInterval(flush, flushIntervalMs).unref();
    },
    async stop() {
      clearInterval(timer);
      await flush();
      if (waiting.length === 0) return;
      dropped += waiting.length;
      logger.error({ dropped: waiting.length }, 'provisioning log entries lost at the stop');
      waiting = [];
    },
  };
}

import type { Logger } from '@sekisho/platform';
import { type Database, insertProvisioningLog, type ProvisioningLogEntry, provisioningLogRow } from '@sekisho/storage';
import type { Kysely } from 'kysely';

/**
 * Writes the provisioning log behind the requests: nobody waits for it, and nothing that happens to it can fail a
 * request. Entries wait in memory for the next batch, up to a bound; a database that is away is tried again, and what
 * does not fit meanwhile is dropped and counted. The audit log is not written here and drops nothing.
 */
export interface ProvisioningLogWriter {
  record(entry: ProvisioningLogEntry): void;
  /** How many entries wait, and how many were dropped since the start. */
  readonly waiting: number;
  readonly dropped: number;
  start(): void;
  /** Writes what waits. What can't be written now is lost with the process, and counted as dropped. */
  stop(): Promise<void>;
}

const flushIntervalMs = 250;
const batchSize = 500;
const maximumWaiting = 20_000;
const maximumCharacters = 16 * 1024 * 1024;

export function createProvisioningLogWriter(dependencies: {
  readonly db: Kysely<Database>;
  readonly logger: Logger;
}): ProvisioningLogWriter {
  const { db, logger } = dependencies;
  // As text from the start: what a request leaves behind in objects would outlive it until the next batch, and be carried
  // over by the garbage collector.
  let waiting: string[] = [];
  let characters = 0;
  let dropped = 0;
  let timer: NodeJS.Timeout | undefined;
  let writing: Promise<boolean> | undefined;

  /** One batch; false when there was none or it could not be written. */
  async function writeBatch(): Promise<boolean> {
    const batch = waiting.slice(0, batchSize);
    if (batch.length === 0) return false;
    try {
      await insertProvisioningLog(db, batch);
    } catch (error) {
      logger.warn({ err: error, waiting: waiting.length }, 'provisioning log not written, will be tried again');
      return false;
    }
    waiting = waiting.slice(batch.length);
    for (const row of batch) characters -= row.length;
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
    record(entry) {
      const row = provisioningLogRow(entry);
      if (waiting.length >= maximumWaiting || characters + row.length > maximumCharacters) {
        if (dropped % 10_000 === 0) logger.error({ dropped: dropped + 1 }, 'provisioning log full, entries dropped');
        dropped += 1;
        return;
      }
      characters += row.length;
      waiting.push(row);
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

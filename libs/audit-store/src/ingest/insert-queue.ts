import { AuditStoreRejected, type InsertOutcome } from '../audit-store.ts';
import type { EventRows, LogName } from './event-rows.ts';

/** Stores one batch and says which events were there before. */
export type StoreBatch<Log extends LogName> = (
  requests: readonly InsertRequest<Log>[],
) => Promise<readonly InsertOutcome[]>;

export interface InsertRequest<Log extends LogName> {
  readonly rows: EventRows<Log>;
  readonly storedAt: Date;
}

/** What one batch takes at most, unless a single call brings more. */
export interface BatchBounds {
  readonly rows: number;
  readonly bytes: number;
}

export interface InsertQueue<Log extends LogName> {
  /** Resolves when the events are stored. Rejects as {@link StoreBatch} does. */
  add(request: InsertRequest<Log>): Promise<InsertOutcome>;
  /** Resolves when nothing waits or runs any more. */
  idle(): Promise<void>;
}

/**
 * Group commit: while one batch is being stored, the calls that arrive wait and go together in the next. Many small
 * inserts would each make a part for the engine to merge; and one batch at a time means that the look-up for ids stored
 * before can't miss what another batch of this process is just storing. Nothing is buffered beyond what callers, who
 * wait for their answer, hold anyway.
 *
 * When the engine refuses a batch of several calls, each is tried alone, so that nobody is refused for another's data.
 */
export function createInsertQueue<Log extends LogName>(
  storeBatch: StoreBatch<Log>,
  most: BatchBounds,
): InsertQueue<Log> {
  const waiting: Waiting<Log>[] = [];
  let running: Promise<void> | undefined;

  return {
    add(request) {
      return new Promise<InsertOutcome>((resolve, reject) => {
        waiting.push({ request, resolve, reject });
        running ??= drain().finally(() => {
          running = undefined;
        });
      });
    },
    async idle() {
      while (running !== undefined) await running;
    },
  };

  async function drain(): Promise<void> {
    // One turn of the event loop gathers what was asked at the same moment.
    await Promise.resolve();
    while (waiting.length > 0) await storeTogether(takeBatch());
  }

  function takeBatch(): Waiting<Log>[] {
    let rows = 0;
    let bytes = 0;
    let calls = 0;
    for (const { request } of waiting) {
      rows += request.rows.length;
      bytes += request.rows.bytes;
      if (calls > 0 && (rows > most.rows || bytes > most.bytes)) break;
      calls += 1;
    }
    return waiting.splice(0, calls);
  }

  async function storeTogether(batch: readonly Waiting<Log>[]): Promise<void> {
    try {
      const outcomes = await storeBatch(batch.map(({ request }) => request));
      for (const [index, { resolve }] of batch.entries()) resolve(outcomes[index] ?? { stored: 0, duplicates: [] });
    } catch (error) {
      if (error instanceof AuditStoreRejected && batch.length > 1) {
        for (const one of batch) await storeTogether([one]);
        return;
      }
      for (const { reject } of batch) reject(error);
    }
  }
}

interface Waiting<Log extends LogName> {
  readonly request: InsertRequest<Log>;
  resolve(outcome: InsertOutcome): void;
  reject(error: unknown): void;
}

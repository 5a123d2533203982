import { type AuditStore, AuditStoreUnavailable } from '@sekisho/audit-store';
import type { Clock, Logger } from '@sekisho/platform';
import {
  type Database,
  isDatabaseUnavailable,
  leaseOutbox,
  moveToDeadLetters,
  recordFailedAttempt,
  removeDelivered,
} from '@sekisho/storage';
import type { Kysely } from 'kysely';
import { deliver } from './deliver.ts';
import { createPause } from './pause.ts';

/**
 * Carries audit events from the outbox to the audit store. In: rows of the outbox, oldest first. Out: the same events
 * in the audit store, at least once each, or in `dead_letters` when it refuses one for good. It never drops an event
 * and never gives one up because the store is away: then it waits, longer each time, for as long as it takes.
 *
 * A batch is one transaction: lease by row locks, deliver, delete, commit. A relay that dies in between leaves the
 * rows as they were, and the audit store shows an id once, so delivering again is harmless. Any number of relays run
 * side by side; each passes over the rows that another holds.
 *
 * It polls rather than listens: NOTIFY makes commits queue behind one lock of the whole database, which every write
 * of the gateway would pay for (16 writers of one event each: 840 a second with it, 1,740 to 2,480 without, in one run
 * on two cores). Writers in this process call `nudge` instead; those of others wait for the poll.
 */
export interface Relay {
  /** Begins to deliver in the background. A second call changes nothing. */
  start(): void;
  /** Says that there is something to deliver, so that it need not wait for the next poll. Costs next to nothing. */
  nudge(): void;
  /**
   * Delivers what is there until nothing is left (true), or until the audit store fails or the time is up (false).
   * What is left stays in the outbox. For a stopping process, after {@link stop}.
   */
  drain(timeoutMs: number): Promise<boolean>;
  /** Ends the background delivery; resolves when the batch under way is settled. */
  stop(): Promise<void>;
}

/** Counts for metrics, called after each commit. */
export interface RelayMetrics {
  /** Events that are now in the audit store. */
  delivered(count: number): void;
  /** Events whose delivery failed and will be tried again. */
  retried(count: number): void;
  /** Events that the audit store refused for good. */
  deadLettered(count: number): void;
}

export interface RelayOptions {
  readonly db: Kysely<Database>;
  readonly auditStore: Pick<AuditStore, 'insert'>;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly metrics: RelayMetrics;
  /** Events in one insert. Default 1,000. */
  readonly batchSize?: number;
  /** How often an idle relay looks for work that nobody announced. Default 200. */
  readonly pollIntervalMs?: number;
  /**
   * The pause after a batch that was not full, so that a steady trickle arrives in a few inserts a second and not in
   * hundreds: ClickHouse pays for each insert, however small. Default 300.
   */
  readonly gatheringMs?: number;
  /** After how long a store that does not answer counts as away. Less than the database lets a transaction idle. Default 30,000. */
  readonly deliveryTimeoutMs?: number;
  /** The longest wait between two attempts while the store is away. Default 10,000. */
  readonly longestBackoffMs?: number;
}

/** What one batch came to. `failure` is null when the store answered. */
interface BatchOutcome {
  readonly leased: number;
  readonly failure: unknown;
}

export function createRelay(options: RelayOptions): Relay {
  const { db, auditStore, clock, logger, metrics } = options;
  const batchSize = options.batchSize ?? 1_000;
  const pollIntervalMs = options.pollIntervalMs ?? 200;
  const gatheringMs = options.gatheringMs ?? 300;
  const deliveryTimeoutMs = options.deliveryTimeoutMs ?? 30_000;
  const longestBackoffMs = options.longestBackoffMs ?? 10_000;
  const pause = createPause();
  let running: Promise<void> | null = null;
  let stopping = false;

  async function deliverContinuously(): Promise<void> {
    let failures = 0;
    while (!stopping) {
      pause.forgetNudge();
      const { leased, failure } = await deliverBatch(deliveryTimeoutMs);
      if (failure !== null) {
        failures += 1;
        const waitMs = backoff(failures, longestBackoffMs);
        logFailure(logger, failure, { failures, waitMs });
        await pause.for(waitMs);
        continue;
      }
      if (failures > 0) logger.info({ failures }, 'audit delivery works again');
      failures = 0;
      if (leased === 0) await pause.forOrUntilNudge(pollIntervalMs);
      else if (leased < batchSize) await pause.for(gatheringMs);
    }
  }

  /** One transaction. Never throws: a database that is away is a failure like any other, and passes. */
  async function deliverBatch(timeoutMs: number): Promise<BatchOutcome> {
    try {
      const outcome = await db.transaction().execute(async (trx) => {
        const leased = await leaseOutbox(trx, { limit: batchSize, now: clock.now() });
        if (leased.length === 0) return null;
        const delivery = await deliver(auditStore, leased, { storedAt: clock.now(), timeoutMs });
        await removeDelivered(trx, delivery.delivered);
        await moveToDeadLetters(trx, delivery.rejected, clock.now());
        const [oldest] = delivery.undecided;
        if (oldest !== undefined) await recordFailedAttempt(trx, oldest, messageOf(delivery.failure));
        return delivery;
      });
      if (outcome === null) return { leased: 0, failure: null };
      const { delivered, rejected, undecided, failure } = outcome;
      if (delivered.length > 0) metrics.delivered(delivered.length);
      if (undecided.length > 0) metrics.retried(undecided.length);
      if (rejected.length > 0) {
        metrics.deadLettered(rejected.length);
        for (const { leased } of rejected) {
          const { id, organisationId } = leased.event;
          logger.error({ eventId: id, organisationId }, 'audit event refused; moved to dead letters');
        }
      }
      return { leased: delivered.length + rejected.length + undecided.length, failure };
    } catch (error) {
      return { leased: 0, failure: error };
    }
  }

  return {
    start() {
      running ??= deliverContinuously();
    },
    nudge() {
      pause.nudge();
    },
    async drain(timeoutMs) {
      const endAt = performance.now() + timeoutMs;
      for (;;) {
        const left = endAt - performance.now();
        if (left <= 0) return false;
        const { leased, failure } = await deliverBatch(Math.min(left, deliveryTimeoutMs));
        if (failure !== null) {
          logFailure(logger, failure, { draining: true });
          return false;
        }
        if (leased === 0) return true;
      }
    },
    async stop() {
      stopping = true;
      pause.end();
      await running;
    },
  };
}

/** Doubles from 200 ms; half of it is chance, so that many gateways don't return at the same instant. */
function backoff(failures: number, longestMs: number): number {
  const full = Math.min(longestMs, 200 * 2 ** Math.min(failures - 1, 30));
  return Math.round(full / 2 + (Math.random() * full) / 2);
}

function logFailure(logger: Logger, failure: unknown, facts: Readonly<Record<string, unknown>>): void {
  if (failure instanceof AuditStoreUnavailable) {
    logger.warn({ ...facts, reason: failure.message }, 'audit store unavailable; events wait in the outbox');
  } else if (isDatabaseUnavailable(failure)) {
    logger.warn({ ...facts, reason: messageOf(failure) }, 'database unavailable; audit delivery waits');
  } else {
    logger.error({ ...facts, err: failure }, 'audit delivery failed; events wait in the outbox');
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

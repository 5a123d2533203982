import type { Ids } from '@sekisho/platform';
import { isDatabaseUnavailable, type LeasedDestination, leaseDestinations } from '@sekisho/storage';
import { createPause } from '../relay/pause.ts';
import {
  type DestinationMemory,
  forwardDestination,
  type TurnDependencies,
  type TurnTiming,
} from './forward-destination.ts';

/**
 * Forwards the audit log to every active destination, several at a time, each by one worker of the installation at a
 * time. In: the stored log and the places in PostgreSQL. Out: every event at least once, in order, at every destination;
 * a receiver that is down, slow or refusing holds up nobody but itself.
 */
export interface Forwarder {
  /** Begins in the background. A second call changes nothing. */
  start(): void;
  /** Takes no new turns, and gives those under way `graceMs` to settle; then cuts their deliveries short. */
  stop(graceMs: number): Promise<void>;
}

export interface ForwarderOptions extends Omit<TurnDependencies, 'timing'> {
  readonly ids: Ids;
  readonly timing?: Partial<ForwarderTiming>;
  /** Destinations served at once by this process. Default 8. */
  readonly concurrency?: number;
}

export interface ForwarderTiming extends TurnTiming {
  /** How often the database is asked for destinations that are due. */
  readonly pollMs: number;
}

const defaultTiming: ForwarderTiming = {
  pollMs: 1_000,
  leaseMs: 15_000,
  turnMs: 30_000,
  idleMs: 2_000,
  checkMs: 60_000,
  backoff: { firstMs: 1_000, longestMs: 5 * 60_000 },
};

export function createForwarder(options: ForwarderOptions): Forwarder {
  const { db, ids, logger } = options;
  const timing: ForwarderTiming = { ...defaultTiming, ...options.timing };
  const concurrency = options.concurrency ?? 8;
  const dependencies: TurnDependencies = { ...options, timing };
  const memories = new Map<string, DestinationMemory>();
  const turns = new Set<Promise<void>>();
  const pause = createPause();
  const ending = new AbortController();
  const cut = new AbortController();
  let running: Promise<void> | null = null;

  async function serve(): Promise<void> {
    while (!ending.signal.aborted) {
      pause.forgetNudge();
      const found = turns.size < concurrency ? await takeDue(concurrency - turns.size) : [];
      for (const lease of found) begin(lease);
      if (found.length === 0) await pause.forOrUntilNudge(timing.pollMs);
    }
  }

  async function takeDue(limit: number): Promise<LeasedDestination[]> {
    try {
      return await leaseDestinations(db, { leaseId: ids.uuid(), limit, leaseMs: timing.leaseMs });
    } catch (error) {
      if (isDatabaseUnavailable(error))
        logger.warn({ reason: String(error) }, 'database unavailable; forwarding waits');
      else logger.error({ err: error }, 'destinations could not be read; forwarding waits');
      return [];
    }
  }

  function begin(lease: LeasedDestination): void {
    const { id } = lease.destination;
    const memory = memories.get(id) ?? { batchLimit: Number.MAX_SAFE_INTEGER, checkedAt: Number.NEGATIVE_INFINITY };
    memories.set(id, memory);
    if (memories.size > mostMemories) memories.delete(memories.keys().next().value ?? id);
    const turn = forwardDestination(dependencies, lease, memory, { ending: ending.signal, cut: cut.signal })
      .catch((error: unknown) => {
        // The lease runs out by itself, and the place is where it was.
        logger.warn({ destinationId: id, err: error }, 'a turn of forwarding could not be settled');
      })
      .finally(() => {
        turns.delete(turn);
        pause.nudge();
      });
    turns.add(turn);
  }

  return {
    start() {
      running ??= serve();
    },
    async stop(graceMs) {
      ending.abort();
      pause.end();
      const timer = setTimeout(() => cut.abort(), graceMs);
      await running;
      await Promise.all(turns);
      clearTimeout(timer);
    },
  };
}

/** Destinations kept in mind; more than this and the oldest are forgotten, which only costs a check. */
const mostMemories = 10_000;

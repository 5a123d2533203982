import { type BackoffOptions, backoffMs, DeliveryFailed, type Sender } from '@sekisho/forwarding';
import type { Clock, Logger } from '@sekisho/platform';
import {
  confirmDelivery,
  type Database,
  type LeasedDestination,
  recordDeliveryFailure,
  releaseDestination,
  renewLease,
} from '@sekisho/storage';
import type { Kysely } from 'kysely';
import { type FollowedLog, goBackForLateEvents, type LogPlace, passIdleTime, readOn } from './follow-log.ts';

/**
 * One turn of one destination, under its lease: reads on from its place, sends batch after batch, and moves the place
 * only past what the receiver has. It ends when nothing is left, when its time is up so that others get their turn,
 * or with the first failure. Nothing here is remembered but in the database: a process that dies anywhere in between
 * leaves a place from which the next one sends the same batch again.
 */
export interface TurnDependencies {
  readonly db: Kysely<Database>;
  readonly log: FollowedLog;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Opens the sender. Throws {@link DeliveryFailed} when the destination can't even be tried. */
  openSender(lease: LeasedDestination): Sender;
  readonly metrics: ForwarderMetrics;
  readonly timing: TurnTiming;
}

/** Counts for metrics. */
export interface ForwarderMetrics {
  delivered(count: number): void;
  failed(): void;
}

/** All in milliseconds. */
export interface TurnTiming {
  /** How long a lease holds without being renewed: after a crash nobody else takes the destination for so long. */
  readonly leaseMs: number;
  /** After so long a turn ends, though there be more. */
  readonly turnMs: number;
  /** How long an idle destination rests. */
  readonly idleMs: number;
  /** How often late events are looked for. */
  readonly checkMs: number;
  readonly backoff: BackoffOptions;
}

/** What a worker keeps in mind of a destination between turns; it costs nothing to lose. */
export interface DestinationMemory {
  /** The receiver found larger batches too large. */
  batchLimit: number;
  /** When late events were last looked for. */
  checkedAt: number;
}

/** How a turn is told to end. */
export interface TurnSignals {
  /** With the batch under way. */
  readonly ending: AbortSignal;
  /** At once: a delivery under way is given up, and made again by whoever takes the destination next. */
  readonly cut: AbortSignal;
}

export async function forwardDestination(
  dependencies: TurnDependencies,
  lease: LeasedDestination,
  memory: DestinationMemory,
  turn: TurnSignals,
): Promise<void> {
  const { db, log, clock, logger, metrics, timing } = dependencies;
  const { organisationId, id: destinationId } = lease.destination;
  const endAt = performance.now() + timing.turnMs;
  let place: LogPlace = { position: lease.position, recent: lease.recent };
  let failures = lease.failures;
  let sender: Sender | null = null;
  let waitMs = timing.idleMs;
  const hold = holdLease(db, lease, timing.leaseMs);
  const cut = AbortSignal.any([turn.cut, hold.lost]);

  try {
    let isOurs = await lookBack();
    let drainedAt: Date | null = null;
    while (isOurs && drainedAt === null && !turn.ending.aborted && performance.now() < endAt) {
      sender ??= dependencies.openSender(lease);
      const readAt = clock.now();
      const page = await readOn(log, organisationId, place, readAt, Math.min(sender.batchSize, memory.batchLimit));
      if (page === null || page.isLast) drainedAt = readAt;
      if (page === null) continue;
      await sender.send({ organisationId, events: page.events }, cut);
      if (failures > 0) logger.info({ destinationId, organisationId, failures }, 'forwarding works again');
      failures = 0;
      metrics.delivered(page.events.length);
      place = page.place;
      isOurs = await confirm(page.events.length);
      if (drainedAt !== null) waitMs = Math.max(timing.idleMs, sender.gatherMs);
    }
    if (isOurs && drainedAt !== null) await moveTo(passIdleTime(place, drainedAt));
    await releaseDestination(db, lease, drainedAt === null ? 0 : waitMs);
  } catch (error) {
    await settleFailure(error);
  } finally {
    await hold.end();
    await sender?.close();
  }

  function confirm(delivered: number): Promise<boolean> {
    const { position, recent } = place;
    return confirmDelivery(db, lease, { position, recent, delivered, now: clock.now(), leaseMs: timing.leaseMs });
  }

  /** Looks, once in a while, whether something became visible behind the place. False when the lease is lost. */
  async function lookBack(): Promise<boolean> {
    if (performance.now() - memory.checkedAt < timing.checkMs) return true;
    const next = await goBackForLateEvents(log, organisationId, place, lease.startedAt);
    memory.checkedAt = performance.now();
    if (next !== place) {
      const facts = { destinationId, organisationId, from: next.position.storedAt };
      logger.warn(facts, 'events became visible late; forwarding goes back to them');
    }
    return moveTo(next);
  }

  async function moveTo(next: LogPlace): Promise<boolean> {
    if (next === place) return true;
    place = next;
    return confirm(0);
  }

  async function settleFailure(error: unknown): Promise<void> {
    if (!(error instanceof DeliveryFailed)) {
      // Not the receiver's fault: our own stores are away, or there is a mistake of ours. The place stays.
      logger.warn({ destinationId, organisationId, err: error }, 'forwarding put off');
      await releaseDestination(db, lease, 5 * timing.idleMs).catch(() => undefined);
      return;
    }
    if (cut.aborted) {
      await releaseDestination(db, lease, 0);
      return;
    }
    metrics.failed();
    failures += 1;
    const tooLarge = error.kind === 'too-large' && sender !== null;
    if (tooLarge) memory.batchLimit = Math.max(1, Math.floor(Math.min(sender?.batchSize ?? 1, memory.batchLimit) / 2));
    const wait = backoffMs(failures, error.retryAfterMs, timing.backoff);
    const facts = { destinationId, organisationId, kind: error.kind, failures, waitMs: wait };
    logger.info({ ...facts, reason: error.message }, 'delivery failed; it will be tried again');
    await recordDeliveryFailure(db, lease, { explanation: error.explanation, waitMs: wait, now: clock.now() });
  }
}

/**
 * Renews the lease while a turn lasts, in its own rhythm, because one delivery may take longer than a lease. When it
 * can't be renewed in time, somebody else may hold the destination: `lost` is aborted.
 */
function holdLease(
  db: Kysely<Database>,
  lease: LeasedDestination,
  leaseMs: number,
): { readonly lost: AbortSignal; end(): Promise<void> } {
  const lost = new AbortController();
  let renewedAt = performance.now();
  let renewing: Promise<void> | null = null;

  async function renew(): Promise<void> {
    const askedAt = performance.now();
    const isOurs = await renewLease(db, lease, leaseMs).catch(() => null);
    if (isOurs === true) renewedAt = askedAt;
    if (isOurs === false || performance.now() - renewedAt > leaseMs) lost.abort();
  }

  const timer = setInterval(() => {
    renewing ??= renew().finally(() => {
      renewing = null;
    });
    if (performance.now() - renewedAt > leaseMs) lost.abort();
  }, leaseMs / 5);
  return {
    lost: lost.signal,
    async end() {
      clearInterval(timer);
      await renewing;
    },
  };
}

import { type AuditStore, AuditStoreRejected, AuditStoreUnavailable } from '@sekisho/audit-store';
import type { LeasedEvent, RejectedEvent } from '@sekisho/storage';

/** What became of a batch: every event is in exactly one of the three. */
export interface Delivery {
  readonly delivered: readonly LeasedEvent[];
  /** Refused for good, each by itself. */
  readonly rejected: readonly RejectedEvent[];
  /** Not decided, because `failure` came in between: to be tried again. In their order. */
  readonly undecided: readonly LeasedEvent[];
  /** Why delivery ended early; null when it did not. */
  readonly failure: unknown;
}

/**
 * Hands events to the audit store, and when it refuses the lot, halves it until the one that it refuses is found: the
 * others must not wait for it. Never throws: an error that is not a refusal leaves the rest undecided, because not
 * knowing is no reason to give an event up.
 */
export async function deliver(
  auditStore: Pick<AuditStore, 'insert'>,
  leased: readonly LeasedEvent[],
  options: { readonly storedAt: Date; readonly timeoutMs: number },
): Promise<Delivery> {
  const giveUpAt = performance.now() + options.timeoutMs;
  const delivered: LeasedEvent[] = [];
  const rejected: RejectedEvent[] = [];
  const waiting: (readonly LeasedEvent[])[] = [leased];
  for (let part = waiting.pop(); part !== undefined; part = waiting.pop()) {
    try {
      const events = part.map(({ event }) => event);
      await within(giveUpAt - performance.now(), () => auditStore.insert(events, options.storedAt));
      delivered.push(...part);
    } catch (error) {
      if (!(error instanceof AuditStoreRejected)) {
        return { delivered, rejected, undecided: [part, ...waiting.reverse()].flat(), failure: error };
      }
      const [only] = part;
      if (part.length === 1 && only !== undefined) {
        rejected.push({ leased: only, reason: error.message });
      } else {
        const middle = Math.ceil(part.length / 2);
        waiting.push(part.slice(middle), part.slice(0, middle));
      }
    }
  }
  return { delivered, rejected, undecided: [], failure: null };
}

/**
 * A store that hangs counts as away. Its insert can't be called back; should it still succeed, the event is stored
 * under its id, and the next delivery changes nothing.
 */
async function within(milliseconds: number, insert: () => Promise<unknown>): Promise<void> {
  const message = 'The audit store did not answer in time';
  if (milliseconds <= 0) throw new AuditStoreUnavailable(message);
  let timer: NodeJS.Timeout | undefined;
  const tooLate = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new AuditStoreUnavailable(message)), milliseconds);
  });
  try {
    await Promise.race([insert(), tooLate]);
  } finally {
    clearTimeout(timer);
  }
}

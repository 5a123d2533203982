import type { AuditEvent } from '@sekisho/audit-events';
import { pause } from '../deliver/backoff.ts';
import { DeliveryAborted } from '../deliver/sender.ts';
import type { AuditLogClient, TimeRange } from './audit-log-client.ts';
import { hourMs, type Ledger, minuteMs } from './ledger.ts';

/** Where forwarded events go. */
export interface ForwardOutput {
  /** Resolves when the events are where they belong: on the disk, or taken by the receiver. */
  write(events: readonly AuditEvent[]): Promise<void>;
}

export interface ForwardOptions {
  readonly log: AuditLogClient;
  readonly ledger: Ledger;
  readonly output: ForwardOutput;
  /** End when everything that is there has been forwarded. */
  readonly once: boolean;
  readonly pollMs: number;
  /** Events handed to the output at once. */
  readonly batchEvents: number;
  readonly signal: AbortSignal;
  /** A minute of which it is no longer known what was forwarded has grown, and goes again as a whole. */
  readonly onRepeat: (minute: { readonly from: Date; readonly events: number }) => void;
  readonly now: () => number;
}

/** An event that reaches the log later than this after it happened is not forwarded; exports have it. */
export const lateByMs = 31 * 24 * hourMs;

/** What happened in the last two hours is looked at in every round, older hours once in so long. */
const recentMs = 2 * hourMs;
const lookBackEveryMs = 60_000;

/** The ingest takes events up to a day ahead of the clock. */
const aheadMs = 25 * hourMs;

/**
 * Carries the audit log to an output: each event at least once, the oldest first within a round. Counts say where
 * something is new (an hour, then a minute of it), so that a quiet log costs one small request a round.
 */
export async function forward(options: ForwardOptions): Promise<{ forwarded: number }> {
  const { ledger, signal, now } = options;
  let forwarded = 0;
  let lookBackAt = Number.NEGATIVE_INFINITY;
  try {
    do {
      const time = now();
      const isFull = time >= lookBackAt;
      for (const range of rangesOf(isFull ? lookBackFrom(ledger, time) : time - recentMs, time, ledger)) {
        for await (const count of forwardRange(range, options)) forwarded += count;
      }
      if (isFull) {
        lookBackAt = time + lookBackEveryMs;
        await ledger.catchUp(time, floor(time - lateByMs, hourMs));
      }
      if (!options.once) await pause(options.pollMs, signal);
    } while (!options.once && !signal.aborted);
  } catch (error) {
    if (!(error instanceof DeliveryAborted) || !signal.aborted) throw error;
  }
  return { forwarded };
}

/** The first time, everything since the forwarding's beginning; later, as far back as late events are waited for. */
function lookBackFrom(ledger: Ledger, time: number): number {
  const caughtUpAt = ledger.caughtUpAt();
  return caughtUpAt === null ? ledger.from : Math.min(caughtUpAt, time) - lateByMs + hourMs;
}

/** What one question about the counts of hours may cover. */
const longestRangeMs = 30 * 24 * hourMs;

function rangesOf(from: number, time: number, ledger: Ledger): TimeRange[] {
  const ranges: TimeRange[] = [];
  const end = floor(time + aheadMs, hourMs);
  for (let start = Math.max(ledger.from, floor(from, hourMs)); start < end; ) {
    const to = Math.min(end, floor(start, hourMs) + longestRangeMs);
    ranges.push({ from: start, to });
    start = to;
  }
  return ranges;
}

/** Yields how many events went, after each batch. */
async function* forwardRange(range: TimeRange, options: ForwardOptions): AsyncGenerator<number> {
  const { log, ledger } = options;
  const hours = await log.countByTime(range, hourMs);
  for (const [hour, events] of ascending(hours)) {
    if (ledger.countOfHour(hour) === events) continue;
    const inHour = { from: Math.max(range.from, hour), to: hour + hourMs };
    for (const [minute, count] of ascending(await log.countByTime(inHour, minuteMs))) {
      if (options.signal.aborted) throw new DeliveryAborted();
      if (ledger.count(minute) < count) yield* forwardMinute(minute, count, options);
      else if (ledger.count(minute) > count) await ledger.correct(minute, count);
    }
  }
}

async function* forwardMinute(minute: number, count: number, options: ForwardOptions): AsyncGenerator<number> {
  const { log, ledger, output, batchEvents } = options;
  const known = ledger.ids(minute);
  if (known === null) options.onRepeat({ from: new Date(minute), events: count });
  const fresh: AuditEvent[] = [];
  for await (const page of log.pages({ from: Math.max(ledger.from, minute), to: minute + minuteMs })) {
    for (const event of page) if (known?.has(event.id) !== true) fresh.push(event);
  }
  fresh.reverse();
  for (let from = 0; from < fresh.length; from += batchEvents) {
    const batch = fresh.slice(from, from + batchEvents);
    await output.write(batch);
    if (known !== null)
      await ledger.note(
        minute,
        batch.map(({ id }) => id),
      );
    yield batch.length;
  }
  if (known === null) await ledger.correct(minute, fresh.length);
}

function ascending(counts: ReadonlyMap<number, number>): [number, number][] {
  return [...counts].sort(([a], [b]) => a - b);
}

function floor(time: number, step: number): number {
  return Math.floor(time / step) * step;
}

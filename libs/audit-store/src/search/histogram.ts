import { zoneOffset } from '@sekisho/audit-events';
import type { AuditHistogram, HistogramOptions } from '../audit-store.ts';

/** The time a histogram covers, in milliseconds since 1970. */
export interface Span {
  /** Inclusive. */
  readonly from: number;
  /** Exclusive. */
  readonly to: number;
}

/** Bars of one width over a span. */
export interface Bars {
  /** Start of the first bar. */
  readonly origin: number;
  readonly bucketMs: number;
  readonly count: number;
}

/**
 * Narrow bars since 1970, by which the events of a query without a range are counted before it is known where they begin
 * and end: hours, or quarters of an hour in zones that are not whole hours from UTC.
 */
export function fineBars(timeZone: string | undefined, at: number): Omit<Bars, 'count'> {
  const wholeHours = zoneOffset(timeZone ?? 'UTC', at) % hour === 0;
  return { origin: 0, bucketMs: wholeHours ? hour : 15 * minute };
}

/**
 * The counts of narrow bars by those of the span in which there are any, or undefined where those would be as narrow or lie
 * across: then the events themselves must be asked.
 */
export function regroup(
  counted: ReadonlyMap<number, number>,
  fine: Omit<Bars, 'count'>,
  span: Span,
  options: HistogramOptions,
): AuditHistogram | undefined {
  const bars = chooseBars(span, options);
  // No usual width: the span was cut into equal parts, which depend on its exact ends.
  if (!widths.includes(bars.bucketMs)) return undefined;
  if (bars.bucketMs <= fine.bucketMs || bars.bucketMs % fine.bucketMs !== 0) return undefined;
  if ((bars.origin - fine.origin) % fine.bucketMs !== 0) return undefined;
  const regrouped = new Map<number, number>();
  for (const [number, events] of counted) {
    const bar = Math.floor((fine.origin + number * fine.bucketMs - bars.origin) / bars.bucketMs);
    regrouped.set(bar, (regrouped.get(bar) ?? 0) + events);
  }
  return toHistogram(bars, regrouped);
}

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;
const widths = [
  1000,
  10_000,
  minute,
  5 * minute,
  15 * minute,
  hour,
  3 * hour,
  6 * hour,
  12 * hour,
  day,
  7 * day,
  30 * day,
  90 * day,
  365 * day,
];

/**
 * Chooses the width and where the bars begin: on whole minutes, hours and days of the time zone. With one offset for the whole
 * span: where summer time changes within it, bars of a day begin an hour off on one side of the change.
 */
export function chooseBars(span: Span, options: HistogramOptions): Bars {
  const offset = zoneOffset(options.timeZone ?? 'UTC', span.from);
  for (const bucketMs of widths) {
    const origin = Math.floor((span.from + offset) / bucketMs) * bucketMs - offset;
    const count = Math.max(1, Math.ceil((span.to - origin) / bucketMs));
    if (count <= options.buckets) return { origin, bucketMs, count };
  }
  const bucketMs = Math.ceil((span.to - span.from) / options.buckets);
  return { origin: span.from, bucketMs, count: options.buckets };
}

/** Fills the gaps. */
export function toHistogram(bars: Bars, counted: ReadonlyMap<number, number>): AuditHistogram {
  return {
    bucketMs: bars.bucketMs,
    buckets: Array.from({ length: bars.count }, (_, index) => ({
      start: new Date(bars.origin + index * bars.bucketMs),
      events: counted.get(index) ?? 0,
    })),
  };
}

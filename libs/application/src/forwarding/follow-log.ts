import {
  type AuditStore,
  beforeStored,
  behindStored,
  type StoredEvent,
  type StoredPosition,
} from '@sekisho/audit-store';

/**
 * Follows an organisation's log in the order in which it is stored, for readers that may see an event twice but must
 * not miss one (forwarding, alerts). The difficulty: an insert bears the time at which it began, and becomes visible when
 * it ends, so an event may appear behind a reader who has passed that time. Two things together deal with it:
 *
 * - A reader stays `settleMs` behind the clock. Nearly every insert takes less, so nearly nothing comes late.
 * - A reader remembers how many events of each of the last minutes it has read. Afterwards the store is asked how many
 *   there are; where there are more, the reader goes back to that minute.
 *
 * What is remembered is one number a minute, whatever the load, and goes back from the reader's place, not from the
 * present: a reader that was held up for days still finds what came late behind it. An insert that takes longer than
 * `horizonMs` would be missed; nothing of ours waits so long for one (docs/decisions/0015).
 */
export interface LogPlace {
  readonly position: StoredPosition;
  /** Events read, by the beginning of the minute in which they were stored. Only the last minutes before the position. */
  readonly recent: Readonly<Record<string, number>>;
}

export type FollowedLog = Pick<AuditStore, 'readStored' | 'countStored'>;

/** How far behind the clock a reader stays, in milliseconds. */
export const settleMs = 5_000;

/** How far back from a reader's place late events are looked for, in milliseconds. */
const horizonMs = 10 * 60_000;

const minuteMs = 60_000;

/** The place of a reader that begins with what is stored from `start` on. */
export function placeAt(start: Date): LogPlace {
  return { position: beforeStored(start), recent: {} };
}

/** What was read, in order, and the place behind it. Never empty. */
export interface ReadPage {
  readonly events: readonly [StoredEvent, ...StoredEvent[]];
  readonly place: LogPlace;
  /** Nothing more was settled. */
  readonly isLast: boolean;
}

/** The next events that are settled; null when there are none. */
export async function readOn(
  log: FollowedLog,
  organisationId: string,
  place: LogPlace,
  now: Date,
  limit: number,
): Promise<ReadPage | null> {
  const upTo = settledAt(now);
  const { events, next, full } = await log.readStored(organisationId, { after: place.position, upTo }, limit);
  const [first, ...rest] = events;
  if (first === undefined || next === null) return null;
  const recent = remember(place.recent, events, horizonOf(next));
  return { events: [first, ...rest], place: { position: next, recent }, isLast: !full };
}

/**
 * The place once everything settled at `readAt` was read: moved over the empty time, when the minute it is in has ended,
 * so that this minute is looked at again too. The same place when there is nothing to gain.
 */
export function passIdleTime(place: LogPlace, readAt: Date): LogPlace {
  const settled = settledAt(readAt);
  const minute = minuteOf(place.position.storedAt);
  const hasEnded = minute < minuteOf(settled);
  return hasEnded && place.recent[keyOf(minute)] !== undefined ? { ...place, position: behindStored(settled) } : place;
}

/**
 * The place to go back to when events have become visible behind it: before the first minute that has more than was
 * read. What comes after is then read again, in order; receivers know an event by its id. The same place when nothing
 * is late. Never before `startedAt`, behind which the reader began.
 */
export async function goBackForLateEvents(
  log: Pick<FollowedLog, 'countStored'>,
  organisationId: string,
  place: LogPlace,
  startedAt: Date,
): Promise<LogPlace> {
  const to = minuteOf(place.position.storedAt);
  const after = latest(beforeStored(new Date(horizonOf(place.position))), behindStored(startedAt));
  if (after.storedAt.getTime() >= to) return place;
  const minutes = await log.countStored(organisationId, { after, upTo: new Date(to - 1) });
  const late = minutes.find(({ minute, events }) => events > (place.recent[minute.toISOString()] ?? 0));
  if (late === undefined) return place;
  const kept = Object.entries(place.recent).filter(([minute]) => Date.parse(minute) < late.minute.getTime());
  return { position: latest(beforeStored(late.minute), after), recent: Object.fromEntries(kept) };
}

function latest(one: StoredPosition, other: StoredPosition): StoredPosition {
  return one.storedAt > other.storedAt ? one : other;
}

function settledAt(now: Date): Date {
  return new Date(now.getTime() - settleMs);
}

/** The first minute that a reader at this position still looks back to. */
function horizonOf(position: StoredPosition): number {
  return minuteOf(position.storedAt) - horizonMs;
}

function remember(recent: LogPlace['recent'], events: readonly StoredEvent[], horizon: number): Record<string, number> {
  const kept = Object.fromEntries(Object.entries(recent).filter(([minute]) => Date.parse(minute) >= horizon));
  for (const { storedAt } of events) {
    const minute = minuteOf(storedAt);
    if (minute < horizon) continue;
    const key = keyOf(minute);
    kept[key] = (kept[key] ?? 0) + 1;
  }
  return kept;
}

function minuteOf(instant: Date): number {
  return Math.floor(instant.getTime() / minuteMs) * minuteMs;
}

function keyOf(minute: number): string {
  return new Date(minute).toISOString();
}

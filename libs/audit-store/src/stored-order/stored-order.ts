import type { AuditEvent } from '@sekisho/audit-events';
import { z } from 'zod';
import type { Engine, QueryParameters } from '../engine/engine.ts';
import { eventFields, eventRow } from '../search/event-row.ts';

/**
 * The log in the order in which it was stored, for readers that follow it as it grows. Without `FINAL`: an event that
 * two processes stored at the same moment may be read twice, once by each copy, which readers that deliver at least
 * once must bear anyway.
 */

/** A place in the stored order: behind the event that was stored, happened and is named so. */
export interface StoredPosition {
  readonly storedAt: Date;
  readonly occurredAt: Date;
  /** A UUID. Among events of one moment the engine's own order of UUIDs decides, which is not that of their text. */
  readonly eventId: string;
}

export interface StoredRange {
  /** Exclusive. */
  readonly after: StoredPosition;
  /** By the time of storing; inclusive. */
  readonly upTo: Date;
}

export interface StoredEvent {
  readonly event: AuditEvent;
  readonly storedAt: Date;
}

export interface StoredPage {
  /** By when they were stored, then by when they happened, then by id. */
  readonly events: readonly StoredEvent[];
  /** Where the next page begins; null when there was nothing. */
  readonly next: StoredPosition | null;
  /** Whether the page was full, so that there may be more. Copies fill a page too, but are not in it. */
  readonly full: boolean;
}

/** Events stored within one minute. */
export interface StoredMinute {
  /** The minute's beginning. */
  readonly minute: Date;
  readonly events: number;
}

/** Before everything that is stored at `storedAt` or later. */
export function beforeStored(storedAt: Date): StoredPosition {
  return { storedAt: new Date(storedAt.getTime() - 1), occurredAt: lastTime, eventId: lastUuid };
}

/** Behind everything that is stored at `storedAt` or earlier. */
export function behindStored(storedAt: Date): StoredPosition {
  return { storedAt, occurredAt: lastTime, eventId: lastUuid };
}

const lastTime = new Date('2199-12-31T23:59:59.999Z');
const lastUuid = 'ffffffff-ffff-ffff-ffff-ffffffffffff';

/** The next page behind `range.after`, of at most `limit` events. */
export async function readStored(
  engine: Pick<Engine, 'query'>,
  table: string,
  organisationId: string,
  range: StoredRange,
  limit: number,
): Promise<StoredPage> {
  const near = new Date(Math.min(range.upTo.getTime(), range.after.storedAt.getTime() + nearMs));
  // A reader far behind would otherwise have all that it has still to read sorted for every page.
  const rows = await readRange(engine, table, organisationId, { ...range, upTo: near }, limit);
  const found =
    rows.length < limit && near < range.upTo ? await readRange(engine, table, organisationId, range, limit) : rows;
  const last = found.at(-1);
  if (last === undefined) return { events: [], next: null, full: false };
  const next = { storedAt: new Date(last.storedAt), occurredAt: new Date(last.occurredAt), eventId: last.id };
  return { events: withoutCopies(found).sort(inOrder).map(toStored), next, full: found.length >= limit };
}

/**
 * How many events there are in the range, minute by minute; minutes without any are left out. Exact for ranges of up to
 * an hour; beyond, copies count, because telling them from the rest takes memory for every id.
 */
export async function countStored(
  engine: Pick<Engine, 'query'>,
  table: string,
  organisationId: string,
  range: StoredRange,
): Promise<readonly StoredMinute[]> {
  const exact = range.upTo.getTime() - range.after.storedAt.getTime() <= 60 * 60_000;
  const rows = await engine.query(
    `SELECT intDiv(toUnixTimestamp64Milli(stored_at), 60000) AS minute,
       ${exact ? 'uniqExact(event_id)' : 'count()'} AS events
     FROM ${table} WHERE ${condition} GROUP BY minute ORDER BY minute`,
    parametersOf(organisationId, range),
  );
  return z
    .array(minuteRow)
    .parse(rows)
    .map(({ minute, events }) => ({ minute: new Date(minute * 60_000), events }));
}

/** Ahead of a position, in milliseconds, where the next page most often is. */
const nearMs = 60 * 60_000;

const condition = `organisation_id = {organisation:String}
  AND stored_at >= fromUnixTimestamp64Milli({afterStored:Int64}, 'UTC')
  AND stored_at <= fromUnixTimestamp64Milli({upTo:Int64}, 'UTC')
  AND (stored_at > fromUnixTimestamp64Milli({afterStored:Int64}, 'UTC')
    OR occurred_at > fromUnixTimestamp64Milli({afterOccurred:Int64}, 'UTC')
    OR occurred_at = fromUnixTimestamp64Milli({afterOccurred:Int64}, 'UTC') AND event_id > {afterId:UUID})`;

const order = 'stored_at, occurred_at, event_id';

/** The keys first: only the rows of the page are read whole, through the primary key. */
async function readRange(
  engine: Pick<Engine, 'query'>,
  table: string,
  organisationId: string,
  range: StoredRange,
  limit: number,
): Promise<Row[]> {
  const rows = await engine.query(
    `SELECT ${eventFields}, stored_at AS storedAt FROM ${table}
     WHERE ${condition} AND (newest_first, event_id) IN (
       SELECT newest_first, event_id FROM ${table} WHERE ${condition} ORDER BY ${order} LIMIT {limit:UInt32})
     ORDER BY ${order} LIMIT {limit:UInt32}
     SETTINGS date_time_output_format = 'iso'`,
    { ...parametersOf(organisationId, range), limit },
  );
  return z.array(storedRow).parse(rows);
}

function parametersOf(organisationId: string, { after, upTo }: StoredRange): QueryParameters {
  return {
    organisation: organisationId,
    afterStored: after.storedAt.getTime(),
    afterOccurred: after.occurredAt.getTime(),
    afterId: after.eventId,
    upTo: upTo.getTime(),
  };
}

const storedRow = z.intersection(eventRow, z.object({ storedAt: z.string() }));
type Row = z.output<typeof storedRow>;
const minuteRow = z.object({ minute: z.coerce.number(), events: z.coerce.number() });

function withoutCopies(rows: readonly Row[]): Row[] {
  const seen = new Set<string>();
  return rows.filter((row) => !seen.has(row.id) && seen.add(row.id));
}

/** Ids of version 7 are in the order in which they were made, as text. */
function inOrder(one: Row, other: Row): number {
  return (
    compare(one.storedAt, other.storedAt) || compare(one.occurredAt, other.occurredAt) || compare(one.id, other.id)
  );
}

function compare(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}

function toStored({ storedAt, ...event }: Row): StoredEvent {
  return { event, storedAt: new Date(storedAt) };
}

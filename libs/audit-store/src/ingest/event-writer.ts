import { z } from 'zod';
import type { InsertOutcome } from '../audit-store.ts';
import type { Engine, InsertColumns } from '../engine/engine.ts';
import { createInsertQueue, type InsertRequest } from './insert-queue.ts';

/** What is written of one kind of event, and where. */
export interface EventTable<Event extends StoredOnce> {
  /** With its database. It has the columns `organisation_id` and `event_id`, and a projection by them. */
  readonly name: string;
  readonly columns: InsertColumns;
  /** The event as a line of `JSONCompactEachRow`, in the order of `columns`. `storedAt`: RFC 3339. */
  lineOf(event: Event, storedAt: string): string;
  /** About how many bytes it takes in memory. */
  memoryOf(event: Event): number;
}

/** What an event is told from others by. */
export interface StoredOnce {
  readonly id: string;
  readonly organisationId: string;
}

/** Writes the events of one table, each once. */
export interface EventWriter<Event extends StoredOnce> {
  /** Resolves when the events are on disk; those that were there before are named. */
  write(events: readonly Event[], storedAt: Date): Promise<InsertOutcome>;
  /** Resolves when nothing waits or runs any more. */
  idle(): Promise<void>;
}

/** Stores in batches, and looks the ids of each batch up first, so that no event is stored twice by this process. */
export function createEventWriter<Event extends StoredOnce>(
  engine: Pick<Engine, 'query' | 'insert'>,
  table: EventTable<Event>,
): EventWriter<Event> {
  const queue = createInsertQueue<Event>(storeBatch, maxBatch, table.memoryOf);

  /** Stores what is new of several calls in one insert. */
  async function storeBatch(requests: readonly InsertRequest<Event>[]): Promise<readonly InsertOutcome[]> {
    const stored = await findStored(requests.flatMap(({ events }) => events));
    const lines: string[] = [];
    const outcomes = requests.map(({ events, storedAt }) => {
      const at = storedAt.toISOString();
      const duplicates: string[] = [];
      for (const event of events) {
        const key = keyOf(event.organisationId, event.id);
        if (stored.has(key)) {
          duplicates.push(event.id);
        } else {
          stored.add(key);
          lines.push(table.lineOf(event, at));
        }
      }
      return { stored: events.length - duplicates.length, duplicates };
    });
    if (lines.length > 0) await engine.insert(table.name, table.columns, Buffer.from(lines.join('\n')));
    return outcomes;
  }

  /**
   * Which of the events are stored already, whatever date they were stored with. The ids go as one text: a list of
   * literals takes the parser three times as long. They come from a sub-query, because `IN` an array that is no literal
   * compares each row with each id. What one organisation has under an id of another's does no harm.
   */
  async function findStored(events: readonly Event[]): Promise<Set<string>> {
    const rows = z.array(z.object({ organisation_id: z.string(), event_id: z.string() })).parse(
      await engine.query(
        `SELECT DISTINCT organisation_id, event_id FROM ${table.name}
         WHERE organisation_id IN {organisations:Array(String)}
           AND event_id IN (SELECT arrayJoin(CAST(splitByChar(',', {ids:String}), 'Array(UUID)')))`,
        {
          organisations: [...new Set(events.map((event) => event.organisationId))],
          ids: events.map((event) => event.id).join(','),
        },
      ),
    );
    return new Set(rows.map((row) => keyOf(row.organisation_id, row.event_id)));
  }

  return {
    write: (events, storedAt) => queue.add({ events, storedAt }),
    idle: () => queue.idle(),
  };
}

/** What one insert takes at most: usual events by number, long ones by the memory they take on their way. */
const maxBatch = { rows: 50_000, bytes: 64 * 1024 * 1024 };

function keyOf(organisationId: string, eventId: string): string {
  return `${organisationId} ${eventId}`;
}

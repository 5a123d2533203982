import { z } from 'zod';
import type { InsertOutcome } from '../audit-store.ts';
import type { Engine, InsertColumns } from '../engine/engine.ts';
import { uuidOf } from './audit-event-rows.ts';
import { type EventRows, idWords, type LogName } from './event-rows.ts';
import { createIdIndex } from './id-index.ts';
import { createInsertQueue, type InsertRequest } from './insert-queue.ts';

/** Where one kind of event is written. */
export interface EventTable {
  /** With its database. It has the columns `organisation_id` and `event_id`, and a projection by them. */
  readonly name: string;
  /** In the order in which they are in the rows. */
  readonly columns: InsertColumns;
}

/** Writes the events of one table, each once. */
export interface EventWriter<Log extends LogName> {
  /** Resolves when the events are on disk; those that were there before are named. */
  write(rows: EventRows<Log>, storedAt: Date): Promise<InsertOutcome>;
  /** Resolves when nothing waits or runs any more. */
  idle(): Promise<void>;
}

/** Stores in batches, and looks the ids of each batch up first, so that no event is stored twice by this process. */
export function createEventWriter<Log extends LogName>(
  engine: Pick<Engine, 'queryIds' | 'insert'>,
  table: EventTable,
): EventWriter<Log> {
  const queue = createInsertQueue<Log>(storeBatch, maxBatch);

  /** Stores what is new of several calls in one insert. */
  async function storeBatch(requests: readonly InsertRequest<Log>[]): Promise<readonly InsertOutcome[]> {
    const ids = joined(requests.map(({ rows }) => rows.ids));
    const owners = new Map<string, number>();
    for (const { rows } of requests) {
      for (const { organisationId } of rows.runs) {
        if (!owners.has(organisationId)) owners.set(organisationId, owners.size);
      }
    }
    const looking = findStored([...owners.keys()], ids);
    // Its failure is seen below; until then it must not count as unhandled.
    looking.catch(() => undefined);
    const index = createIdIndex(ids);
    const isKnown = new Uint8Array(ids.length / idWords);
    let row = 0;
    for (const { rows } of requests) {
      for (const [run, { organisationId, from }] of rows.runs.entries()) {
        const owner = owners.get(organisationId) ?? 0;
        for (let end = rows.runs[run + 1]?.from ?? rows.length, at = from; at < end; at += 1) {
          if (index.add(row, owner) !== row) isKnown[row] = 1;
          row += 1;
        }
      }
    }
    for (const { organisation_id, event_id } of await looking) {
      const stored = index.find(wordsOf(event_id), owners.get(organisation_id) ?? -1);
      if (stored !== -1) isKnown[stored] = 1;
    }

    const pieces: Buffer[] = [];
    let first = 0;
    const outcomes = requests.map(({ rows, storedAt }) => {
      const known = isKnown.subarray(first, first + rows.length);
      first += rows.length;
      pieces.push(...rows.stamped(storedAt, known));
      const duplicates: string[] = [];
      for (let at = known.indexOf(1); at !== -1; at = known.indexOf(1, at + 1)) duplicates.push(rows.idOf(at));
      return { stored: rows.length - duplicates.length, duplicates };
    });
    if (pieces.length > 0) await engine.insert(table.name, table.columns, { format: 'RowBinary', pieces: few(pieces) });
    return outcomes;
  }

  /**
   * Which of the ids are stored already, whatever date they were stored with. What one organisation has under an id of
   * another's does no harm.
   */
  async function findStored(organisations: readonly string[], ids: Int32Array) {
    return z.array(z.object({ organisation_id: z.string(), event_id: z.string() })).parse(
      await engine.queryIds(
        Buffer.from(ids.buffer, ids.byteOffset, ids.byteLength),
        (each) => `SELECT DISTINCT organisation_id, event_id FROM ${table.name}
          WHERE organisation_id IN {organisations:Array(String)} AND event_id IN (${each})`,
        { organisations },
      ),
    );
  }

  return {
    write: (rows, storedAt) => queue.add({ rows, storedAt }),
    idle: () => queue.idle(),
  };
}

/** What one insert takes at most: usual events by number, long ones by the memory they take on their way. */
const maxBatch = { rows: 100_000, bytes: 64 * 1024 * 1024 };

/** Many small pieces, of which each would be written by itself, as one. */
function few(pieces: readonly Buffer[]): readonly Buffer[] {
  return pieces.length > manyPieces ? [Buffer.concat(pieces)] : pieces;
}

const manyPieces = 64;

function joined(parts: readonly Int32Array[]): Int32Array {
  const [only, ...others] = parts;
  if (only !== undefined && others.length === 0) return only;
  const all = new Int32Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

/** The words of an id in the order in which they are in rows. */
function wordsOf(id: string): Int32Array {
  const [first = 0, second = 0, third = 0, fourth = 0] = uuidOf(id);
  return Int32Array.of(second, first, fourth, third);
}

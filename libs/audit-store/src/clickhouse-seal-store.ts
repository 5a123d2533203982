import type { SealEntry, StoredAuditEvent } from '@sekisho/audit-events/seals';
import { z } from 'zod';
import type { Engine } from './engine/engine.ts';
import type { SealReference, SealStore } from './seal-store.ts';
import { eventFields, eventRow } from './search/event-row.ts';
import { readRows } from './search/read-rows.ts';

/** The part of the audit store that seals stand on; shares its engine and schema. */
export class ClickHouseSealStore implements SealStore {
  readonly #engine: Engine;
  readonly #ready: () => Promise<void>;
  readonly #events: string;
  readonly #entries: string;

  constructor(engine: Engine, ready: () => Promise<void>) {
    this.#engine = engine;
    this.#ready = ready;
    this.#events = `${engine.database}.audit_events`;
    this.#entries = `${engine.database}.audit_seal_entries`;
  }

  async organisationsStoredBetween(from: Date, to: Date): Promise<readonly string[]> {
    await this.#ready();
    const rows = await this.#engine.query(
      `SELECT DISTINCT organisation_id AS organisation FROM ${this.#events} WHERE ${storedWithin} ORDER BY organisation`,
      { from: from.getTime(), to: to.getTime() },
    );
    return z
      .array(z.object({ organisation: z.string() }))
      .parse(rows)
      .map((row) => row.organisation);
  }

  async firstStored(organisationId: string, since: Date): Promise<Date | null> {
    await this.#ready();
    const rows = await this.#engine.query(
      `SELECT count() AS events, toUnixTimestamp64Milli(min(stored_at)) AS first FROM ${this.#events}
       WHERE organisation_id = {organisation:String} AND stored_at >= fromUnixTimestamp64Milli({since:Int64}, 'UTC')`,
      { organisation: organisationId, since: since.getTime() },
    );
    const [row] = z.array(z.object({ events: z.coerce.number(), first: z.coerce.number() })).parse(rows);
    return row === undefined || row.events === 0 ? null : new Date(row.first);
  }

  async *readStored(organisationId: string, from: Date, to: Date): AsyncGenerator<StoredAuditEvent> {
    await this.#ready();
    const span = { organisation: organisationId, from: from.getTime(), to: to.getTime() };
    const [range] = z.array(z.object({ newest: z.coerce.number(), oldest: z.coerce.number() })).parse(
      await this.#engine.query(
        `SELECT min(newest_first) AS newest, max(newest_first) AS oldest FROM ${this.#events}
         WHERE organisation_id = {organisation:String} AND ${storedWithin}`,
        span,
      ),
    );
    if (range === undefined) return;
    // FINAL must see every copy of an event to know the first one, also those stored in another hour: no skip index here.
    const blocks = this.#engine.stream(
      `SELECT ${eventFields}, stored_at AS storedAt FROM ${this.#events} FINAL
       WHERE organisation_id = {organisation:String} AND newest_first BETWEEN {newest:Int64} AND {oldest:Int64}
         AND ${storedWithin}
       ORDER BY newest_first DESC, toString(event_id)
       SETTINGS do_not_merge_across_partitions_select_final = 1, use_skip_indexes_if_final = 0,
         max_block_size = 8192, max_bytes_before_external_sort = 67108864, date_time_output_format = 'iso'`,
      'JSONEachRow',
      { ...span, ...range },
    );
    yield* readRows(blocks, storedRow);
  }

  async insertSealEntries(seal: SealReference, entries: readonly SealEntry[], position: number): Promise<void> {
    if (entries.length === 0) return;
    await this.#ready();
    const lines = entries.map((entry, index) =>
      JSON.stringify([
        seal.organisationId,
        seal.sequence,
        position + index,
        entry.id,
        entry.occurredAt,
        entry.digest,
        seal.to.toISOString(),
      ]),
    );
    const pieces = [Buffer.from(lines.join('\n'))];
    await this.#engine.insert(this.#entries, entryColumns, { format: 'JSONCompactEachRow', pieces });
  }

  async *readSealEntries(seal: SealReference): AsyncGenerator<SealEntry> {
    await this.#ready();
    const blocks = this.#engine.stream(
      `SELECT event_id AS id, occurred_at AS occurredAt, digest FROM ${this.#entries} FINAL
       WHERE organisation_id = {organisation:String} AND sequence = {sequence:UInt64}
         AND sealed_to = fromUnixTimestamp64Milli({sealedTo:Int64}, 'UTC')
       ORDER BY organisation_id, sequence, position
       SETTINGS max_block_size = 8192, date_time_output_format = 'iso'`,
      'JSONEachRow',
      { organisation: seal.organisationId, sequence: seal.sequence, sealedTo: seal.to.getTime() },
    );
    yield* readRows(blocks, entryRow);
  }
}

const storedWithin = `stored_at >= fromUnixTimestamp64Milli({from:Int64}, 'UTC')
  AND stored_at < fromUnixTimestamp64Milli({to:Int64}, 'UTC')`;

const entryColumns = {
  organisation_id: 'String',
  sequence: 'UInt64',
  position: 'UInt32',
  event_id: 'UUID',
  occurred_at: "DateTime64(3, 'UTC')",
  digest: 'String',
  sealed_to: "DateTime64(3, 'UTC')",
};

const storedRow: z.ZodType<StoredAuditEvent> = eventRow.extend({ storedAt: z.string() });
const entryRow: z.ZodType<SealEntry> = z.object({ id: z.string(), occurredAt: z.string(), digest: z.string() });

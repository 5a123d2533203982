import type { AccessEvent } from '@sekisho/audit-events';
import { z } from 'zod';
import type { InsertOutcome } from '../audit-store.ts';
import type { Engine } from '../engine/engine.ts';
import { accessCsvLayout, csvSettings } from '../export/csv-query.ts';
import { streamFile, streamSettings } from '../export/stream-file.ts';
import { assertStorable } from '../ingest/assert-storable.ts';
import { EventRows } from '../ingest/event-rows.ts';
import { createEventWriter, type EventWriter } from '../ingest/event-writer.ts';
import { readSettings } from '../search/read-settings.ts';
import type { AccessLogMonth, AccessLogStore, AccessSelection } from './access-log-store.ts';
import { accessColumns, addAccess } from './access-rows.ts';

/** The access log in ClickHouse, beside the audit log: shares its engine and schema, and stores as it does. */
export class ClickHouseAccessLogStore implements AccessLogStore {
  readonly #engine: Engine;
  readonly #ready: () => Promise<void>;
  /** The accesses to read from: each once. */
  readonly #shown: string;
  readonly #writer: EventWriter<'access'>;

  constructor(engine: Engine, ready: () => Promise<void>) {
    const table = `${engine.database}.access_events`;
    this.#engine = engine;
    this.#ready = ready;
    this.#shown = engine.soleWriter ? table : `${table} FINAL`;
    this.#writer = createEventWriter(engine, { name: table, columns: accessColumns });
  }

  async insert(events: readonly AccessEvent[], storedAt: Date): Promise<InsertOutcome> {
    assertStorable(events);
    const rows = new EventRows('access');
    for (const event of events) addAccess(rows, event);
    return this.insertRows(rows, storedAt);
  }

  async insertRows(rows: EventRows<'access'>, storedAt: Date): Promise<InsertOutcome> {
    if (rows.length === 0) return { stored: 0, duplicates: [] };
    await this.#ready();
    return this.#writer.write(rows, storedAt);
  }

  async months(organisationId: string): Promise<readonly AccessLogMonth[]> {
    await this.#ready();
    const rows = await this.#engine.query(
      `SELECT formatDateTime(toStartOfMonth(occurred_at), '%Y-%m') AS month, product, count() AS accesses
       FROM ${this.#shown} WHERE organisation_id = {organisation:String}
       GROUP BY month, product ORDER BY month DESC, product SETTINGS ${readSettings}`,
      { organisation: organisationId },
    );
    return z.array(monthRow).parse(rows);
  }

  async count(selection: AccessSelection, storedSince = new Date(0)): Promise<number> {
    await this.#ready();
    const rows = await this.#engine.query(
      `SELECT count() AS accesses FROM ${this.#shown}
       WHERE ${selected} AND stored_at >= fromUnixTimestamp64Milli({storedSince:Int64}, 'UTC')
       SETTINGS ${readSettings}`,
      { ...parametersOf(selection), storedSince: storedSince.getTime() },
    );
    const [row] = z.array(z.object({ accesses: z.coerce.number() })).parse(rows);
    return row?.accesses ?? 0;
  }

  async *exportCsv(
    selection: AccessSelection,
    options: { readonly byteOrderMark: boolean },
  ): AsyncGenerator<Uint8Array> {
    const { selectList, header } = accessCsvLayout();
    await this.#ready();
    const sql = `SELECT ${selectList} FROM ${this.#shown} WHERE ${selected}
      ORDER BY organisation_id, product, occurred_at, event_id
      SETTINGS ${readSettings}, ${streamSettings}, ${csvSettings}`;
    const head = Buffer.from(options.byteOrderMark ? `\uFEFF${header}` : header);
    yield* streamFile(this.#engine, [{ sql, format: 'CSV', parameters: parametersOf(selection) }], head);
  }

  /** Resolves when nothing is being stored any more. */
  async idle(): Promise<void> {
    await this.#writer.idle();
  }
}

const selected = `organisation_id = {organisation:String} AND product = {product:String}
  AND occurred_at >= fromUnixTimestamp64Milli({from:Int64}, 'UTC')
  AND occurred_at < fromUnixTimestamp64Milli({to:Int64}, 'UTC')`;

function parametersOf({ organisationId, product, from, to }: AccessSelection) {
  return { organisation: organisationId, product, from: from.getTime(), to: to.getTime() };
}

const monthRow = z.object({ month: z.string(), product: z.string(), accesses: z.coerce.number() });

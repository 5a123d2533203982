import type { AuditEvent } from '@sekisho/audit-events';
import type { Clock, Logger } from '@sekisho/platform';
import { z } from 'zod';
import type { AuditPage, AuditQuery, AuditStore, CsvOptions, InsertOutcome, PageRequest } from './audit-store.ts';
import type { Engine } from './engine/engine.ts';
import { csvHeader, csvSelectList, csvSettings } from './export/csv-query.ts';
import { assertStorable, eventColumns, eventLine } from './ingest/event-lines.ts';
import { createInsertQueue, type InsertQueue, type InsertRequest } from './ingest/insert-queue.ts';
import { migrate } from './migrations/migrate.ts';
import { parseCursor, renderCursor } from './search/cursor.ts';
import { whereOf } from './search/where.ts';

export interface ClickHouseAuditStoreOptions {
  readonly engine: Engine;
  readonly clock: Clock;
  readonly logger: Logger;
}

/**
 * The audit log in ClickHouse. Events come in as batches, are looked up by id so that none is stored twice, and are
 * read with `FINAL`, which hides the copies that two processes may have stored at the same moment.
 * The schema is brought up to date before the first use, and again after a failure, so that a gateway can start while
 * the engine is away.
 */
export class ClickHouseAuditStore implements AuditStore {
  readonly #engine: Engine;
  readonly #clock: Clock;
  readonly #logger: Logger;
  readonly #events: string;
  readonly #inserts: InsertQueue;
  #migrated: Promise<void> | undefined;

  constructor(options: ClickHouseAuditStoreOptions) {
    this.#engine = options.engine;
    this.#clock = options.clock;
    this.#logger = options.logger;
    this.#events = `${options.engine.database}.audit_events`;
    this.#inserts = createInsertQueue((requests) => this.#storeBatch(requests), maxBatchRows);
  }

  /** Brings the schema up to date; at most one attempt at a time. */
  async ready(): Promise<void> {
    this.#migrated ??= migrate(this.#engine, this.#clock, this.#logger);
    try {
      await this.#migrated;
    } catch (error) {
      this.#migrated = undefined;
      throw error;
    }
  }

  async insert(events: readonly AuditEvent[], storedAt: Date): Promise<InsertOutcome> {
    if (events.length === 0) return { stored: 0, duplicates: [] };
    assertStorable(events);
    await this.ready();
    return this.#inserts.add({ events, storedAt });
  }

  async search(query: AuditQuery, page: PageRequest): Promise<AuditPage> {
    const where = whereOf(query);
    const parameters: Record<string, string | number | readonly string[]> = { ...where.parameters };
    let condition = where.sql;
    if (page.cursor !== undefined) {
      const position = parseCursor(page.cursor, query);
      parameters['cursorAt'] = position.occurredAt;
      parameters['cursorId'] = position.eventId;
      condition += ` AND occurred_at <= fromUnixTimestamp64Milli({cursorAt:Int64}, 'UTC')
        AND newest_first >= negate({cursorAt:Int64})
        AND (newest_first > negate({cursorAt:Int64}) OR event_id > {cursorId:UUID})`;
    }
    parameters['limit'] = page.limit + 1;
    await this.ready();
    const rows = z.array(eventRow).parse(
      await this.#engine.query(
        `SELECT ${eventFields} FROM ${this.#events} FINAL WHERE ${condition}
         ORDER BY organisation_id, newest_first, event_id LIMIT {limit:UInt32}
         SETTINGS ${readSettings}, date_time_output_format = 'iso'`,
        parameters,
      ),
    );
    const events = rows.slice(0, page.limit).map(toEvent);
    const last = events.at(-1);
    if (rows.length <= page.limit || last === undefined) return { events };
    return {
      events,
      nextCursor: renderCursor({ occurredAt: Date.parse(last.occurredAt), eventId: last.id }, query),
    };
  }

  async count(query: AuditQuery): Promise<number> {
    const where = whereOf(query);
    await this.ready();
    const [row] = z
      .array(z.object({ events: z.coerce.number() }))
      .parse(
        await this.#engine.query(
          `SELECT count() AS events FROM ${this.#events} FINAL WHERE ${where.sql} SETTINGS ${readSettings}`,
          where.parameters,
        ),
      );
    return row?.events ?? 0;
  }

  async *exportCsv(query: AuditQuery, options: CsvOptions): AsyncGenerator<Uint8Array> {
    const where = whereOf(query);
    await this.ready();
    yield Buffer.from(options.byteOrderMark ? `\uFEFF${csvHeader}` : csvHeader);
    const direction = options.order === 'newest-first' ? '' : ' DESC';
    yield* this.#engine.stream(
      `SELECT ${csvSelectList} FROM ${this.#events} FINAL WHERE ${where.sql}
       ORDER BY organisation_id${direction}, newest_first${direction}, event_id${direction}
       SETTINGS ${readSettings}, ${streamSettings}, ${csvSettings}`,
      'CSV',
      where.parameters,
    );
  }

  async ping(): Promise<void> {
    await this.#engine.ping();
  }

  async close(): Promise<void> {
    await this.#inserts.idle();
    await this.#engine.close();
  }

  /** Stores what is new of several calls in one insert. */
  async #storeBatch(requests: readonly InsertRequest[]): Promise<readonly InsertOutcome[]> {
    const stored = await this.#findStored(requests.flatMap(({ events }) => events));
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
          lines.push(eventLine(event, at));
        }
      }
      return { stored: events.length - duplicates.length, duplicates };
    });
    if (lines.length > 0) await this.#engine.insert(this.#events, eventColumns, Buffer.from(lines.join('\n')));
    return outcomes;
  }

  /** Which of the events are stored already, whatever date they were stored with. */
  async #findStored(events: readonly AuditEvent[]): Promise<Set<string>> {
    const rows = z.array(z.object({ organisation_id: z.string(), event_id: z.string() })).parse(
      await this.#engine.query(
        `SELECT DISTINCT organisation_id, event_id FROM ${this.#events}
         WHERE organisation_id IN {organisations:Array(String)} AND event_id IN {ids:Array(UUID)}`,
        {
          organisations: [...new Set(events.map((event) => event.organisationId))],
          ids: events.map((event) => event.id),
        },
      ),
    );
    return new Set(rows.map((row) => keyOf(row.organisation_id, row.event_id)));
  }
}

/** Rows that one insert takes at most, unless a single call brings more. */
const maxBatchRows = 50_000;

/** Copies of an event share its time, so they share its partition: merging within partitions is enough. */
const readSettings = 'do_not_merge_across_partitions_select_final = 1';

/** Blocks of 8,192 rows stream faster and flatter than the default of 65,409; a long sort goes to disk. */
const streamSettings = 'max_block_size = 8192, max_bytes_before_external_sort = 67108864';

const eventFields = `event_id, organisation_id, product, occurred_at, category, event, action, operation_user_id,
  operation_user_name, operation_user_email, ip_address, user_agent, space_key`;

const eventRow = z.object({
  event_id: z.string(),
  organisation_id: z.string(),
  product: z.string(),
  occurred_at: z.string(),
  category: z.string(),
  event: z.string(),
  action: z.string(),
  operation_user_id: z.string(),
  operation_user_name: z.string(),
  operation_user_email: z.string(),
  ip_address: z.string(),
  user_agent: z.string(),
  space_key: z.string(),
});

function toEvent(row: z.infer<typeof eventRow>): AuditEvent {
  return {
    id: row.event_id,
    organisationId: row.organisation_id,
    product: row.product,
    occurredAt: row.occurred_at,
    category: row.category,
    event: row.event,
    action: row.action,
    operationUserId: row.operation_user_id,
    operationUserName: row.operation_user_name,
    operationUserEmail: row.operation_user_email,
    ipAddress: row.ip_address,
    userAgent: row.user_agent,
    spaceKey: row.space_key,
    version: 'V1',
  };
}

function keyOf(organisationId: string, eventId: string): string {
  return `${organisationId} ${eventId}`;
}

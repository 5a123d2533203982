import type { AuditEvent } from '@sekisho/audit-events';
import type { Clock, Logger } from '@sekisho/platform';
import { z } from 'zod';
import type { LogStore } from './access/access-log-store.ts';
import { ClickHouseAccessLogStore } from './access/clickhouse-access-log-store.ts';
import type {
  AuditFacets,
  AuditHistogram,
  AuditMonth,
  AuditPage,
  AuditQuery,
  CsvOptions,
  ExportOptions,
  Facet,
  HistogramOptions,
  InsertOutcome,
  NdjsonOptions,
  PageRequest,
  StoredBefore,
} from './audit-store.ts';
import { ClickHouseSealStore } from './clickhouse-seal-store.ts';
import type { Engine, QueryParameters, StreamFormat } from './engine/engine.ts';
import { ClickHouseLogErasure } from './erasure/clickhouse-log-erasure.ts';
import type { LogErasure } from './erasure/log-erasure.ts';
import { csvLayout, csvSettings } from './export/csv-query.ts';
import { monthRanges } from './export/month-ranges.ts';
import { parquetSelectList, parquetSettings } from './export/parquet-query.ts';
import { streamFile, streamSettings } from './export/stream-file.ts';
import { assertStorable } from './ingest/assert-storable.ts';
import { addAuditEvent, eventColumns } from './ingest/audit-event-rows.ts';
import { EventRows } from './ingest/event-rows.ts';
import { createEventWriter, type EventWriter } from './ingest/event-writer.ts';
import { migrate } from './migrations/migrate.ts';
import type { SealStore } from './seal-store.ts';
import { type Position, parseCursor, renderCursor } from './search/cursor.ts';
import { eventFields, eventRow, wireFields } from './search/event-row.ts';
import { type Bars, chooseBars, fineBars, regroup, type Span, toHistogram } from './search/histogram.ts';
import { readSettings } from './search/read-settings.ts';
import { nextSlice, type Slice } from './search/slices.ts';
import { type Where, whereOf } from './search/where.ts';
import {
  countStored,
  readStored,
  type StoredMinute,
  type StoredPage,
  type StoredRange,
} from './stored-order/stored-order.ts';

export interface ClickHouseAuditStoreOptions {
  readonly engine: Engine;
  readonly clock: Clock;
  readonly logger: Logger;
}

/**
 * The audit log in ClickHouse. Events come in as batches and are looked up by id so that none is stored twice. Where
 * several processes write, two may store the same event at the same moment: there it is read with `FINAL`, which shows
 * the first copy only.
 * The schema is brought up to date before the first use, and again after a failure, so that a gateway can start while
 * the engine is away.
 */
export class ClickHouseAuditStore implements LogStore {
  /** What seals stand on, in the same engine. */
  readonly seals: SealStore;
  /** The other stream, in the same engine. */
  readonly accessLog: ClickHouseAccessLogStore;
  readonly erasure: LogErasure;
  readonly #engine: Engine;
  readonly #clock: Clock;
  readonly #logger: Logger;
  readonly #events: string;
  /** The events to read from: each once. */
  readonly #shown: string;
  readonly #writer: EventWriter<'audit'>;
  #migrated: Promise<void> | undefined;

  constructor(options: ClickHouseAuditStoreOptions) {
    this.#engine = options.engine;
    this.#clock = options.clock;
    this.#logger = options.logger;
    this.#events = `${options.engine.database}.audit_events`;
    this.#shown = options.engine.soleWriter ? this.#events : `${this.#events} FINAL`;
    this.seals = new ClickHouseSealStore(options.engine, () => this.ready());
    this.accessLog = new ClickHouseAccessLogStore(options.engine, () => this.ready());
    this.erasure = new ClickHouseLogErasure(options.engine, () => this.ready());
    this.#writer = createEventWriter(options.engine, { name: this.#events, columns: eventColumns });
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
    assertStorable(events);
    const rows = new EventRows('audit');
    for (const event of events) addAuditEvent(rows, event);
    return this.insertRows(rows, storedAt);
  }

  async insertRows(rows: EventRows<'audit'>, storedAt: Date): Promise<InsertOutcome> {
    if (rows.length === 0) return { stored: 0, duplicates: [] };
    await this.ready();
    return this.#writer.write(rows, storedAt);
  }

  async search(query: AuditQuery, page: PageRequest): Promise<AuditPage> {
    const position = page.cursor === undefined ? undefined : parseCursor(page.cursor, query);
    const where = position === undefined ? whereOf(query) : behind(whereOf(query), position);
    await this.ready();
    const wanted = page.limit + 1;
    const newest = position?.occurredAt ?? query.to?.getTime() ?? this.#clock.now().getTime();
    const oldest = query.from?.getTime() ?? 0;
    const events: AuditEvent[] = [];
    let until: number | undefined;
    do {
      const slice = nextSlice({ newest, oldest, until, found: events.length, wanted });
      events.push(...(await this.#firstRows(within(where, slice), wanted - events.length)));
      until = slice.since;
    } while (until !== undefined && events.length < wanted);
    const last = events.at(page.limit - 1);
    if (events.length < wanted || last === undefined) return { events };
    const nextCursor = renderCursor({ occurredAt: Date.parse(last.occurredAt), eventId: last.id }, query);
    return { events: events.slice(0, page.limit), nextCursor };
  }

  async count(query: AuditQuery): Promise<number> {
    const where = whereOf(query);
    const [row] = await this.#rows(countRow, where, 'count() AS events');
    return row?.events ?? 0;
  }

  async histogram(query: AuditQuery, options: HistogramOptions): Promise<AuditHistogram> {
    const where = whereOf(query);
    if (query.from !== undefined && query.to !== undefined) {
      const bars = chooseBars({ from: query.from.getTime(), to: query.to.getTime() }, options);
      return toHistogram(bars, await this.#tally(where, bars));
    }
    // Where the range is open, the events that match say where it ends; they are read once for both.
    const fine = fineBars(options.timeZone, this.#clock.now().getTime());
    const counted = await this.#tally(where, fine);
    if (counted.size === 0) return { bucketMs: 0, buckets: [] };
    const numbers = [...counted.keys()];
    const rough = {
      from: query.from?.getTime() ?? numbers.reduce((a, b) => Math.min(a, b)) * fine.bucketMs,
      to: query.to?.getTime() ?? (numbers.reduce((a, b) => Math.max(a, b)) + 1) * fine.bucketMs,
    };
    const histogram = regroup(counted, fine, rough, options);
    if (histogram !== undefined) return histogram;
    // So short a span that narrower bars fit: it is quickly read again.
    const near = { ...query, from: new Date(rough.from), to: new Date(rough.to) };
    const span = await this.#spanOf(query, whereOf(near));
    if (span === undefined) return { bucketMs: 0, buckets: [] };
    const bars = chooseBars(span, options);
    return toHistogram(bars, await this.#tally(whereOf(near), bars));
  }

  async facets(query: AuditQuery): Promise<AuditFacets> {
    const [products, categories, events, actors] = await Promise.all([
      this.#facet({ ...query, products: undefined }, 'product'),
      this.#facet({ ...query, categories: undefined }, 'category'),
      this.#facet({ ...query, events: undefined }, 'event'),
      this.#rows(
        actorRow,
        whereOf({ ...query, actor: undefined }),
        `if(operation_user_id = '', operation_user_name, operation_user_id) AS value,
         argMax(operation_user_name, occurred_at) AS label, count() AS events`,
        "GROUP BY value HAVING value != '' ORDER BY events DESC, value LIMIT 50",
      ),
    ]);
    return { products, categories, events, actors };
  }

  async months(organisationId: string, timeZone: string): Promise<AuditMonth[]> {
    const beginning = 'toStartOfMonth(toTimeZone(occurred_at, {timeZone:String}))';
    return this.#rows(
      monthRow,
      withParameters(whereOf({ organisationId }), { timeZone }),
      `formatDateTime(${beginning}, '%Y-%m') AS month, product, count() AS events,
       countIf(stored_at >= toDateTime(addMonths(${beginning}, 1), {timeZone:String}) + INTERVAL 2 HOUR) AS late`,
      'GROUP BY month, product ORDER BY month DESC, product',
    );
  }

  async countStoredBefore(organisationId: string, instants: readonly Date[]): Promise<StoredBefore> {
    const counts = instants.map(
      (instant) => `countIf(stored_at < fromUnixTimestamp64Milli(${instant.getTime()}, 'UTC'))`,
    );
    const [row] = await this.#rows(
      storedBeforeRow,
      whereOf({ organisationId }),
      `count() AS events, toUnixTimestamp64Milli(min(stored_at)) AS first, [${counts.join(', ')}] AS before`,
    );
    if (row === undefined || row.events === 0) return { events: 0, first: null, before: instants.map(() => 0) };
    return { events: row.events, first: new Date(row.first), before: row.before };
  }

  async *exportCsv(query: AuditQuery, options: CsvOptions): AsyncGenerator<Uint8Array> {
    const { selectList, header } = csvLayout(options.preset ?? 'default');
    const head = Buffer.from(options.byteOrderMark ? `\uFEFF${header}` : header);
    yield* this.#export(query, options, { format: 'CSV', selectList, settings: csvSettings }, head);
  }

  async *exportNdjson(query: AuditQuery, options: NdjsonOptions): AsyncGenerator<Uint8Array> {
    const settings = "date_time_output_format = 'iso'";
    const selectList = options.preset === 'evidence' ? `${eventFields}, stored_at AS storedAt` : wireFields;
    yield* this.#export(query, options, { format: 'JSONEachRow', selectList, settings });
  }

  async *exportParquet(query: AuditQuery, options: ExportOptions): AsyncGenerator<Uint8Array> {
    const form = { format: 'Parquet', selectList: parquetSelectList, settings: parquetSettings } as const;
    yield* this.#export(query, options, form);
  }

  async readStored(organisationId: string, range: StoredRange, limit: number): Promise<StoredPage> {
    await this.ready();
    return readStored(this.#engine, this.#events, organisationId, range, limit);
  }

  async countStored(organisationId: string, range: StoredRange): Promise<readonly StoredMinute[]> {
    await this.ready();
    return countStored(this.#engine, this.#events, organisationId, range);
  }

  async ping(): Promise<void> {
    await this.#engine.ping();
  }

  async close(): Promise<void> {
    await Promise.all([this.#writer.idle(), this.accessLog.idle()]);
    await this.#engine.close();
  }

  /** Rows of a small result over the events that match. */
  async #rows<Row>(row: z.ZodType<Row>, where: Where, selectList: string, rest = ''): Promise<Row[]> {
    await this.ready();
    const rows = await this.#engine.query(
      `SELECT ${selectList} FROM ${this.#shown} WHERE ${where.sql} ${rest}
       SETTINGS ${readSettings}, date_time_output_format = 'iso'`,
      where.parameters,
    );
    return z.array(row).parse(rows);
  }

  async #firstRows(where: Where, limit: number): Promise<AuditEvent[]> {
    const rest = 'ORDER BY organisation_id, newest_first, event_id LIMIT {limit:UInt32}';
    return this.#rows(eventRow, withParameters(where, { limit }), eventFields, rest);
  }

  /** From the first to the last event that matches; the query's own range where it has one. */
  async #spanOf(query: AuditQuery, where: Where): Promise<Span | undefined> {
    const [found] = await this.#rows(
      spanRow,
      where,
      'count() AS events, negate(max(newest_first)) AS first, negate(min(newest_first)) AS last',
    );
    if (found === undefined || found.events === 0) return undefined;
    return { from: query.from?.getTime() ?? found.first, to: query.to?.getTime() ?? found.last + 1 };
  }

  /** How many events each bar has, by its number. */
  async #tally(where: Where, { origin, bucketMs }: Omit<Bars, 'count'>): Promise<Map<number, number>> {
    const rows = await this.#rows(
      barRow,
      withParameters(where, { origin, bucketMs }),
      'intDiv(negate(newest_first) - {origin:Int64}, {bucketMs:Int64}) AS bucket, count() AS events',
      'GROUP BY bucket',
    );
    return new Map(rows.map((row) => [row.bucket, row.events]));
  }

  async #facet(query: AuditQuery, column: 'product' | 'category' | 'event'): Promise<Facet[]> {
    return this.#rows(
      facetRow,
      whereOf(query),
      `${column} AS value, count() AS events`,
      'GROUP BY value ORDER BY events DESC, value LIMIT 200',
    );
  }

  async *#export(
    query: AuditQuery,
    options: ExportOptions,
    form: { readonly format: StreamFormat; readonly selectList: string; readonly settings: string },
    head?: Uint8Array,
  ): AsyncGenerator<Uint8Array> {
    await this.ready();
    // A Parquet file ends with an account of the whole, so parts behind one another are none, and the engine appends to none.
    const parts = form.format === 'Parquet' ? [query] : await this.#byMonth(query, options.order);
    const direction = options.order === 'newest-first' ? '' : ' DESC';
    const queries = parts.map((part) => {
      const where = whereOf(part);
      const sql = `SELECT ${form.selectList} FROM ${this.#shown} WHERE ${where.sql}
        ORDER BY organisation_id${direction}, newest_first${direction}, event_id${direction}
        SETTINGS ${readSettings}, ${streamSettings}, ${form.settings}`;
      return { sql, format: form.format, parameters: where.parameters };
    });
    yield* streamFile(this.#engine, queries, head);
  }

  /** The query once for each month that has something, in the order of the file; at least once. */
  async #byMonth(query: AuditQuery, order: ExportOptions['order']): Promise<AuditQuery[]> {
    const { organisationId, from, to } = query;
    const where = whereOf({ organisationId, from, to });
    const rows = await this.#engine.query(
      `SELECT DISTINCT toString(toStartOfMonth(occurred_at)) AS month FROM ${this.#events} WHERE ${where.sql} ORDER BY month`,
      where.parameters,
    );
    const months = z.array(z.object({ month: z.iso.date() })).parse(rows);
    if (months.length < 2) return [query];
    const beginnings = months.map(({ month }) => new Date(`${month}T00:00:00.000Z`));
    return monthRanges(beginnings, order).map((range) => ({
      ...query,
      from: new Date(Math.max(range.from, from?.getTime() ?? range.from)),
      to: new Date(Math.min(range.until, to?.getTime() ?? range.until)),
    }));
  }
}

const countRow = z.object({ events: z.coerce.number() });
const barRow = z.object({ bucket: z.coerce.number(), events: z.coerce.number() });
const monthRow = z.object({
  month: z.string(),
  product: z.string(),
  events: z.coerce.number(),
  late: z.coerce.number(),
});
const storedBeforeRow = z.object({
  events: z.coerce.number(),
  first: z.coerce.number(),
  before: z.array(z.coerce.number()),
});
const facetRow = z.object({ value: z.string(), events: z.coerce.number() });
const actorRow = z.object({ value: z.string(), label: z.string(), events: z.coerce.number() });
const spanRow = z.object({ events: z.coerce.number(), first: z.coerce.number(), last: z.coerce.number() });

function and(where: Where, condition: string, parameters: QueryParameters): Where {
  return { sql: `${where.sql} AND ${condition}`, parameters: { ...where.parameters, ...parameters } };
}

function withParameters(where: Where, parameters: QueryParameters): Where {
  return { sql: where.sql, parameters: { ...where.parameters, ...parameters } };
}

/** What of it happened in the slice. */
function within(where: Where, { since, until }: Slice): Where {
  const from =
    since === undefined
      ? where
      : and(
          where,
          "occurred_at >= fromUnixTimestamp64Milli({since:Int64}, 'UTC') AND newest_first <= negate({since:Int64})",
          { since },
        );
  return until === undefined
    ? from
    : and(
        from,
        "occurred_at < fromUnixTimestamp64Milli({until:Int64}, 'UTC') AND newest_first > negate({until:Int64})",
        { until },
      );
}

/** What comes after the last event of the page before. */
function behind(where: Where, { occurredAt, eventId }: Position): Where {
  return and(
    where,
    `occurred_at <= fromUnixTimestamp64Milli({cursorAt:Int64}, 'UTC') AND newest_first >= negate({cursorAt:Int64})
     AND (newest_first > negate({cursorAt:Int64}) OR event_id > {cursorId:UUID})`,
    { cursorAt: occurredAt, cursorId: eventId },
  );
}

import type { AuditEvent } from '@sekisho/audit-events';
import type { AuditFilter, LocalisedText } from '@sekisho/domain';
import type { EventRows } from './ingest/event-rows.ts';
import type { StoredMinute, StoredPage, StoredRange } from './stored-order/stored-order.ts';

/** Where the audit log lives and is read: one organisation at a time, newest first. */
export interface AuditStore {
  /**
   * Stores events durably; resolves only when they are on disk. An event whose id the organisation has stored already,
   * under whatever date, stays as it first was and is named in the outcome. Calls that wait at the same time are
   * stored together. Throws {@link AuditStoreUnavailable} when the engine can't be reached (try again later; a part
   * may be stored, which does no harm), and {@link AuditStoreRejected} when it will never take them (bad data:
   * dead-letter it); then nothing of this call is stored unless an earlier attempt did so.
   */
  insert(events: readonly AuditEvent[], storedAt: Date): Promise<InsertOutcome>;
  /** The same for events that are rows already. They are the store's until it answers. */
  insertRows(rows: EventRows<'audit'>, storedAt: Date): Promise<InsertOutcome>;
  /** Newest first. Throws {@link InvalidCursor} and {@link InvalidAuditQuery}. */
  search(query: AuditQuery, page: PageRequest): Promise<AuditPage>;
  /** How many events match, each id once. */
  count(query: AuditQuery): Promise<number>;
  /** How many events match over time. Throws {@link InvalidAuditQuery}. */
  histogram(query: AuditQuery, options: HistogramOptions): Promise<AuditHistogram>;
  /**
   * The values found and how often. Each list leaves its own filter out of account: with `product = Backlog` chosen, the
   * other products stay in sight.
   */
  facets(query: AuditQuery): Promise<AuditFacets>;
  /** The months with events, newest first, a row a product. `timeZone`: an IANA name. */
  months(organisationId: string, timeZone: string): Promise<readonly AuditMonth[]>;
  /** How many events there are, since when, and how many were stored before each of the instants. */
  countStoredBefore(organisationId: string, instants: readonly Date[]): Promise<StoredBefore>;
  /**
   * The CSV file of the query, header first, oldest or newest as asked; made while it is read, in flat memory. Fails
   * before the first byte when it can't begin. Ending the iteration early frees the engine's query. Each block is the
   * reader's own, who may take its memory for something else.
   */
  exportCsv(query: AuditQuery, options: CsvOptions): AsyncIterable<Uint8Array>;
  /** The same as NDJSON, one event a line as products send them: values as they are, times in milliseconds. */
  exportNdjson(query: AuditQuery, options: NdjsonOptions): AsyncIterable<Uint8Array>;
  /** The same as one Parquet file with the columns of the full CSV; values as they are. */
  exportParquet(query: AuditQuery, options: ExportOptions): AsyncIterable<Uint8Array>;
  /**
   * The organisation's events in the order in which they were stored, at most `limit` (up to 10,000). An insert under
   * way may still become visible behind a position that a reader has passed; see docs/decisions on forwarding.
   */
  readStored(organisationId: string, range: StoredRange, limit: number): Promise<StoredPage>;
  /** How many of them there are, by the minute in which they were stored. */
  countStored(organisationId: string, range: StoredRange): Promise<readonly StoredMinute[]>;
  /** Rejects when the engine does not answer. */
  ping(): Promise<void>;
  close(): Promise<void>;
}

export interface InsertOutcome {
  /** How many events this call added. */
  readonly stored: number;
  /** Ids that were stored before, or came twice in the call. */
  readonly duplicates: readonly string[];
}

/** Which events of an organisation, and when. Empty texts don't narrow. */
export interface AuditQuery extends AuditFilter {
  readonly organisationId: string;
  /** Inclusive. */
  readonly from?: Date | undefined;
  /** Exclusive. */
  readonly to?: Date | undefined;
}

export interface PageRequest {
  /** 1 to 1,000. */
  readonly limit: number;
  /** From {@link AuditPage.nextCursor}. */
  readonly cursor?: string | undefined;
}

export interface AuditPage {
  readonly events: readonly AuditEvent[];
  /** Stable while new events arrive; absent on the last page. */
  readonly nextCursor?: string | undefined;
}

export interface ExportOptions {
  readonly order: 'newest-first' | 'oldest-first';
}

export interface CsvOptions extends ExportOptions {
  /** A byte order mark comes first, so that Excel reads UTF-8. */
  readonly byteOrderMark: boolean;
  /** `default`: the ten columns. `full`: `id` and `space_key` before them, `version` after them. Default: `default`. */
  readonly preset?: 'default' | 'full' | undefined;
}

export interface NdjsonOptions extends ExportOptions {
  /**
   * `default`: as products send them. `evidence`: with the organisation and the time of storing, which verification against
   * the seals needs. Default: `default`.
   */
  readonly preset?: 'default' | 'evidence' | undefined;
}

export interface HistogramOptions {
  /** At most so many bars, 1 to 1,000; the width is the smallest usual one (minute, hour, day, …) that keeps to it. */
  readonly buckets: number;
  /** IANA time zone in which days begin. Default: UTC. */
  readonly timeZone?: string | undefined;
}

export interface AuditHistogram {
  readonly bucketMs: number;
  /** Without gaps, oldest first; empty when nothing matches and the query names no range. */
  readonly buckets: readonly { readonly start: Date; readonly events: number }[];
}

/** What a product has in a calendar month. */
export interface AuditMonth {
  /** `2026-04`. */
  readonly month: string;
  readonly product: string;
  readonly events: number;
  /** Of these, how many were stored later than two hours after the month had ended. */
  readonly late: number;
}

/** What an organisation has, by when it was stored. */
export interface StoredBefore {
  readonly events: number;
  /** When the first that is still there was stored; null when there is none. */
  readonly first: Date | null;
  /** In the order of the instants that were asked for. */
  readonly before: readonly number[];
}

export interface AuditFacets {
  readonly products: readonly Facet[];
  readonly categories: readonly Facet[];
  readonly events: readonly Facet[];
  /** `value` is the id, or the name of an actor without one; `label` the name last seen. At most 50. */
  readonly actors: readonly (Facet & { readonly label: string })[];
}

/** A value and how many events have it; the most frequent first. */
export interface Facet {
  readonly value: string;
  readonly events: number;
}

/** The engine can't be reached or is overloaded. Nothing is known to be stored; trying again is safe. */
export class AuditStoreUnavailable extends Error {
  constructor(message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.name = 'AuditStoreUnavailable';
  }
}

/** The engine refuses these events as they are. Trying again won't help. */
export class AuditStoreRejected extends Error {
  /** The events at fault, where that is known; the others of the call are good. Empty when it isn't known. */
  readonly eventIds: readonly string[];

  constructor(message: string, options?: { cause?: unknown; eventIds?: readonly string[] }) {
    super(message, options);
    this.name = 'AuditStoreRejected';
    this.eventIds = options?.eventIds ?? [];
  }
}

/** A field of the query that can't be understood. */
export class InvalidAuditQuery extends Error {
  readonly field: keyof AuditQuery;
  /** What is wrong and what to write instead, for a person. */
  readonly explanation: LocalisedText;

  constructor(field: keyof AuditQuery, explanation: LocalisedText) {
    super(explanation.en);
    this.name = 'InvalidAuditQuery';
    this.field = field;
    this.explanation = explanation;
  }
}

/** The cursor is not one of ours, or belongs to another query. */
export class InvalidCursor extends Error {
  constructor() {
    super('The cursor is not valid for this search. Start again without one.');
    this.name = 'InvalidCursor';
  }
}

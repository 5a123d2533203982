/**
 * What differs between the embedded engine and a ClickHouse server, and nothing else. The SQL is the same for both:
 * settings travel inside it (`SETTINGS …`), values are bound to `{name:Type}` placeholders and never spliced in.
 *
 * Every method throws `AuditStoreUnavailable` when the engine can't be reached or is overloaded, and
 * `AuditStoreRejected` when it refuses the data of an insert.
 */
export interface Engine {
  /** Shown in logs. */
  readonly kind: 'embedded' | 'server';
  /** The database that holds our tables; a plain identifier. */
  readonly database: string;
  /** Tables are created `ON CLUSTER` as replicated ones when it is set. A plain identifier. */
  readonly cluster: string | undefined;
  /**
   * Whether only one process writes the tables, one batch after another. Each batch is looked up before it is stored, so
   * then no event has a copy, and reads spare the price of hiding copies.
   */
  readonly soleWriter: boolean;
  /** Runs DDL or another statement without rows. */
  command(sql: string, parameters?: QueryParameters): Promise<void>;
  /** All rows of a small result, each as the objects of `JSONEachRow`. 64-bit integers come as strings. */
  query(sql: string, parameters?: QueryParameters): Promise<readonly unknown[]>;
  /**
   * As {@link query}, about ids: `sql` makes the statement around a sub-query that gives them as `event_id`. They come as
   * the bytes of `RowBinary`, because text of them costs more than looking them up.
   */
  queryIds(ids: Buffer, sql: (ids: string) => string, parameters?: QueryParameters): Promise<readonly unknown[]>;
  /**
   * The bytes of a result of any size in `format`, as the engine makes them. At most one block is held here, so a
   * reader that stops reading stops the engine. Ending the iteration early cancels the query and frees its session.
   */
  stream(sql: string, format: StreamFormat, parameters?: QueryParameters): AsyncIterable<Uint8Array>;
  /** Stores rows; resolves when they are on disk. */
  insert(table: string, columns: InsertColumns, rows: InsertRows): Promise<void>;
  ping(): Promise<void>;
  /** Waits for what is running, then lets go. Calls afterwards throw `AuditStoreUnavailable`. */
  close(): Promise<void>;
}

/** Values for `{name:Type}` placeholders. Numbers are whole and safe; strings may hold anything. */
export type QueryParameters = Readonly<Record<string, QueryParameter>>;
export type QueryParameter = string | number | readonly string[];

/** The columns of an insert in the order of the values, each with the type as which it is read. */
export type InsertColumns = Readonly<Record<string, string>>;

/** The rows of an insert, in pieces that make the whole one behind the other. */
export interface InsertRows {
  readonly format: 'RowBinary' | 'JSONCompactEachRow';
  readonly pieces: readonly Buffer[];
}

/** Formats that can be streamed byte for byte. */
export type StreamFormat = 'CSV' | 'JSONEachRow' | 'Parquet';

/**
 * One insert may touch any number of months: history that is shipped late, or a source with a wrong clock. The engine's
 * own limit of 100 would refuse the whole batch for it. And what it would look for in a block, rows with the same key, is
 * not there, or is found by the next merge; looking takes a third of the insert.
 */
export const insertSettings = { max_partitions_per_insert_block: '0', optimize_on_insert: 0 } as const;

import { type FileHandle, mkdir, open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { type ClickHouseClientConfigOptions, createClient } from '@clickhouse/client';
import type { Logger } from '@sekisho/platform';
import { drainPending } from 'chdb';
import { ChdbConnection, createChdbConnection } from 'chdb/connection';
import { AuditStoreUnavailable } from '../audit-store.ts';
import { readAhead } from '../export/read-ahead.ts';
import { readWhileWritten } from '../export/read-while-written.ts';
import { bindParameters, quoteText } from './bind-parameters.ts';
import {
  type Engine,
  type InsertColumns,
  type InsertRows,
  insertSettings,
  type QueryParameters,
  type StreamFormat,
} from './engine.ts';
import { translateError } from './translate-error.ts';

export interface EmbeddedEngineOptions {
  /** The data directory; made when absent. One process at a time, and one directory a process. */
  readonly path: string;
  readonly logger: Logger;
}

/**
 * ClickHouse inside this process (chDB) behind the same client as a server. A chDB session runs one thing at a time and
 * a query ends the session's open stream, so reads share a few sessions, inserts have one and each export its own.
 * Reads are few at a time because each holds one of Node's four worker threads, which files and DNS need too.
 */
export async function openEmbeddedEngine(options: EmbeddedEngineOptions): Promise<Engine> {
  await mkdir(options.path, { recursive: true });
  const sessions = new Set<Session>();

  function openSession(): Session {
    if (closed) throw new AuditStoreUnavailable('The audit store is closed');
    const connection = createChdbConnection({ path: options.path });
    const session: Session = { connection, client: createClient({ connection: clientConnection(connection) }) };
    sessions.add(session);
    return session;
  }

  async function closeSession(session: Session): Promise<void> {
    sessions.delete(session);
    await session.client.close();
  }

  let closed = false;
  let inserting: Promise<unknown> = Promise.resolve();
  const running = new Set<Promise<unknown>>();
  const reads = createPool(readSessions, async () => {
    const session = openSession();
    // Lists of ids to look up make long statements; the parser's default limit is 256 KiB.
    await session.client.command({ query: `SET max_query_size = ${maxStatementBytes}` });
    return session;
  });

  const parquetTurns = createPool(parquetFilesAtOnce, async () => undefined);

  const first = await attempt('query', () => reads.use(async (session) => session));
  options.logger.debug({ path: first.connection.chdb.session.path }, 'embedded audit engine opened');

  async function attempt<T>(operation: 'insert' | 'query', run: () => Promise<T>): Promise<T> {
    if (closed) throw new AuditStoreUnavailable('The audit store is closed');
    const promise = run();
    running.add(promise);
    try {
      return await promise;
    } catch (error) {
      throw translateError(error, operation);
    } finally {
      running.delete(promise);
    }
  }

  async function query(sql: string, parameters: QueryParameters = {}): Promise<readonly unknown[]> {
    const bound = bindParameters(sql, parameters);
    return attempt('query', () =>
      reads.use(async (session) => (await session.client.query({ query: bound, format: 'JSONEachRow' })).json()),
    );
  }

  let insertSession: Session | undefined;

  return {
    kind: 'embedded',
    database: 'sekisho',
    cluster: undefined,
    soleWriter: true,

    async command(sql, parameters = {}) {
      const query = bindParameters(sql, parameters);
      await attempt('query', () => reads.use((session) => session.client.command({ query })));
    },

    query,

    async queryIds(ids, sql, parameters = {}) {
      return asFile(options.path, [ids], (file) =>
        query(sql(`SELECT event_id FROM file(${quoteText(file)}, 'RowBinary', 'event_id UUID')`), parameters),
      );
    },

    stream(sql: string, format: StreamFormat, parameters: QueryParameters = {}) {
      return streamFrom(bindParameters(sql, parameters), format);
    },

    async insert(table, columns, { format, pieces }) {
      const turn = inserting.then(() =>
        attempt('insert', async () => {
          insertSession ??= openSession();
          const { chdb } = insertSession.connection;
          await asFile(options.path, pieces, (file) => chdb.queryAsync(insertFromFile(table, columns, file, format)));
        }),
      );
      inserting = turn.catch(() => undefined);
      await turn;
    },

    async ping() {
      await attempt('query', () => reads.use((session) => session.client.command({ query: 'SELECT 1' })));
    },

    async close() {
      closed = true;
      await Promise.allSettled([...running, inserting]);
      await Promise.all([...sessions].map(closeSession));
      // A session closes behind the native work that still uses it; until then the directory is taken.
      await drainPending();
    },
  };

  async function* streamFrom(query: string, format: StreamFormat): AsyncGenerator<Uint8Array> {
    const session = openSession();
    try {
      if (format === 'Parquet') {
        yield* parquetFile(session, query, (write) => parquetTurns.use(write));
        return;
      }
      yield* readAhead(blocksOf(session, query, format));
    } catch (error) {
      throw translateError(error, 'query');
    } finally {
      await closeSession(session);
    }
  }
}

/** The bytes of each block. They are taken before the next is asked for, because the engine frees what it gave. */
async function* blocksOf({ connection }: Session, query: string, format: StreamFormat): AsyncGenerator<Uint8Array> {
  for await (const block of connection.chdb.queryStream(query, { format })) yield block.raw();
}

/**
 * chDB's stream gives each block as a Parquet file of its own, so the engine writes this format into a file, which is read
 * while it grows. `inTurn` waits until a file may be begun.
 */
async function* parquetFile(
  { connection }: Session,
  query: string,
  inTurn: (write: () => Promise<unknown>) => Promise<unknown>,
): AsyncGenerator<Uint8Array> {
  const file = await unnamedFile(connection.chdb.session.path);
  try {
    const target = quoteText(`/dev/fd/${file.fd}`);
    const statement = `INSERT INTO FUNCTION file(${target}, 'Parquet') ${query}`;
    yield* readWhileWritten(
      file,
      inTurn(() => connection.chdb.queryAsync(statement)),
    );
  } finally {
    await file.close();
  }
}

/**
 * The engine reads a file several times as fast as the same bytes behind the statement, and texts several times as fast as
 * values of the columns' own `LowCardinality`, which it looks up one by one. To parse in parallel would cost more processor
 * time than it saves.
 */
function insertFromFile(table: string, columns: InsertColumns, file: string, format: InsertRows['format']): string {
  const types = Object.entries(columns).map(([name, type]) => `${name} ${type}`);
  const settings = { ...insertSettings, input_format_parallel_parsing: '0' };
  return `INSERT INTO ${table} (${Object.keys(columns).join(', ')})
    SELECT * FROM file(${quoteText(file)}, '${format}', ${quoteText(types.join(', '))})
    SETTINGS ${Object.entries(settings)
      .map(([name, value]) => `${name} = ${value}`)
      .join(', ')}`;
}

/** Lets `read` have the bytes as a file, for as long as it takes. */
async function asFile<T>(folder: string, pieces: readonly Buffer[], read: (file: string) => Promise<T>): Promise<T> {
  const file = await unnamedFile(folder);
  try {
    await file.writeFile(pieces);
    return await read(`/dev/fd/${file.fd}`);
  } finally {
    await file.close();
  }
}

/**
 * An empty file that has no name any more when it gets its bytes, so that no crash leaves events behind; and none that the
 * engine could take for a pattern, which for a folder such as `data{1}` would match nothing and store nothing without a
 * word. The engine knows it by its descriptor.
 */
async function unnamedFile(folder: string): Promise<FileHandle> {
  filesMade += 1;
  const path = join(folder, `bytes-${filesMade}.tmp`);
  const file = await open(path, 'w+', 0o600);
  await rm(path);
  return file;
}

/** No two files of a process may have one name, if only for a moment. */
let filesMade = 0;

interface Session {
  readonly connection: ChdbConnection;
  readonly client: ReturnType<typeof createClient>;
}

/**
 * The same object under the client's own type. chDB declares its connection by `@clickhouse/client-common`, the client
 * by a copy of that package inside itself: one shape, two declarations that TypeScript keeps apart.
 */
function clientConnection(connection: unknown): ClientConnection {
  if (!isClientConnection(connection)) throw new TypeError('chDB made no connection');
  return connection;
}

function isClientConnection(value: unknown): value is ClientConnection {
  return value instanceof ChdbConnection;
}

type ClientConnection = NonNullable<ClickHouseClientConfigOptions['connection']>;

const readSessions = 2;
/** Each holds a worker thread from its beginning to its end: four at once let nobody else read or insert until one is done. */
const parquetFilesAtOnce = 2;
const maxStatementBytes = 64 * 1024 * 1024;

/** Lends each of at most `size` things to one caller at a time, first come first served. */
function createPool<T>(size: number, make: () => Promise<T>): { use<R>(work: (thing: T) => Promise<R>): Promise<R> } {
  const idle: T[] = [];
  const waiting: (() => void)[] = [];
  let busy = 0;
  return {
    async use(work) {
      if (busy >= size) await new Promise<void>((resume) => waiting.push(resume));
      else busy += 1;
      try {
        const thing = idle.pop() ?? (await make());
        try {
          return await work(thing);
        } finally {
          idle.push(thing);
        }
      } finally {
        const next = waiting.shift();
        if (next === undefined) busy -= 1;
        else next();
      }
    },
  };
}

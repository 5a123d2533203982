import { Readable } from 'node:stream';
import { ClickHouseError, ClickHouseLogLevel, createClient } from '@clickhouse/client';
import type { ClickHouseConfig, Logger } from '@sekisho/platform';
import { AuditStoreUnavailable } from '../audit-store.ts';
import { type Engine, insertSettings, type QueryParameters, type StreamFormat } from './engine.ts';
import { failOnException } from './exception-in-stream.ts';
import { translateError } from './translate-error.ts';

export interface ServerEngineOptions extends ClickHouseConfig {
  readonly logger: Logger;
  /** How long we wait for the server to say something, in milliseconds. Default 30,000. */
  readonly requestTimeoutMs?: number | undefined;
}

/** A ClickHouse server or cluster over HTTP. Opening it sends nothing: a server that is away may come later. */
export function openServerEngine(options: ServerEngineOptions): Engine {
  const timeoutMs = options.requestTimeoutMs ?? 30_000;
  const connection = {
    url: options.url,
    username: options.username,
    password: options.password,
    application: 'sekisho',
    // Errors reach our callers; the client's own log writes to the console.
    log: { level: ClickHouseLogLevel.OFF },
  } as const;
  const client = createClient({
    ...connection,
    request_timeout: timeoutMs,
    max_open_connections: 20,
    compression: { request: true, response: false },
    // Lists of ids to look up are too long for an address line.
    use_multipart_params_auto: true,
  });
  // The client's time-out counts a reader who pauses as a server that is silent. Exports keep their own time: only
  // while we wait for the server, so that a slow reader may take as long as he likes.
  const streams = createClient({ ...connection, request_timeout: 0, max_open_connections: 100 });
  let closed = false;

  async function attempt<T>(operation: 'insert' | 'query', run: () => Promise<T>): Promise<T> {
    if (closed) throw new AuditStoreUnavailable('The audit store is closed');
    try {
      return await run();
    } catch (error) {
      throw translateError(error, operation);
    }
  }

  async function query(sql: string, parameters: QueryParameters = {}): Promise<readonly unknown[]> {
    return attempt('query', () =>
      againAfterReset(async () =>
        (await client.query({ query: sql, format: 'JSONEachRow', query_params: { ...parameters } })).json(),
      ),
    );
  }

  return {
    kind: 'server',
    database: options.database,
    cluster: options.cluster,
    // Any number of gateways may write to it.
    soleWriter: false,

    async command(sql, parameters = {}) {
      await attempt('query', () => client.command({ query: sql, query_params: { ...parameters } }));
    },

    query,

    async queryIds(ids, sql, parameters = {}) {
      // A table made of the bytes would need rights that an operator may not have granted.
      const each = "SELECT arrayJoin(CAST(extractAll({ids:String}, '.{32}'), 'Array(UUID)')) AS event_id";
      return query(sql(each), { ...parameters, ids: Buffer.from(ids).swap64().toString('hex') });
    },

    async *stream(sql, format: StreamFormat, parameters = {}) {
      const abort = new AbortController();
      const started = attempt('query', () =>
        againAfterReset(() =>
          streams.exec({
            query: `${sql} FORMAT ${format}`,
            query_params: { ...parameters },
            abort_signal: abort.signal,
          }),
        ),
      );
      const { stream, response_headers } = await within(timeoutMs, started, () => abort.abort()).catch((error) => {
        throw translateError(error, 'query');
      });
      try {
        const pieces = watched(stream, timeoutMs, () =>
          stream.destroy(new Error(`The server sent nothing for ${timeoutMs} ms`)),
        );
        const tag = response_headers['x-clickhouse-exception-tag'];
        yield* failOnException(pieces, typeof tag === 'string' ? tag : undefined);
      } catch (error) {
        throw translateError(error, 'query');
      } finally {
        // A reader that left early: cutting the connection is what tells the server to stop.
        stream.destroy();
        abort.abort();
      }
    },

    async insert(table, columns, { format, pieces }) {
      await attempt('insert', async () => {
        // Not client.insert(): that wants objects and would print each of them.
        const { stream } = await client.exec({
          query: `INSERT INTO ${table} (${Object.keys(columns).join(', ')}) FORMAT ${format}`,
          values: Readable.from(pieces, { objectMode: false }),
          clickhouse_settings: insertSettings,
        });
        // The answer has no content, but its end frees the connection.
        for await (const _ of stream);
      });
    },

    async ping() {
      await attempt('query', async () => {
        const result = await client.ping({ select: true });
        if (!result.success) throw result.error;
      });
    },

    async close() {
      closed = true;
      await Promise.all([client.close(), streams.close()]);
    },
  };
}

/**
 * Reads once more when the connection broke: most often it is a kept-alive one that the server's restart had closed.
 * Never for an insert, which our callers repeat knowingly.
 */
async function againAfterReset<T>(run: () => Promise<T>): Promise<T> {
  try {
    return await run();
  } catch (error) {
    if (error instanceof ClickHouseError || !isReset(error)) throw error;
    return run();
  }
}

function isReset(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'ECONNRESET' || error.code === 'EPIPE');
}

/** The promise, or an error after `milliseconds`. */
async function within<T>(milliseconds: number, promise: Promise<T>, giveUp: () => void): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const expired = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      giveUp();
      reject(new Error(`The server did not answer within ${milliseconds} ms`));
    }, milliseconds);
  });
  try {
    return await Promise.race([promise, expired]);
  } finally {
    clearTimeout(timer);
    promise.catch(() => undefined);
  }
}

/** Calls `expire` when one piece takes too long to come; the time between a piece and the next request is free. */
async function* watched(
  stream: AsyncIterable<Buffer>,
  milliseconds: number,
  expire: () => void,
): AsyncGenerator<Buffer> {
  const pieces = stream[Symbol.asyncIterator]();
  for (;;) {
    const timer = setTimeout(expire, milliseconds);
    const piece = await pieces.next().finally(() => clearTimeout(timer));
    if (piece.done === true) return;
    yield piece.value;
  }
}

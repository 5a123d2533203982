import { Readable } from 'node:stream';
import { createClient } from '@clickhouse/client';
import type { ClickHouseConfig, Logger } from '@sekisho/platform';
import { AuditStoreUnavailable } from '../audit-store.ts';
import { type Engine, insertSettings, type StreamFormat } from './engine.ts';
import { translateError } from './translate-error.ts';

export interface ServerEngineOptions extends ClickHouseConfig {
  readonly logger: Logger;
  /** How long one request may take to begin answering, in milliseconds. Default 30,000. */
  readonly requestTimeoutMs?: number | undefined;
}

/** A ClickHouse server or cluster over HTTP. Opening it sends nothing: a server that is away may come later. */
export function openServerEngine(options: ServerEngineOptions): Engine {
  const client = createClient({
    url: options.url,
    username: options.username,
    password: options.password,
    application: 'sekisho',
    request_timeout: options.requestTimeoutMs ?? 30_000,
    max_open_connections: 20,
    compression: { request: true, response: false },
    // Lists of ids to look up are too long for an address line.
    use_multipart_params_auto: true,
  });
  let closed = false;

  async function attempt<T>(operation: 'insert' | 'query', run: () => Promise<T>): Promise<T> {
    if (closed) throw new AuditStoreUnavailable('The audit store is closed');
    try {
      return await run();
    } catch (error) {
      throw translateError(error, operation);
    }
  }

  return {
    kind: 'server',
    database: options.database,
    cluster: options.cluster,

    async command(sql, parameters = {}) {
      await attempt('query', () => client.command({ query: sql, query_params: { ...parameters } }));
    },

    async query(sql, parameters = {}) {
      return attempt('query', async () =>
        (await client.query({ query: sql, format: 'JSONEachRow', query_params: { ...parameters } })).json(),
      );
    },

    async *stream(sql, format: StreamFormat, parameters = {}) {
      const abort = new AbortController();
      const { stream } = await attempt('query', () =>
        client.exec({
          query: `${sql} FORMAT ${format}`,
          query_params: { ...parameters },
          abort_signal: abort.signal,
        }),
      );
      try {
        for await (const chunk of stream) yield chunk;
      } catch (error) {
        throw translateError(error, 'query');
      } finally {
        // A reader that left early: cutting the connection is what tells the server to stop.
        stream.destroy();
        abort.abort();
      }
    },

    async insert(table, columns, lines) {
      const [first, ...rest] = columns;
      if (first === undefined) throw new Error('An insert names its columns');
      await attempt('insert', () =>
        client.insert({
          table,
          columns: [first, ...rest],
          values: Readable.from([lines], { objectMode: false }),
          format: 'JSONCompactEachRow',
          clickhouse_settings: insertSettings,
        }),
      );
    },

    async ping() {
      await attempt('query', async () => {
        const result = await client.ping({ select: true });
        if (!result.success) throw result.error;
      });
    },

    async close() {
      closed = true;
      await client.close();
    },
  };
}

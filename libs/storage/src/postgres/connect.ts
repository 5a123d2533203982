import type { Logger } from '@sekisho/platform';
import { Kysely } from 'kysely';
import pg from 'pg';
import type { Database } from '../database.ts';
import { PreparingDialect } from './preparing-dialect.ts';

/** How to reach PostgreSQL, and how many connections at most. */
export interface DatabaseOptions {
  /** `postgres://user:password@host:port/database`, embedded or not. */
  readonly connectionString: string;
  readonly poolSize: number;
  readonly logger: Logger;
  /** Shown in `pg_stat_activity`. Default `sekisho`. */
  readonly applicationName?: string;
}

/** How long a caller waits for a connection, be it a new one or its turn in the pool. */
const connectTimeoutMs = 5_000;
/** No request of ours needs longer; a statement that does would only hold locks while its caller has gone. */
const statementTimeoutMs = 30_000;
/**
 * A server, or a network, that hangs never cancels anything: then the client gives up, a little after the server would
 * have. The connection is closed with it, for whatever it still sends belongs to nobody.
 */
const answerTimeoutMs = statementTimeoutMs + 5_000;
/** Frees the rows that a vanished client has locked. Longer than any wait we make inside a transaction. */
const idleInTransactionTimeoutMs = 60_000;

/**
 * A pool of connections behind Kysely. Connections open on demand, so this never fails; the first query does, with an
 * error that {@link isDatabaseUnavailable} knows. A server that stops breaks the queries under way and nothing more.
 */
export function createDatabase(options: DatabaseOptions): Kysely<Database> {
  const pool = new pg.Pool({
    connectionString: options.connectionString,
    max: options.poolSize,
    connectionTimeoutMillis: connectTimeoutMs,
    statement_timeout: statementTimeoutMs,
    query_timeout: answerTimeoutMs,
    idle_in_transaction_session_timeout: idleInTransactionTimeoutMs,
    application_name: options.applicationName ?? 'sekisho',
    keepAlive: true,
    pipeline: true,
  });
  pool.on('error', (error) => options.logger.warn({ err: error }, 'idle database connection lost'));
  // While a connection is checked out, the pool takes its own listener off; without this one, a connection lost
  // between two statements of a transaction would be an uncaught exception.
  pool.on('connect', (client) => {
    client.on('error', (error) => options.logger.debug({ err: error }, 'database connection lost'));
  });
  return new Kysely<Database>({ dialect: new PreparingDialect(pool) });
}

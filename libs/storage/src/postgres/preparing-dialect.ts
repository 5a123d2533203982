import {
  type CompiledQuery,
  type DatabaseConnection,
  type Driver,
  PostgresDialect,
  type QueryResult,
  type TransactionSettings,
} from 'kysely';
import pg from 'pg';
import { finalMark } from './fixed-statement.ts';
import { StatementNames } from './statement-names.ts';

/**
 * Kysely's PostgreSQL dialect with a driver of our own, for two things that its driver does not do. It **prepares** what
 * it runs again and again, as PostgreSQL's JDBC driver does: parsing and planning is most of the cost of our short
 * statements. And it sends **BEGIN together with the first statement** of a transaction and COMMIT together with a
 * `finalStatement`, which saves two round trips; the pool's clients must be made with `pipeline: true`.
 *
 * A connection pooler between us and the server must support prepared statements (PgBouncer 1.21 or later does).
 * Rejected: naming statements in each repository, because a forgotten name costs nothing but speed and is never found.
 */
export class PreparingDialect extends PostgresDialect {
  readonly #pool: pg.Pool;

  constructor(pool: pg.Pool) {
    super({ pool });
    this.#pool = pool;
  }

  override createDriver(): Driver {
    return new PreparingDriver(this.#pool);
  }
}

/** How many statements a session may hold. Our own number some hundreds; filters make up the rest. */
const maximumPrepared = 500;

class PreparingDriver implements Driver {
  readonly #pool: pg.Pool;
  readonly #names = new StatementNames(maximumPrepared);
  readonly #connections = new WeakMap<pg.PoolClient, PreparingConnection>();

  constructor(pool: pg.Pool) {
    this.#pool = pool;
  }

  async init(): Promise<void> {}

  async acquireConnection(): Promise<PreparingConnection> {
    const client = await this.#pool.connect();
    let connection = this.#connections.get(client);
    if (connection === undefined) {
      connection = new PreparingConnection(client, this.#names);
      this.#connections.set(client, connection);
    }
    return connection;
  }

  async beginTransaction(connection: PreparingConnection, settings: TransactionSettings): Promise<void> {
    const isolation = settings.isolationLevel === undefined ? '' : ` isolation level ${settings.isolationLevel}`;
    const access = settings.accessMode === undefined ? '' : ` ${settings.accessMode}`;
    connection.begin(isolation === '' && access === '' ? 'begin' : `start transaction${isolation}${access}`);
  }

  async commitTransaction(connection: PreparingConnection): Promise<void> {
    await connection.end('commit');
  }

  async rollbackTransaction(connection: PreparingConnection): Promise<void> {
    await connection.end('rollback');
  }

  async releaseConnection(connection: PreparingConnection): Promise<void> {
    connection.release();
  }

  async destroy(): Promise<void> {
    await this.#pool.end();
  }
}

class PreparingConnection implements DatabaseConnection {
  readonly #client: pg.PoolClient;
  readonly #names: StatementNames;
  /** The BEGIN that is on its way, until the transaction's first statement has waited for it. */
  #begun: Promise<unknown> | undefined;
  /** The COMMIT that went out together with the transaction's final statement. */
  #ending: Promise<pg.QueryResult> | undefined;
  /** Nobody may be handed this session again: a transaction could not be ended, or what it has prepared is stale. */
  #spoilt = false;

  constructor(client: pg.PoolClient, names: StatementNames) {
    this.#client = client;
    this.#names = names;
  }

  begin(statement: string): void {
    this.#begun = this.#client.query(statement);
    // Whoever waits for it sees the failure; until then it must not count as unhandled.
    this.#begun.catch(() => undefined);
  }

  async end(statement: 'commit' | 'rollback'): Promise<void> {
    try {
      await this.#begun;
      if (this.#ending !== undefined && statement === 'rollback') {
        // The final statement failed, or what followed it did; either way the transaction is over.
        await this.#ending;
        return;
      }
      const result = await (this.#ending ?? this.#client.query(statement));
      // PostgreSQL answers COMMIT with ROLLBACK when a statement had failed before.
      if (statement === 'commit' && result.command === 'ROLLBACK') throw new AbortedTransactionError();
    } catch (error) {
      if (!(error instanceof AbortedTransactionError)) this.#spoilt = true;
      throw error;
    } finally {
      this.#begun = undefined;
      this.#ending = undefined;
    }
  }

  async executeQuery<Row>(compiled: CompiledQuery): Promise<QueryResult<Row>> {
    if (this.#ending !== undefined) throw new Error("The transaction's final statement has been sent already");
    const begun = this.#begun;
    const result = this.#send(compiled);
    if (compiled.sql.startsWith(finalMark)) {
      this.#ending = this.#client.query('commit');
      this.#ending.catch(() => undefined);
    }
    if (begun !== undefined) {
      result.catch(() => undefined);
      await begun;
      this.#begun = undefined;
    }
    const { command, rowCount, rows } = await result.catch((error: unknown) => {
      // Another gateway has migrated a table that a prepared statement reads: a new session plans anew.
      if (error instanceof pg.DatabaseError && error.code === '0A000') this.#spoilt = true;
      throw error;
    });
    return changesRows(command) ? { rows, numAffectedRows: BigInt(rowCount ?? 0) } : { rows };
  }

  // biome-ignore lint/correctness/useYield: what it would yield, nobody may ask for
  async *streamQuery<Row>(): AsyncIterableIterator<QueryResult<Row>> {
    throw new Error('Streaming needs pg-cursor, which cannot share a pipelined connection. Page by key instead.');
  }

  release(): void {
    this.#client.release(this.#spoilt);
  }

  #send({ sql, parameters }: CompiledQuery): Promise<pg.QueryResult> {
    if (parameters.length === 0) return this.#client.query(sql);
    const name = this.#names.nameOf(sql);
    const values = [...parameters];
    return this.#client.query(name === undefined ? { text: sql, values } : { name, text: sql, values });
  }
}

/** COMMIT found that the transaction had failed: nothing was written. */
export class AbortedTransactionError extends Error {
  constructor() {
    super('The transaction was rolled back because a statement in it had failed');
    this.name = 'AbortedTransactionError';
  }
}

function changesRows(command: string): boolean {
  return command === 'INSERT' || command === 'UPDATE' || command === 'DELETE' || command === 'MERGE';
}

import { type Kysely, sql } from 'kysely';
import type { Database } from '../database.ts';
import { isDatabaseUnavailable } from '../postgres/errors.ts';
import { lockKey } from './lock-key.ts';

/** What came of asking for a lease: the work's result, or that somebody else is at it. */
export type LeasedWork<Result> = { readonly held: true; readonly result: Result } | { readonly held: false };

/**
 * Runs `work` while holding the lease `name`, or not at all when another worker of the installation holds it. The lease
 * is an advisory lock of one connection: it ends with the work, and by itself when this process or its connection dies,
 * so no clock and no expiry decide. `lost` is aborted when the connection breaks under the work; from then on somebody
 * else may hold the lease, and work that must not run twice should end.
 *
 * Takes one connection of the pool for as long as the work runs. Needs a session: not through PgBouncer's transaction
 * pooling.
 */
export async function withJobLease<Result>(
  db: Kysely<Database>,
  name: string,
  work: (lost: AbortSignal) => Promise<Result>,
): Promise<LeasedWork<Result>> {
  const key = lockKey(`job ${name}`);
  return db.connection().execute(async (connection): Promise<LeasedWork<Result>> => {
    const { rows } = await sql<{ held: boolean }>`select pg_try_advisory_lock(${key}::bigint) as held`.execute(
      connection,
    );
    if (rows[0]?.held !== true) return { held: false };
    const watch = watchConnection(connection);
    try {
      return { held: true, result: await work(watch.lost) };
    } finally {
      await watch.end();
      await letGo(connection, key);
    }
  });
}

async function letGo(connection: Kysely<Database>, key: string): Promise<void> {
  try {
    await sql`select pg_advisory_unlock(${key}::bigint)`.execute(connection);
  } catch (error) {
    // A broken connection has let go already, and the pool throws it away.
    if (!isDatabaseUnavailable(error)) throw error;
  }
}

/** How often a lease makes sure that its connection lives, in milliseconds. */
const heartbeatMs = 2_000;

function watchConnection(connection: Kysely<Database>): { readonly lost: AbortSignal; end(): Promise<void> } {
  const lost = new AbortController();
  let beat = Promise.resolve();
  const timer = setInterval(() => {
    beat = beat.then(async () => {
      if (lost.signal.aborted) return;
      await sql`select 1`.execute(connection).catch((error: unknown) => lost.abort(error));
    });
  }, heartbeatMs);
  return {
    lost: lost.signal,
    async end() {
      clearInterval(timer);
      await beat;
    },
  };
}

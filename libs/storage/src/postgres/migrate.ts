import { type Kysely, sql } from 'kysely';
import { type MigrationResult, Migrator } from 'kysely/migration';
import type { Database } from '../database.ts';
import { migrations } from '../migrations/index.ts';

/**
 * Brings the schema up to date and returns the names of the migrations that ran. All run in one transaction, so a
 * failure leaves the schema as it was. Gateways that start at once wait for each other: Kysely holds an advisory lock.
 * Refuses a server older than {@link oldestServer}.
 */
export async function applyMigrations(db: Kysely<Database>): Promise<string[]> {
  const { error, results } = await db.connection().execute(async (connection) => {
    await refuseOldServer(connection);
    // Waiting for another gateway's migration, or running a long one, may outlast the limit on ordinary statements.
    await sql`set statement_timeout = 0`.execute(connection);
    try {
      return await new Migrator({
        db: connection,
        provider: { getMigrations: async () => ({ ...migrations }) },
      }).migrateToLatest();
    } finally {
      await sql`reset statement_timeout`.execute(connection);
    }
  });
  if (error !== undefined) {
    const failed = results?.find((result) => result.status === 'Error');
    throw new Error(`The database migration ${failed?.migrationName ?? ''} failed`.replace('  ', ' '), {
      cause: error,
    });
  }
  return (results ?? []).filter(succeeded).map((result) => result.migrationName);
}

/** As `server_version_num` says it: the first with `nulls not distinct`. */
const oldestServer = 150_000;

async function refuseOldServer(db: Kysely<Database>): Promise<void> {
  const { rows } = await sql<{ number: number; text: string }>`
    select current_setting('server_version_num')::integer as number, current_setting('server_version') as text`.execute(
    db,
  );
  const [version] = rows;
  if (version !== undefined && version.number >= oldestServer) return;
  throw new Error(
    `DATABASE_URL names a PostgreSQL ${version?.text}; ${Math.floor(oldestServer / 10_000)} or newer is needed. ` +
      'Upgrade it, or leave DATABASE_URL away to use the embedded server',
  );
}

function succeeded(result: MigrationResult): boolean {
  return result.status === 'Success';
}

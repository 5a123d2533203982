import { randomBytes } from 'node:crypto';
import { rmSync } from 'node:fs';
import { chmod, mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createLogger } from '@sekisho/platform';
import pg from 'pg';
import type { TestProject } from 'vitest/node';
import { createDatabase } from '../postgres/connect.ts';
import { startEmbeddedPostgres } from '../postgres/embedded-postgres.ts';
import { applyMigrations } from '../postgres/migrate.ts';
import { urlOfDatabase } from './url-of-database.ts';

/**
 * One PostgreSQL for a whole test run: the embedded one in a temporary folder, or the server that `TEST_DATABASE_URL`
 * names, whose user must be allowed to create databases. It holds one migrated template; every test file clones it.
 * A server that is missing fails the run, it never skips a test.
 */

declare module 'vitest' {
  export interface ProvidedContext {
    /** From which `createTestDatabase` clones: a URL that may create databases, and the template's name. */
    readonly testDatabaseTemplate: { readonly serverUrl: string; readonly name: string };
  }
}

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const server = await startServer(process.env['TEST_DATABASE_URL']);
  const name = `sekisho_test_${randomBytes(6).toString('hex')}`;
  try {
    await onServer(server.url, (client) => client.query(`create database ${name}`));
    await migrate(urlOfDatabase(server.url, name));
  } catch (error) {
    await server.stop();
    throw error;
  }
  project.provide('testDatabaseTemplate', { serverUrl: server.url, name });

  return async () => {
    // A file that failed before its `close` leaves a clone behind; on a server of somebody else's they must not pile up.
    await onServer(server.url, async (client) => {
      const { rows } = await client.query<{ datname: string }>(
        'select datname from pg_database where starts_with(datname, $1)',
        [name],
      );
      for (const { datname } of rows) await client.query(`drop database ${datname} with (force)`);
    });
    await server.stop();
  };
}

async function startServer(externalUrl: string | undefined): Promise<{ url: string; stop(): Promise<void> }> {
  if (externalUrl !== undefined && externalUrl !== '') return { url: externalUrl, stop: async () => {} };
  const dataDir = await mkdtemp(join(tmpdir(), 'sekisho-test-'));
  // Root's tests hand the server to another user, who must be able to pass.
  await chmod(dataDir, 0o711);
  // No test outlives a crash of the machine, so durability would only cost time.
  const settings = { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off', max_connections: '300' };
  const removeFiles = () => rmSync(dataDir, { recursive: true, force: true });
  const server = await startEmbeddedPostgres({ dataDir, logger: testLogger(), settings }).catch((error: unknown) => {
    removeFiles();
    throw error;
  });
  return {
    url: server.superuserUrl,
    async stop() {
      await server.stop();
      removeFiles();
    },
  };
}

async function migrate(url: string): Promise<void> {
  const db = createDatabase({ connectionString: url, poolSize: 2, logger: testLogger() });
  try {
    await applyMigrations(db);
  } finally {
    await db.destroy();
  }
}

async function onServer(url: string, work: (client: pg.Client) => Promise<unknown>): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await work(client);
  } finally {
    await client.end();
  }
}

function testLogger() {
  return createLogger({ level: 'silent', service: 'test' });
}

import { randomBytes } from 'node:crypto';
import { createLogger } from '@sekisho/platform';
import type { Kysely } from 'kysely';
import pg from 'pg';
import { inject } from 'vitest';
import type { Database } from '../database.ts';
import { createDatabase } from '../postgres/connect.ts';
// For its declaration of what the run provides.
import type {} from './global-setup.ts';
import { urlOfDatabase } from './url-of-database.ts';

/** A database of a test file's own: migrated, empty, and gone after `close`. */
export interface TestDatabase {
  readonly db: Kysely<Database>;
  /** For code under test that opens its own connections. */
  readonly url: string;
  close(): Promise<void>;
}

/**
 * Clones the run's template. Call it in `beforeAll` and `close` it in `afterAll`; the package's Vitest configuration
 * names `@sekisho/storage/testing/global-setup` as its `globalSetup`.
 */
export async function createTestDatabase(
  options: {
    /** Default 8. */
    poolSize?: number;
    /** Without tables, for tests of the migrations themselves. */
    empty?: boolean;
  } = {},
): Promise<TestDatabase> {
  const template = inject('testDatabaseTemplate');
  const name = `${template.name}_${randomBytes(6).toString('hex')}`;
  const source = options.empty === true ? 'template1' : template.name;
  await onServer(template.serverUrl, `create database ${name} template ${source}`);
  const url = urlOfDatabase(template.serverUrl, name);
  const logger = createLogger({ level: 'silent', service: 'test' });
  const db = createDatabase({ connectionString: url, poolSize: options.poolSize ?? 8, logger });
  return {
    db,
    url,
    async close() {
      await db.destroy();
      await onServer(template.serverUrl, `drop database ${name} with (force)`);
    },
  };
}

async function onServer(url: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}

import { createLogger } from '@sekisho/platform';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createTestDatabase, insertTestMember, insertTestOrganisation, type TestDatabase } from '../testing/index.ts';
import { createDatabase } from './connect.ts';
import { isDatabaseUnavailable, uniqueViolation } from './errors.ts';

const logger = createLogger({ level: 'silent', service: 'test' });
let database: TestDatabase;

beforeAll(async () => {
  database = await createTestDatabase();
});

afterAll(async () => {
  await database.close();
});

it('limits how long a statement and an idle transaction may take', async () => {
  const { rows } = await sql`select current_setting('statement_timeout') as statement,
    current_setting('idle_in_transaction_session_timeout') as idle`.execute(database.db);
  expect(rows).toEqual([{ statement: '30s', idle: '1min' }]);
});

it('loses the transaction and not the process when its connection is killed between two statements', async () => {
  const transaction = database.db.transaction().execute(async (trx) => {
    const { rows } = await sql<{ pid: number }>`select pg_backend_pid() as pid`.execute(trx);
    await sql`select pg_terminate_backend(${rows[0]?.pid}, 5000)`.execute(database.db);
    await sql`select 1`.execute(trx);
  });

  await expect(transaction).rejects.toSatisfy(isDatabaseUnavailable);
  const { rows } = await sql`select 1 as answer`.execute(database.db);
  expect(rows).toEqual([{ answer: 1 }]);
});

it('says that the database is unavailable when nobody listens', async () => {
  const db = createDatabase({ connectionString: 'postgres://sekisho:secret@127.0.0.1:1/sekisho', poolSize: 2, logger });
  await expect(sql`select 1`.execute(db)).rejects.toSatisfy(isDatabaseUnavailable);
  await db.destroy();
});

it('says so too when the pool has no connection to give', { timeout: 15_000 }, async () => {
  const db = createDatabase({ connectionString: database.url, poolSize: 1, logger });
  await db.connection().execute(async () => {
    await expect(sql`select 1`.execute(db)).rejects.toSatisfy(isDatabaseUnavailable);
  });
  await db.destroy();
});

it('names the constraint that a real duplicate violates', async () => {
  const { organisation, domain } = await insertTestOrganisation(database.db);
  await insertTestMember(database.db, organisation, domain, { email: `taro@${domain}` });
  const duplicate = insertTestMember(database.db, organisation, domain, { email: `Taro@${domain}` });
  await expect(duplicate).rejects.toSatisfy((error) => uniqueViolation(error) === 'accounts_email');
});

import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { insertTestOrganisation } from '../testing/builders.ts';
import { createTestDatabase, type TestDatabase } from '../testing/create-test-database.ts';
import { finalStatement } from './fixed-statement.ts';
import { inTransaction } from './in-transaction.ts';

let database: TestDatabase;

beforeAll(async () => {
  database = await createTestDatabase({ poolSize: 2 });
});

afterAll(async () => database.close());

describe('the preparing dialect', () => {
  it('prepares what comes by a third time, and gives the same answers then', async () => {
    const { db } = database;
    await db.connection().execute(async (session) => {
      const ask = (value: number) => sql<{ twice: number }>`select ${value}::int * 2 as twice`.execute(session);
      const answers = [];
      for (let value = 1; value <= 5; value += 1) answers.push((await ask(value)).rows[0]?.twice);
      expect(answers).toEqual([2, 4, 6, 8, 10]);
      const prepared = await sql<{ statement: string }>`select statement from pg_prepared_statements`.execute(session);
      expect(prepared.rows.map((row) => row.statement)).toContain('select $1::int * 2 as twice');
    });
  });

  it('commits what a transaction wrote and nothing of one that fails, from the first statement on', async () => {
    const { db } = database;
    const { organisation } = await insertTestOrganisation(db);
    const rename = (name: string) => db.updateTable('organisations').set({ name }).where('id', '=', organisation.id);
    await db.transaction().execute(async (trx) => trx.executeQuery(rename('first').compile()));
    const failed = db.transaction().execute(async (trx) => {
      await trx.executeQuery(rename('second').compile());
      await sql`select 1 / 0`.execute(trx);
    });
    await expect(failed).rejects.toThrow('division by zero');
    const lying = db.transaction().execute(async (trx) => {
      await trx.executeQuery(rename('third').compile());
      await sql`select 1 / 0`.execute(trx).catch(() => undefined);
    });
    await expect(lying).rejects.toThrow('rolled back');
    await db.transaction().execute(async () => undefined);
    const { name } = await db
      .selectFrom('organisations')
      .where('id', '=', organisation.id)
      .select('name')
      .executeTakeFirstOrThrow();
    expect(name).toBe('first');
  });

  it('sends COMMIT with a final statement, whose error is what the caller sees, and lets nothing follow', async () => {
    const { db } = database;
    const { organisation } = await insertTestOrganisation(db);
    const rename = finalStatement('update organisations set name = $1 where id = $2 and 1 / $3::int = 1');
    const nameNow = async () =>
      (await db.selectFrom('organisations').where('id', '=', organisation.id).select('name').executeTakeFirstOrThrow())
        .name;
    for (let turn = 0; turn < 4; turn += 1) {
      await db.transaction().execute((trx) => rename(trx, [`turn ${turn}`, organisation.id, 1]));
      expect(await nameNow()).toBe(`turn ${turn}`);
      const failed = db.transaction().execute(async (trx) => {
        await trx.updateTable('organisations').set({ name: 'lost' }).where('id', '=', organisation.id).execute();
        await rename(trx, ['lost', organisation.id, 0]);
      });
      await expect(failed).rejects.toThrow('division by zero');
      expect(await nameNow()).toBe(`turn ${turn}`);
    }
    const further = db.transaction().execute(async (trx) => {
      await rename(trx, ['written', organisation.id, 1]);
      await trx.selectFrom('organisations').select('id').execute();
    });
    await expect(further).rejects.toThrow('final statement');
    expect(await nameNow()).toBe('written');
    await db.transaction().execute(async (trx) => trx.selectFrom('organisations').select('id').execute());
  });

  it('takes a new session when a table it has prepared for was changed', async () => {
    const { db } = database;
    await sql`create table changing (id integer)`.execute(db);
    const read = () => sql`select * from changing where id = ${1}::int`.execute(db);
    for (let turn = 0; turn < 5; turn += 1) await read();
    await sql`alter table changing add column more text`.execute(db);
    const outcomes = [];
    for (let turn = 0; turn < 4; turn += 1)
      outcomes.push(
        await read().then(
          () => 'read',
          () => 'stale',
        ),
      );
    expect(outcomes.at(-1)).toBe('read');
    expect(outcomes.filter((outcome) => outcome === 'stale').length).toBeLessThanOrEqual(2);
  });
});

describe('inTransaction', () => {
  it('starts again when PostgreSQL ends it to break a circle', async () => {
    const { db } = database;
    const first = (await insertTestOrganisation(db)).organisation.id;
    const second = (await insertTestOrganisation(db)).organisation.id;
    const bothHoldOne = Promise.withResolvers<void>();
    let holding = 0;
    let runs = 0;
    const touch = (own: string, other: string) =>
      inTransaction(db, async (trx) => {
        runs += 1;
        const lock = (id: string) =>
          trx.selectFrom('organisations').select('id').where('id', '=', id).forUpdate().execute();
        await lock(own);
        holding += 1;
        if (holding === 2) bothHoldOne.resolve();
        await bothHoldOne.promise;
        await lock(other);
      });
    await Promise.all([touch(first, second), touch(second, first)]);
    expect(runs).toBeGreaterThan(2);
  });
});

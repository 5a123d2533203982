import { systemIds } from '@sekisho/platform';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createTestDatabase, insertTestOrganisation, type TestDatabase } from '../testing/index.ts';
import { up } from './0017-alerts-without-a-rule.ts';

let database: TestDatabase;

beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(async () => database.close());

it('takes the name that stood where no rule was, in either language, and leaves those of deleted rules', async () => {
  const { db } = database;
  const { organisation } = await insertTestOrganisation(db);
  const at = new Date('2026-04-01T00:00:00.000Z');
  const names = ['プロビジョニングのブレーキ', 'Provisioning brake', 'ブレーキを見張る', '削除'];
  for (const name of names) {
    const id = systemIds.uuid();
    await db
      .insertInto('alerts')
      .values({
        id,
        organisation_id: organisation.id,
        rule_id: null,
        occurrence: id,
        rule_name: name,
        kind: name === '削除' ? 'project-deletion' : 'provisioning-brake',
        subject: '',
        event_count: 1,
        first_event_at: at,
        last_event_at: at,
        evidence: JSON.stringify({ from: at.toISOString(), to: at.toISOString() }),
        raised_at: at,
      })
      .execute();
  }
  await up(db.withTables<never>());
  const rows = await db.selectFrom('alerts').select('rule_name').execute();
  expect(rows.map((row) => row.rule_name).sort()).toEqual([null, null, 'ブレーキを見張る', '削除']);
});

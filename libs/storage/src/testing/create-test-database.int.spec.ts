import { afterAll, beforeAll, expect, it } from 'vitest';
import { insertTestMember, insertTestOrganisation } from './builders.ts';
import { createTestDatabase, type TestDatabase } from './create-test-database.ts';

let first: TestDatabase;
let second: TestDatabase;

beforeAll(async () => {
  [first, second] = await Promise.all([createTestDatabase(), createTestDatabase()]);
});

afterAll(async () => {
  await Promise.all([first.close(), second.close()]);
});

it('gives every caller a migrated database of its own', async () => {
  const { organisation, domain } = await insertTestOrganisation(first.db);
  const member = await insertTestMember(first.db, organisation, domain);

  const there = await first.db.selectFrom('accounts').select('id').execute();
  const elsewhere = await second.db.selectFrom('accounts').select('id').execute();

  expect(there).toEqual([{ id: member.id }]);
  expect(elsewhere).toEqual([]);
});

import type { Organisation } from '@sekisho/domain';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestDatabase, insertTestMember, insertTestOrganisation, type TestDatabase } from '../testing/index.ts';
import { listMembers, type MemberQuery, type MemberSort } from './member-list.ts';

/** A company of ten thousand, made by the database itself. */
const size = 10_000;

let database: TestDatabase;
let organisation: Organisation;

beforeAll(async () => {
  database = await createTestDatabase();
  ({ organisation } = await insertTestOrganisation(database.db));
  await sql`
    with people as (
      insert into accounts (id, kind, state, managed_by, email, email_key, name, language, time_zone, unique_id, created_at, updated_at)
      select gen_random_uuid(), 'managed', case when n % 10 = 0 then 'deactivated' else 'active' end, ${organisation.id},
        'user' || n || '@example.co.jp', 'user' || n || '@example.co.jp', '社員 ' || lpad(n::text, 5, '0'), 'ja', 'Asia/Tokyo',
        'E-' || n, now(), now()
      from generate_series(1, ${sql.lit(size)}) n
      returning id)
    insert into memberships (organisation_id, account_id, role, joined_at)
    select ${organisation.id}, id, 'member', now() from people`.execute(database.db);
  await sql`analyze`.execute(database.db);
});
afterAll(async () => database.close());

function query(overrides: Partial<MemberQuery> = {}): MemberQuery {
  return { organisationId: organisation.id, sort: 'name', order: 'asc', limit: 100, offset: 0, ...overrides };
}

describe('a list of ten thousand', () => {
  it('is walked through page by page without gap or repetition', async () => {
    const seen = new Set<string>();
    for (let offset = 0; offset < size; offset += 500) {
      const page = await listMembers(database.db, query({ offset, limit: 500 }));
      expect(page.total).toBe(size);
      for (const item of page.items) seen.add(item.id);
    }
    expect(seen.size).toBe(size);
  });

  it.each<[string, Partial<MemberQuery>]>([
    ['the first page', {}],
    ['the last page', { offset: size - 100 }],
    ['a search that finds one', { text: 'user4321@' }],
    ['a search that finds most', { text: 'example' }],
    ...(['email', 'role', 'state', 'createdAt', 'updatedAt'] as const satisfies readonly MemberSort[]).map(
      (sort): [string, Partial<MemberQuery>] => [`by ${sort}`, { sort, order: 'desc' }],
    ),
  ])('%s comes at once', async (_sentence, overrides) => {
    const times: number[] = [];
    for (let run = 0; run < 5; run += 1) {
      const began = performance.now();
      await listMembers(database.db, query(overrides));
      times.push(performance.now() - began);
    }
    // Far above what it takes (10 to 60 ms here), far below what a person would notice as a stutter.
    expect(Math.min(...times)).toBeLessThan(500);
  });

  it('counts what matches, and shows nothing of another organisation', async () => {
    const other = await insertTestOrganisation(database.db);
    const stranger = await insertTestMember(database.db, other.organisation, other.domain, { name: '社員 00001' });
    const { items, total } = await listMembers(database.db, query({ text: '社員 00001' }));
    expect(total).toBe(1);
    expect(items[0]?.id).not.toBe(stranger.id);
    expect((await listMembers(database.db, query({ state: 'deactivated' }))).total).toBe(size / 10);
  });
});

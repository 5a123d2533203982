import { systemIds } from '@sekisho/platform';
import { type Kysely, sql } from 'kysely';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Database } from '../../database.ts';
import { createTestDatabase, insertTestOrganisation, type TestDatabase } from '../../testing/index.ts';
import { listScimGroups } from '../groups/list-scim-groups.ts';
import { renderScimUsers } from '../users/render-scim-users.ts';
import type { DirectoryScope } from '../users/scim-user.ts';
import type { PageRequest } from './page-request.ts';

const others = 3_000;
const own = 40;
const firstPage: PageRequest = {
  baseUrl: 'https://scim.example/scim/v2/c',
  window: { kind: 'index', startIndex: 1, count: 10 },
};

let database: TestDatabase;
let scope: DirectoryScope;

// Somebody else has been provisioned before: all of his ids come first.
beforeAll(async () => {
  database = await createTestDatabase({ poolSize: 1 });
  const { db } = database;
  await fill(db, others, '0');
  scope = await fill(db, own, 'f');
  await sql`analyze`.execute(db);
  // As statements are planned that many connections share.
  await sql`set plan_cache_mode = force_generic_plan`.execute(db);
});
afterAll(async () => database.close());

async function fill(db: Kysely<Database>, count: number, firstDigit: string): Promise<DirectoryScope> {
  const { organisation } = await insertTestOrganisation(db);
  const connectionId = systemIds.uuid();
  const scope = { organisationId: organisation.id, connectionId };
  const ids = sql`select (${firstDigit} || lpad(number::text, 31, '0'))::uuid as id
    from generate_series(1, ${count}::integer) as number`;
  await sql`insert into connections (id, organisation_id, provider_id, name, state, created_at, updated_at)
    values (${connectionId}, ${organisation.id}, 'generic-scim', 'IdP', 'enabled', now(), now())`.execute(db);
  await sql`insert into accounts (id, kind, state, managed_by, name, language, time_zone, created_at, updated_at)
    select id, 'managed', 'active', ${organisation.id}, id, 'ja', 'Asia/Tokyo', now(), now() from (${ids}) as ids`.execute(
    db,
  );
  await sql`insert into scim_users (account_id, organisation_id, connection_id, user_name_key, email_keys, schemas, resource,
      matchable, version, created_at, modified_at)
    select id, ${organisation.id}, ${connectionId}, id, '{}', '[]', '{"userName":"a"}', '{"active":true}', 1, now(), now()
    from (${ids}) as ids`.execute(db);
  await sql`insert into teams (id, organisation_id, name, name_key, connection_id, created_at, updated_at)
    select id, ${organisation.id}, id, id, ${connectionId}, now(), now() from (${ids}) as ids`.execute(db);
  await sql`insert into scim_groups (team_id, organisation_id, connection_id, display_name_key, resource, matchable, version,
      created_at, modified_at)
    select id, ${organisation.id}, ${connectionId}, id, '{"displayName":"a"}', '{}', 1, now(), now() from (${ids}) as ids`.execute(
    db,
  );
  return scope;
}

type List = () => Promise<{ readonly resources: readonly unknown[] }>;

/** How many rows of the table the server reads for a page, by its own count. */
async function rowsRead(table: string, list: List): Promise<number> {
  const before = await countRead(table);
  expect((await list()).resources).toHaveLength(10);
  return (await countRead(table)) - before;
}

async function countRead(table: string): Promise<number> {
  await sql`select pg_stat_force_next_flush()`.execute(database.db);
  const { rows } = await sql<{ read: string }>`
    select seq_tup_read + idx_tup_fetch as read from pg_stat_user_tables where relname = ${table}`.execute(database.db);
  return Number(rows[0]?.read);
}

it.each<[string, string, List]>([
  ['Users', 'scim_users', () => renderScimUsers(database.db, scope, firstPage)],
  ['Groups', 'scim_groups', () => listScimGroups(database.db, scope, firstPage, { members: false })],
])('the first page of %s reads none of another connection’s', async (_, table, list) => {
  expect(await rowsRead(table, list)).toBeLessThan(4 * own);
});

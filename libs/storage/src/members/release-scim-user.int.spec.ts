import { sql } from 'kysely';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { countOfResources } from '../directory/resource-counts.ts';
import { createTestDatabase, insertTestMember, insertTestOrganisation, type TestDatabase } from '../testing/index.ts';
import { releaseScimUser } from './release-scim-user.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(async () => database.close());

it('takes the user away from its identity provider and from the count, once', async () => {
  const { db } = database;
  const { organisation, domain } = await insertTestOrganisation(db);
  const member = await insertTestMember(db, organisation, domain);
  const created = new Date('2026-04-01T00:00:00.000Z');
  const connectionId = '01890000-0000-7000-8000-00000000000c';
  const scope = { organisationId: organisation.id, connectionId };
  await db
    .insertInto('connections')
    .values({
      id: connectionId,
      organisation_id: organisation.id,
      provider_id: 'generic-scim',
      name: 'IdP',
      state: 'enabled',
      created_at: created,
      updated_at: created,
    })
    .execute();
  await db
    .insertInto('scim_users')
    .values({
      account_id: member.id,
      organisation_id: organisation.id,
      connection_id: connectionId,
      user_name_key: 'taro',
      external_id: null,
      email_keys: [],
      schemas: '[]',
      resource: '{}',
      matchable: '{}',
      version: 1,
      created_at: created,
      modified_at: created,
    })
    .execute();
  await db
    .insertInto('scim_counts')
    .values({ connection_id: connectionId, resource_type: 'User', slot: 0, live: 1 })
    .execute();
  const liveUsers = async () => {
    const { rows } = await sql<{ live: string }>`select ${countOfResources(scope, 'User')} as live`.execute(db);
    return Number(rows[0]?.live);
  };
  expect(await liveUsers()).toBe(1);

  const now = new Date('2026-06-01T00:00:00.000Z');
  const release = (organisationId: string) =>
    db.transaction().execute((trx) => releaseScimUser(trx, organisationId, member.id, now));
  await release('org_of_somebody_else');
  expect(await liveUsers()).toBe(1);
  for (let twice = 0; twice < 2; twice += 1) {
    await release(organisation.id);
    expect(await liveUsers()).toBe(0);
  }
  const row = await db.selectFrom('scim_users').select(['deleted_at', 'version']).executeTakeFirstOrThrow();
  expect(row).toEqual({ deleted_at: now, version: 2 });
});

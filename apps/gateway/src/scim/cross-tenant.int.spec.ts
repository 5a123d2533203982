import { systemClock, systemIds } from '@sekisho/platform';
import { createResourceTypes } from '@sekisho/scim-core';
import type { Database } from '@sekisho/storage';
import { DummyDriver, Kysely, PostgresAdapter, PostgresIntrospector, PostgresQueryCompiler } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { scimRoutes } from './route-table.ts';
import type { ScimRoute } from './scim-route.ts';
import { type ScimTestService, startScimTestService, type TestConnection } from './testing/scim-test-service.ts';

/**
 * Knocks on every route there is, from the route table, with the tokens and the ids of others: of another connection of
 * the same organisation, and of another organisation. Nothing may be readable, nothing may change.
 */

const userSchema = 'urn:ietf:params:scim:schemas:core:2.0:User';
const groupSchema = 'urn:ietf:params:scim:schemas:core:2.0:Group';
const secret = '秘密の部署';

let service: ScimTestService;
let victim: TestConnection;
let strangers: readonly (readonly [string, TestConnection])[];
/** Another connection of the organisation, which may read its Users, and no more than that. */
let reader: TestConnection;
let userId: string;
let groupId: string;

beforeAll(async () => {
  service = await startScimTestService();
  victim = await service.connect();
  strangers = [
    ['another connection of the organisation', await service.connect({ organisation: victim.organisation })],
    ['another organisation', await service.connect()],
    ['another organisation, of which it reads everybody', await service.connect({ visibleUsers: 'organisation' })],
  ];
  reader = await service.connect({ organisation: victim.organisation, visibleUsers: 'organisation' });
  const user = await victim.send('POST', '/Users', { schemas: [userSchema], userName: secret, externalId: secret });
  userId = String(user.body['id']);
  const group = await victim.send('POST', '/Groups', {
    schemas: [groupSchema],
    displayName: secret,
    members: [{ value: userId }],
  });
  groupId = String(group.body['id']);
});

afterAll(async () => service.close());

async function everythingOfTheVictim(): Promise<string> {
  const { db } = service.database;
  const of = victim.organisation.id;
  const rows = await Promise.all([
    db.selectFrom('scim_users').selectAll().where('organisation_id', '=', of).orderBy('account_id').execute(),
    db.selectFrom('scim_groups').selectAll().where('organisation_id', '=', of).orderBy('team_id').execute(),
    db.selectFrom('team_members').selectAll().where('organisation_id', '=', of).orderBy('account_id').execute(),
    db.selectFrom('accounts').selectAll().where('managed_by', '=', of).orderBy('id').execute(),
    db.selectFrom('outbox').selectAll().where('organisation_id', '=', of).orderBy('position').execute(),
  ]);
  return JSON.stringify(rows);
}

/** Only the table is read from these routes; they are run over HTTP. */
const tableOnly = new Kysely<Database>({
  dialect: {
    createAdapter: () => new PostgresAdapter(),
    createDriver: () => new DummyDriver(),
    createIntrospector: (db) => new PostgresIntrospector(db),
    createQueryCompiler: () => new PostgresQueryCompiler(),
  },
});

const routes = scimRoutes({ db: tableOnly, clock: systemClock, ids: systemIds }, createResourceTypes()).map(
  (route): [string, ScimRoute] => [`${route.method} ${route.path}`, route],
);

function bodyFor(route: ScimRoute): unknown {
  if (route.method === 'GET' || route.method === 'DELETE') return undefined;
  if (route.method === 'PATCH') {
    return {
      schemas: ['urn:ietf:params:scim:api:messages:2.0:PatchOp'],
      Operations: [{ op: 'replace', path: 'externalId', value: 'taken over' }],
    };
  }
  if (route.path === '/Bulk') {
    return {
      schemas: ['urn:ietf:params:scim:api:messages:2.0:BulkRequest'],
      Operations: [
        { method: 'DELETE', path: `/Users/${userId}` },
        { method: 'DELETE', path: `/Groups/${groupId}` },
      ],
    };
  }
  if (route.path.endsWith('.search')) {
    return { schemas: ['urn:ietf:params:scim:api:messages:2.0:SearchRequest'], filter: `displayName eq "${secret}"` };
  }
  return route.resourceType === 'Group'
    ? { schemas: [groupSchema], displayName: 'taken over', members: [{ value: userId }] }
    : { schemas: [userSchema], userName: systemIds.uuid() };
}

function pathFor(route: ScimRoute): string {
  const id = route.resourceType === 'Group' ? groupId : userId;
  return route.path.replace(':id', id);
}

describe.each(routes)('%s', (_name, route) => {
  it("refuses others' tokens at the victim's address", async () => {
    const before = await everythingOfTheVictim();
    for (const [, stranger] of strangers) {
      const reply = await fetch(`${victim.baseUrl}${pathFor(route)}`, {
        method: route.method,
        headers: { authorization: `Bearer ${stranger.token}`, 'content-type': 'application/scim+json' },
        ...(bodyFor(route) === undefined ? {} : { body: JSON.stringify(bodyFor(route)) }),
      });
      expect(reply.status).toBe(401);
      expect(await reply.text()).not.toContain(secret);
    }
    expect(await everythingOfTheVictim()).toBe(before);
  });

  it("shows and changes nothing by the victim's ids at the stranger's own address", async () => {
    for (const [, stranger] of strangers) {
      const before = await everythingOfTheVictim();
      const reply = await stranger.send(route.method, pathFor(route), bodyFor(route));
      const shown = JSON.stringify(reply.body);
      // A stranger's own new account is its own; only what is the victim's must not show.
      expect(shown).not.toContain(secret);
      if (route.path.includes(':id') && route.resourceType !== undefined) expect(reply.status).toBe(404);
      const own = route.method === 'POST' && stranger.organisation.id === victim.organisation.id;
      if (!own) expect(await everythingOfTheVictim()).toBe(before);
    }
    expect((await victim.send('GET', `/Users/${userId}`)).body).toMatchObject({ userName: secret });
    expect((await victim.send('GET', `/Groups/${groupId}`)).body).toMatchObject({
      displayName: secret,
      members: [{ value: userId }],
    });
  });
});

describe.each(routes)('%s, of a connection that may read the whole organisation', (_name, route) => {
  it("is refused at the victim's address, and changes nothing of the victim's at its own", async () => {
    const before = await everythingOfTheVictim();
    const body = bodyFor(route);
    const there = await fetch(`${victim.baseUrl}${pathFor(route)}`, {
      method: route.method,
      headers: { authorization: `Bearer ${reader.token}`, 'content-type': 'application/scim+json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    expect(there.status).toBe(401);
    const reply = await reader.send(route.method, pathFor(route), body);
    if (route.path.includes(':id') && route.resourceType === 'User') {
      expect(reply.status).toBe(route.method === 'GET' ? 200 : 403);
    }
    if (route.resourceType === 'Group') {
      if (route.path.includes(':id')) expect(reply.status).toBe(404);
      expect(JSON.stringify(reply.body)).not.toContain(secret);
    }
    // Its own new accounts are its own; only what is the victim's must stay.
    const makes = route.method === 'POST' && route.path === '/Users';
    if (!makes) expect(await everythingOfTheVictim()).toBe(before);
    expect((await victim.send('GET', `/Users/${userId}`)).body).toMatchObject({ userName: secret, externalId: secret });
    expect((await victim.send('GET', `/Groups/${groupId}`)).body).toMatchObject({
      displayName: secret,
      members: [{ value: userId }],
    });
  });
});

it('takes no member from elsewhere into a group', async () => {
  for (const stranger of [...strangers.map(([, connection]) => connection), reader]) {
    const reply = await stranger.send('POST', '/Groups', {
      schemas: [groupSchema],
      displayName: systemIds.uuid(),
      members: [{ value: userId }],
    });
    expect(reply.status).toBe(400);
  }
});

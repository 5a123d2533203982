import { randomUUID } from 'node:crypto';
import { type AdminOperationId, adminOperations, type OperationShape } from '@sekisho/api-contract';
import { actorOfMember, requestExport } from '@sekisho/application';
import { type Permission, permissions } from '@sekisho/domain';
import { insertBrake, insertProvisioningLog, provisioningLogRow } from '@sekisho/storage';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  type AdminTestApp,
  type CallInput,
  type Credentials,
  operatorKey,
  startAdminTestApp,
  type Tenant,
} from './testing/admin-test-app.ts';

/**
 * Route by route, from the table of operations: a new one is tested here without anybody remembering to. What a refused
 * request would have done is not asserted by route but once for all: no row of any tenant's tables has changed.
 */

let app: AdminTestApp;
let tenant: Tenant;
let other: Tenant;
let foreign: Readonly<Record<string, string>>;
let asMember: Credentials;
let asOwner: Credentials;
const operator: Credentials = { Authorization: `Bearer ${operatorKey}` };

beforeAll(async () => {
  app = await startAdminTestApp();
  [tenant, other] = await Promise.all([app.createTenant(), app.createTenant()]);
  const member = await tenant.addMember({ name: '一般 次郎' });
  [asMember, asOwner] = await Promise.all([tenant.signIn(member), tenant.signIn()]);
  foreign = await thingsOf(other);
});
afterAll(async () => app.close());

const all: [AdminOperationId, OperationShape][] = Object.entries(adminOperations).map(([id, operation]) => [
  id as AdminOperationId,
  operation,
]);
const guarded = all.filter(([, operation]) => operation.permission !== 'public');
const ofPermission = all.filter(([, operation]) => permissions.includes(operation.permission as Permission));
const changing = guarded.filter(([, operation]) => operation.method !== 'get' && operation.permission !== 'operator');
/** Parameters that name nothing of anybody's. */
const common = { month: '1999-01', product: 'Backlog' };
const named = ofPermission.filter(([, { params }]) =>
  Object.keys(params?.shape ?? {}).some((name) => !(name in common)),
);

/** Acceptable input for each operation with a body, so that only the caller can be the reason for a refusal. */
const bodies: Partial<Record<AdminOperationId, () => unknown>> = {
  updateMe: () => ({}),
  changeMyPassword: () => ({ currentPassword: 'not this one', newPassword: 'some long new passphrase' }),
  updateOrganisation: () => ({ name: '改名' }),
  createMember: () => ({ name: '新規', email: `new@${tenant.domain}` }),
  updateMember: () => ({ name: '改名' }),
  createTeam: () => ({ name: '新しいチーム' }),
  renameTeam: () => ({ name: '改名' }),
  addDomain: () => ({ name: 'new.example.com' }),
  createConnection: () => ({ providerId: 'test-idp', name: '新しい連携' }),
  updateConnection: () => ({ name: '改名' }),
  issueConnectionToken: () => ({}),
  issueApiKey: () => ({ purpose: 'events', name: '新しいキー', product: 'Backlog' }),
  createDestination: () => ({ name: '新しい転送先', settings: webhook }),
  updateDestination: () => ({ name: '改名' }),
  saveSearch: () => ({ name: '新しい検索', query: { text: 'TRM' } }),
  updateSavedSearch: () => ({ name: '改名' }),
  alertOnSavedSearch: () => ({}),
  createAlertRule: () => ({ name: '新しいルール', condition: { kind: 'project-deletion' } }),
  updateAlertRule: () => ({ name: '改名' }),
  createOrganisation: () => ({
    name: '新しい組織',
    owner: { name: '契約者', email: 'somebody@new.example.com', password: 'some long new passphrase' },
  }),
  setEmailDomainRule: () => ({ rule: 'waived' }),
  setProductPlan: () => ({ plan: 'platinum' }),
  setOrganisationContract: () => ({ state: 'contracted' }),
  updateBrakeSettings: () => ({ enabled: null, share: 0.5, minimum: 20 }),
  updateVisibleUsers: () => ({ visibleUsers: 'organisation' }),
  replaceGroupMappings: () => ({ items: [] }),
  createAuditExportJob: () => ({ format: 'csv' }),
};

const watching = ['listDestinations', 'listAlertRules', 'listAlerts', 'listAuditExportJobs'] as const;
const webhook = { kind: 'webhook', url: 'https://siem.example.com/' };

async function thingsOf(owner: Tenant): Promise<Record<string, string>> {
  const as = await owner.key();
  const [team, connection, domain, apiKey, member, made, rule] = await Promise.all([
    app.call('createTeam', { as, body: { name: 'よそのチーム' } }),
    app.call('createConnection', { as, body: { providerId: 'test-idp', name: 'よその連携' } }),
    app.call('addDomain', { as, body: { name: `pending.${owner.domain}` } }),
    app.call('issueApiKey', { as, body: { purpose: 'events', name: 'よそのキー', product: 'Backlog' } }),
    owner.addMember(),
    app.call('createDestination', { as, body: { name: 'よその転送先', settings: webhook } }),
    app.call('createAlertRule', { as, body: { name: 'よそのルール', condition: { kind: 'project-deletion' } } }),
  ]);
  const search = await app.call('saveSearch', {
    as,
    body: { name: 'よその検索', query: { text: 'TRM' }, shared: true },
  });
  const token = await app.call('issueConnectionToken', {
    as,
    params: { connectionId: connection.body.id },
    body: {},
  });
  const place = { organisationId: owner.organisation.id, connectionId: connection.body.id };
  const now = new Date();
  const brakeId = randomUUID();
  const requestId = randomUUID();
  await app.database.db.transaction().execute((trx) =>
    insertBrake(trx, {
      ...place,
      id: brakeId,
      state: 'holding',
      accounts: 10,
      departures: 6,
      share: 0.2,
      triggeredAt: now,
      decidedAt: null,
      decidedBy: null,
      openUntil: null,
    }),
  );
  await insertProvisioningLog(app.database.db, [
    provisioningLogRow({ ...place, ...emptyExchange, id: requestId, receivedAt: now }),
  ]);
  return {
    brakeId,
    requestId,
    memberId: member.id,
    teamId: team.body.id,
    connectionId: connection.body.id,
    tokenId: token.body.token.id,
    domain: domain.body.name,
    apiKeyId: apiKey.body.apiKey.id,
    organisationId: owner.organisation.id,
    eventId: owner.owner.id,
    destinationId: made.body.destination.id,
    ruleId: rule.body.id,
    searchId: search.body.id,
    alertId: await raisedAlert(owner, rule.body.id),
    exportJobId: await requestedExport(owner),
  };
}

/** As the API would, had this app an audit store. */
async function requestedExport({ organisation, owner }: Tenant): Promise<string> {
  const actor = actorOfMember(owner, { ipAddress: null, userAgent: null });
  const scope = { organisationId: organisation.id, actor };
  const form = {
    format: 'csv',
    order: 'newest-first',
    preset: 'default',
    encoding: 'utf-8',
    byteOrderMark: false,
    compression: 'none',
  } as const;
  return (await requestExport(app.dependencies, scope, { filters: {}, form })).id;
}

/** As the evaluation of rules would raise it. */
async function raisedAlert(owner: Tenant, ruleId: string): Promise<string> {
  const at = app.clock.now();
  const { id } = await app.database.db
    .insertInto('alerts')
    .values({
      id: ruleId,
      organisation_id: owner.organisation.id,
      rule_id: ruleId,
      occurrence: 'once',
      rule_name: 'よそのルール',
      kind: 'project-deletion',
      subject: 'TRM was deleted',
      event_count: 1,
      first_event_at: at,
      last_event_at: at,
      evidence: JSON.stringify({ from: at.toISOString(), to: at.toISOString() }),
      raised_at: at,
    })
    .returning('id')
    .executeTakeFirstOrThrow();
  return id;
}

const emptyExchange = {
  durationMs: 1,
  method: 'GET',
  path: '/Users',
  resourceType: 'User',
  resourceId: null,
  status: 200,
  outcome: 'read',
  scimType: null,
  note: null,
  request: null,
  normalised: null,
  changes: null,
  answer: null,
  explanation: null,
  raw: null,
} as const;

function inputFor(id: AdminOperationId, as?: Credentials): CallInput {
  const body = bodies[id]?.();
  return {
    params: { ...common, ...foreign },
    ...(as === undefined ? {} : { as }),
    ...(body === undefined ? {} : { body }),
  };
}

/** Every row a tenant has, but for the times that authentication itself writes. */
async function everything(): Promise<unknown> {
  const { db } = app.database;
  const tables = [
    'organisations',
    'accounts',
    'memberships',
    'teams',
    'team_members',
    'connections',
    'email_domains',
    'product_plans',
    'credentials',
    'outbox',
    'password_links',
    'brakes',
    'provisioning_settings',
    'provisioning_group_mappings',
    'forwarding_destinations',
    'alert_rules',
    'alerts',
    'saved_searches',
    'contracts',
    'recording_periods',
    'contract_changes',
    'audit_export_jobs',
    'audit_log_mails',
    'monthly_file_runs',
  ] as const;
  const rows: object[][] = [];
  for (const table of tables) rows.push(await db.selectFrom(table).selectAll().execute());
  rows.push(await db.selectFrom('api_keys').select(['id', 'revoked_at']).execute());
  rows.push(await db.selectFrom('connection_tokens').select(['id', 'revoked_at']).execute());
  rows.push(await db.selectFrom('sessions').select(['token_hash']).execute());
  return rows.map((table) => table.map((row) => JSON.stringify(row)).sort());
}

describe('every operation with a body has acceptable input here', () => {
  it.each(guarded.filter(([, operation]) => operation.body !== undefined))('%s', (id, operation) => {
    expect(operation.body?.safeParse(bodies[id]?.()).success).toBe(true);
  });
});

describe('nobody in particular is refused', () => {
  it.each(guarded)('%s: no credentials, 401', async (id) => {
    const before = await everything();
    const reply = await app.call(id, inputFor(id));
    expect(reply.status).toBe(401);
    expect(reply.problem.code).toBe('authentication.required');
    expect(await everything()).toEqual(before);
  });

  it.each(guarded)('%s: an unknown key, 401', async (id) => {
    const reply = await app.call(id, inputFor(id, { Authorization: 'Bearer sekisho_key_of_nobody' }));
    expect(reply.status).toBe(401);
  });

  it.each(guarded)('%s: an unknown session, 401', async (id) => {
    const reply = await app.call(id, inputFor(id, { Cookie: 'sekisho_session=of-nobody', 'X-CSRF-Token': 'x' }));
    expect(reply.status).toBe(401);
  });
});

describe('an operation needs its own permission', () => {
  it.each(ofPermission)('%s: a key that holds every other permission, 403', async (id, operation) => {
    const rest = permissions.filter((permission) => permission !== operation.permission);
    const as = await tenant.key(rest);
    const before = await everything();
    const reply = await app.call(id, inputFor(id, as));
    expect(reply.status).toBe(403);
    expect(reply.problem.code).toBe('permission.denied');
    expect(await everything()).toEqual(before);
  });

  it.each(ofPermission)('%s: a key that holds just this one is let through', async (id, operation) => {
    const as = await tenant.key([operation.permission as Permission]);
    expect((await app.call(id, inputFor(id, as))).status).not.toBe(403);
  });

  it.each(ofPermission)('%s: a signed-in member without any right, 403', async (id) => {
    const before = await everything();
    const reply = await app.call(id, inputFor(id, asMember));
    expect(reply.status).toBe(403);
    expect(await everything()).toEqual(before);
  });

  it.each(ofPermission)('%s: the operator, who belongs to no organisation, 403', async (id) => {
    expect((await app.call(id, inputFor(id, operator))).status).toBe(403);
  });

  it.each(all.filter(([, operation]) => operation.permission === 'operator'))(
    '%s: an owner and a key with every permission, 403',
    async (id) => {
      const key = await tenant.key();
      const before = await everything();
      expect((await app.call(id, inputFor(id, asOwner))).status).toBe(403);
      expect((await app.call(id, inputFor(id, key))).status).toBe(403);
      expect(await everything()).toEqual(before);
    },
  );

  it.each(all.filter(([, operation]) => operation.permission === 'signed-in'))(
    '%s: a key is nobody who could be signed in, 403',
    async (id) => {
      expect((await app.call(id, inputFor(id, await tenant.key()))).status).toBe(403);
    },
  );
});

describe("another organisation's things are not there", () => {
  it.each(named)('%s: 404 for a key with every permission', async (id) => {
    const as = await tenant.key();
    const before = await everything();
    const reply = await app.call(id, inputFor(id, as));
    expect(reply.status).toBe(404);
    expect(await everything()).toEqual(before);
  });

  it.each(named)('%s: 404 for a signed-in owner', async (id, operation) => {
    const before = await everything();
    expect((await app.call(id, inputFor(id, asOwner))).status).toBe(404);
    expect(await everything()).toEqual(before);
    expect(operation.errors).toContain(404);
  });

  it.each(['addTeamMember', 'removeTeamMember'] as const)(
    "%s: another organisation's person does not get into a team of ours",
    async (id) => {
      const as = await tenant.key();
      const team = await app.call('createTeam', { as, body: { name: `チーム ${id}` } });
      const reply = await app.call(id, { as, params: { teamId: team.body.id, memberId: foreign['memberId'] ?? '' } });
      expect(reply.status).toBe(422);
      expect(reply.problem.code).toBe('team.member-unknown');
    },
  );

  it("lists show nothing of another organisation's", async () => {
    const as = await tenant.key();
    const ids = Object.values(foreign);
    for (const id of [
      'listMembers',
      'listTeams',
      'listDomains',
      'listConnections',
      'listApiKeys',
      ...watching,
    ] as const) {
      const text = JSON.stringify((await app.call(id, { as })).body);
      for (const foreignId of ids) expect(text).not.toContain(foreignId);
    }
    const filtered = await app.call('listMembers', { as, query: { teamId: foreign['teamId'] ?? '' } });
    expect(filtered.body).toEqual({ items: [], total: 0 });
  });
});

describe('a session alone changes nothing: the page must prove itself', () => {
  it.each(changing)('%s: without the CSRF token, 403', async (id) => {
    const before = await everything();
    const reply = await app.call(id, inputFor(id, { Cookie: asOwner['Cookie'] ?? '' }));
    expect(reply.status).toBe(403);
    expect(reply.problem.code).toBe('csrf.refused');
    expect(await everything()).toEqual(before);
  });

  it.each(changing)("%s: with another session's token, 403", async (id) => {
    const stolen = { Cookie: asOwner['Cookie'] ?? '', 'X-CSRF-Token': asMember['X-CSRF-Token'] ?? '' };
    expect((await app.call(id, inputFor(id, stolen))).problem.code).toBe('csrf.refused');
  });

  it.each(changing)('%s: from another site, 403 even with the token', async (id) => {
    for (const headers of [{ 'Sec-Fetch-Site': 'cross-site' }, { Origin: 'https://evil.example' }]) {
      const reply = await app.call(id, { ...inputFor(id, asOwner), headers });
      expect(reply.problem.code).toBe('csrf.refused');
    }
  });

  it.each(all.filter(([, operation]) => operation.permission === 'public' && operation.method !== 'get'))(
    '%s is public, and still refuses another site',
    async (id) => {
      const reply = await app.call(id, { ...inputFor(id), headers: { Origin: 'https://evil.example' } });
      expect(reply.problem.code).toBe('csrf.refused');
    },
  );
});

it('the permissions of the operations are those of the domain, none forgotten', () => {
  const used = new Set(all.map(([, operation]) => operation.permission));
  for (const permission of permissions) expect(used).toContain(permission);
});

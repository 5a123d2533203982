import { recheckAfterMs, recheckDomains } from '@sekisho/application';
import { permissions } from '@sekisho/domain';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  type AdminTestApp,
  type Credentials,
  operatorKey,
  startAdminTestApp,
  type Tenant,
} from './testing/admin-test-app.ts';

let app: AdminTestApp;
let tenant: Tenant;
let key: Credentials;
beforeAll(async () => {
  app = await startAdminTestApp();
  tenant = await app.createTenant();
  key = await tenant.key();
});
afterAll(async () => app.close());

async function lastEvents(count: number) {
  return (await app.eventsOf(tenant.organisation.id)).slice(-count);
}

describe('members', () => {
  it('creates, shows, changes and deletes a managed account, and the log says by whom', async () => {
    const created = await app.call('createMember', {
      as: key,
      body: { name: '田中 花子', email: `hanako@${tenant.domain}`, uniqueId: 'E-100', role: 'guest' },
    });
    expect(created.status).toBe(201);
    expect(created.body).toMatchObject({ kind: 'managed', state: 'invited', role: 'guest', provisioned: false });
    const params = { memberId: created.body.id };
    const changed = await app.call('updateMember', { as: key, params, body: { name: '佐藤 花子', role: 'member' } });
    expect(changed.body).toMatchObject({ name: '佐藤 花子', role: 'member', uniqueId: 'E-100' });
    const detail = await app.call('getMember', { as: key, params });
    expect(detail.body).toMatchObject({ name: '佐藤 花子', teams: [], provisioning: null, sessions: [] });
    expect((await app.call('deleteMember', { as: key, params })).status).toBe(204);
    expect((await app.call('getMember', { as: key, params })).status).toBe(404);
    expect((await app.call('deleteMember', { as: key, params })).status).toBe(404);
    const events = await lastEvents(4);
    expect(events.map((event) => event.event)).toEqual([
      'Create a managed account',
      'Update a managed account',
      'Change a member role',
      'Delete a managed account',
    ]);
    expect(new Set(events.map((event) => event.operationUserName))).toEqual(new Set(['test']));
  });

  it.each<[string, () => Promise<Record<string, unknown>>, number, string]>([
    [
      'an address of ours that is taken',
      async () => ({ email: (await tenant.addMember()).email?.toUpperCase() }),
      409,
      'account.email-in-use',
    ],
    [
      'an address taken by a person’s own account',
      async () => {
        await app.call('createOrganisation', {
          as: { Authorization: `Bearer ${operatorKey}` },
          body: {
            name: '個人',
            owner: { name: '個人', email: `own@${tenant.domain}`, password: 'some long new passphrase' },
          },
        });
        return { email: `own@${tenant.domain}` };
      },
      409,
      'account.email-in-use-elsewhere',
    ],
    [
      'a unique id that is taken',
      async () => ({ uniqueId: (await tenant.addMember({ uniqueId: 'E-1' })).uniqueId }),
      409,
      'account.unique-id-in-use',
    ],
    [
      'an address on a domain of nobody’s',
      async () => ({ email: 'a@unverified.example' }),
      422,
      'account.email-domain-unverified',
    ],
    ['a second owner', async () => ({ role: 'owner' }), 422, 'request.invalid'],
    ['a time zone that is none', async () => ({ timeZone: 'Asia/Kyoto' }), 422, 'organisation.time-zone-unknown'],
  ])('refuses %s', async (_sentence, wanted, status, code) => {
    const body = { name: '新規', email: `${Math.random()}@${tenant.domain}`, ...(await wanted()) };
    const reply = await app.call('createMember', { as: key, body });
    expect(reply.status).toBe(status);
    expect(reply.problem.code).toBe(code);
  });

  it('lets an address go free with its account', async () => {
    const member = await tenant.addMember();
    await app.call('deleteMember', { as: key, params: { memberId: member.id } });
    const again = await app.call('createMember', { as: key, body: { name: '後任', email: member.email } });
    expect(again.status).toBe(201);
  });

  it('filters, sorts and pages', async () => {
    const own = await app.createTenant();
    const as = await own.key();
    for (const [name, role, state] of [
      ['100%_阿部', 'member', 'active'],
      ['伊藤', 'administrator', 'active'],
      ['上田', 'guest', 'deactivated'],
    ] as const) {
      await own.addMember({ name, role, state, uniqueId: `id-${name}` });
    }
    const names = async (query: Record<string, string | number>) => {
      const reply = await app.call('listMembers', { as, query });
      expect(reply.status).toBe(200);
      return [reply.body.total, ...reply.body.items.map((item) => item.name)];
    };
    expect(await names({ text: '100%_' })).toEqual([1, '100%_阿部']);
    expect(await names({ text: '%' })).toEqual([1, '100%_阿部']);
    expect(await names({ text: own.domain.toUpperCase(), sort: 'role' })).toEqual([3, '伊藤', '100%_阿部', '上田']);
    expect(await names({ text: 'ID-伊' })).toEqual([1, '伊藤']);
    expect(await names({ kind: 'personal' })).toEqual([1, '契約 花子']);
    expect(await names({ state: 'deactivated' })).toEqual([1, '上田']);
    expect(await names({ role: 'administrator' })).toEqual([1, '伊藤']);
    expect(await names({ privilege: 'audit-log-administrator' })).toEqual([1, '契約 花子']);
    const sorted = await names({ sort: 'name', order: 'desc' });
    expect(await names({ sort: 'name', order: 'desc', limit: 2 })).toEqual(sorted.slice(0, 3));
    expect(await names({ sort: 'name', order: 'desc', limit: 2, offset: 2 })).toEqual([4, ...sorted.slice(3)]);
    for (const sort of ['email', 'state', 'createdAt', 'updatedAt']) expect(await names({ sort })).toHaveLength(5);
  });

  it('does not let an administrator into the audit log, nor a key, but a holder of the privilege', async () => {
    const [administrator, member] = [await tenant.addMember({ role: 'administrator' }), await tenant.addMember()];
    const grant = async (as: Credentials) => {
      const body = { privileges: ['audit-log-administrator'] };
      return (await app.call('updateMember', { as, params: { memberId: member.id }, body })).problem.code;
    };
    expect(await grant(await tenant.signIn(administrator))).toBe('privilege.holder-required');
    expect(await grant(key)).toBe('privilege.holder-required');
    expect(await grant(await tenant.signIn())).toBeUndefined();
    const [event] = await lastEvents(1);
    expect(event?.event).toBe('Grant a privilege');
  });

  it('takes a personal account out of the organisation and leaves it alone', async () => {
    const guest = await tenant.addMember({ kind: 'personal', managedBy: null, role: 'guest' });
    const rename = await app.call('updateMember', { as: key, params: { memberId: guest.id }, body: { name: '改名' } });
    expect(rename.problem.code).toBe('account.personal');
    expect((await app.call('deleteMember', { as: key, params: { memberId: guest.id } })).status).toBe(204);
    const account = await app.database.db
      .selectFrom('accounts')
      .select(['state', 'email'])
      .where('id', '=', guest.id)
      .executeTakeFirstOrThrow();
    expect(account).toEqual({ state: 'active', email: guest.email });
  });
});

describe('roles stay held, whoever asks at once', () => {
  it('two administrators demote each other: one finds out that it was demoted', async () => {
    const own = await app.createTenant();
    const pair = [await own.addMember({ role: 'administrator' }), await own.addMember({ role: 'administrator' })];
    const sessions: Credentials[] = [];
    for (const member of pair) sessions.push(await own.signIn(member));
    for (let round = 0; round < 10; round += 1) {
      const replies = await Promise.all(
        pair.map((member, index) =>
          app.call('updateMember', {
            as: sessions[1 - index] ?? {},
            params: { memberId: member.id },
            body: { role: 'member' },
          }),
        ),
      );
      expect(replies.filter((reply) => reply.status === 200)).toHaveLength(1);
      const roles = await app.database.db
        .selectFrom('memberships')
        .select('role')
        .where('organisation_id', '=', own.organisation.id)
        .where('role', '=', 'administrator')
        .execute();
      expect(roles).toHaveLength(1);
      const restored = await own.key();
      for (const member of pair) {
        await app.call('updateMember', {
          as: restored,
          params: { memberId: member.id },
          body: { role: 'administrator' },
        });
      }
      for (const [index, member] of pair.entries()) sessions[index] = await own.signIn(member);
    }
  });

  it('the last two audit log administrators leave at once: one stays', async () => {
    const own = await app.createTenant();
    const second = await own.addMember({ privileges: ['audit-log-administrator'] });
    const third = await own.addMember({ privileges: ['audit-log-administrator'] });
    await app.database.db
      .updateTable('memberships')
      .set({ is_audit_log_administrator: false })
      .where('account_id', '=', own.owner.id)
      .execute();
    const as = await own.key();
    const replies = await Promise.all([
      app.call('deleteMember', { as, params: { memberId: second.id } }),
      app.call('updateMember', { as, params: { memberId: third.id }, body: { active: false } }),
    ]);
    expect(replies.map((reply) => reply.status).filter((status) => status < 300)).toHaveLength(1);
    const refused = replies.find((reply) => reply.status === 409);
    expect(refused?.problem.code).toBe('role.last-audit-log-administrator');
  });

  it('the owner cannot be touched', async () => {
    const params = { memberId: tenant.owner.id };
    for (const [id, body] of [
      ['updateMember', { role: 'member' }],
      ['deleteMember', undefined],
    ] as const) {
      const reply = await app.call(id, { as: key, params, ...(body === undefined ? {} : { body }) });
      expect(reply.problem.code).toBe('role.owner-immutable');
    }
  });

  it('one address goes to one account, however many ask at once', async () => {
    const email = `race@${tenant.domain}`;
    const replies = await Promise.all(
      Array.from({ length: 6 }, () => app.call('createMember', { as: key, body: { name: '競争', email } })),
    );
    expect(replies.map((reply) => reply.status).sort()).toEqual([201, 409, 409, 409, 409, 409]);
  });
});

describe('teams', () => {
  it('are made, filled, renamed, emptied and deleted', async () => {
    const [a, b] = [await tenant.addMember({ name: 'A' }), await tenant.addMember({ name: 'B' })];
    const team = await app.call('createTeam', { as: key, body: { name: '営業', memberIds: [a.id, a.id] } });
    expect(team.body).toMatchObject({ name: '営業', memberCount: 1, connection: null });
    const params = { teamId: team.body.id };
    for (let twice = 0; twice < 2; twice += 1) {
      expect((await app.call('addTeamMember', { as: key, params: { ...params, memberId: b.id } })).status).toBe(204);
    }
    const members = await app.call('listTeamMembers', { as: key, params });
    expect(members.body.items.map((item) => item.name)).toEqual(['A', 'B']);
    expect((await app.call('getMember', { as: key, params: { memberId: a.id } })).body.teams).toEqual([
      { id: team.body.id, name: '営業' },
    ]);
    expect((await app.call('renameTeam', { as: key, params, body: { name: '営業部' } })).body.name).toBe('営業部');
    await app.call('removeTeamMember', { as: key, params: { ...params, memberId: a.id } });
    await app.call('deleteMember', { as: key, params: { memberId: b.id } });
    expect((await app.call('getTeam', { as: key, params })).body.memberCount).toBe(0);
    expect((await app.call('listTeams', { as: key, query: { text: '営' } })).body.total).toBe(1);
    expect((await app.call('deleteTeam', { as: key, params })).status).toBe(204);
    expect((await app.call('getTeam', { as: key, params })).status).toBe(404);
    const events = (await app.eventsOf(tenant.organisation.id)).filter((event) => event.category === 'Team');
    expect(events.map((event) => event.event)).toEqual([
      'Create a team',
      'Add a team member',
      'Add a team member',
      'Update a team',
      'Delete a team member',
      'Delete a team',
    ]);
  });

  it('have names of their own, without regard to case and width', async () => {
    await app.call('createTeam', { as: key, body: { name: 'Sales' } });
    const again = await app.call('createTeam', { as: key, body: { name: 'ｓａｌｅｓ' } });
    expect(again.status).toBe(409);
    expect(again.problem.code).toBe('team.name-in-use');
  });

  it('that a connection fills are read-only', async () => {
    const connection = await app.call('createConnection', { as: key, body: { providerId: 'test-idp', name: 'IdP' } });
    const team = await app.call('createTeam', { as: key, body: { name: '自動' } });
    await app.database.db
      .updateTable('teams')
      .set({ connection_id: connection.body.id })
      .where('id', '=', team.body.id)
      .execute();
    const params = { teamId: team.body.id, memberId: tenant.owner.id };
    for (const id of ['renameTeam', 'deleteTeam', 'addTeamMember', 'removeTeamMember'] as const) {
      const reply = await app.call(id, { as: key, params, ...(id === 'renameTeam' ? { body: { name: 'x' } } : {}) });
      expect(reply.status).toBe(409);
      expect(reply.problem.code).toBe('team.provisioned');
    }
    expect((await app.call('getTeam', { as: key, params })).body.connection).toMatchObject({ name: 'IdP' });
    const used = await app.call('deleteConnection', { as: key, params: { connectionId: connection.body.id } });
    expect(used.problem.code).toBe('connection.in-use');
  });
});

describe('e-mail domains', () => {
  it('are proven by their record, lapse with it, and lock nobody out', async () => {
    const name = `shop.${tenant.domain}`;
    const added = await app.call('addDomain', { as: key, body: { name: name.toUpperCase() } });
    expect(added.body).toMatchObject({ name, state: 'pending', record: { type: 'TXT', host: name } });
    const verify = async () => (await app.call('verifyDomain', { as: key, params: { domain: name } })).body;
    app.dns.set(name, ['v=spf1 -all']);
    expect(await verify()).toMatchObject({ answer: 'record-missing', found: ['v=spf1 -all'] });
    app.dns.set(name, [added.body.record.value]);
    expect(await verify()).toMatchObject({ answer: 'proven', domain: { state: 'verified' } });
    const member = await app.call('createMember', { as: key, body: { name: '店長', email: `a@${name}` } });
    expect(member.status).toBe(201);

    app.dns.set(name, null);
    expect(await verify()).toMatchObject({ answer: 'no-answer', domain: { state: 'verified' } });
    app.dns.set(name, []);
    expect(await verify()).toMatchObject({ domain: { state: 'lapsed' } });
    const another = await app.call('createMember', { as: key, body: { name: '店員', email: `b@${name}` } });
    expect(another.problem.code).toBe('account.email-domain-unverified');
    const params = { memberId: member.body.id };
    expect((await app.call('updateMember', { as: key, params, body: { name: '新店長' } })).status).toBe(200);
    const removal = await app.call('removeDomain', { as: key, params: { domain: name } });
    expect(removal.problem.code).toBe('domain.has-accounts');
    await app.call('deleteMember', { as: key, params });
    expect((await app.call('removeDomain', { as: key, params: { domain: name } })).status).toBe(204);
  });

  it('belong to one organisation at a time, also while lapsed', async () => {
    const name = `one.${tenant.domain}`;
    const rival = await app.createTenant();
    const rivalKey = await rival.key();
    const [ours, theirs] = await Promise.all([
      app.call('addDomain', { as: key, body: { name } }),
      app.call('addDomain', { as: rivalKey, body: { name } }),
    ]);
    app.dns.set(name, [ours.body.record.value, theirs.body.record.value]);
    const replies = await Promise.all(
      [key, rivalKey].map((as) => app.call('verifyDomain', { as, params: { domain: name } })),
    );
    expect(replies.map((reply) => reply.status).sort()).toEqual([200, 409]);
    const winner = replies[0]?.status === 200 ? key : rivalKey;
    const loser = winner === key ? rivalKey : key;
    app.dns.set(name, []);
    await app.call('verifyDomain', { as: winner, params: { domain: name } });
    app.dns.set(name, [ours.body.record.value, theirs.body.record.value]);
    expect((await app.call('verifyDomain', { as: loser, params: { domain: name } })).status).toBe(409);
    await app.call('removeDomain', { as: winner, params: { domain: name } });
    expect((await app.call('verifyDomain', { as: loser, params: { domain: name } })).status).toBe(200);
  });

  it('are looked at again a day later, once', async () => {
    const own = await app.createTenant();
    const as = await own.key();
    expect((await recheckDomains(app.dependencies)).checked).toBe(0);
    app.clock.advance(recheckAfterMs + 1);
    const outcome = await recheckDomains(app.dependencies);
    expect(outcome.lapsed).toBeGreaterThanOrEqual(1);
    expect((await recheckDomains(app.dependencies)).checked).toBe(0);
    expect((await app.call('listDomains', { as })).body.items).toMatchObject([{ name: own.domain, state: 'lapsed' }]);
    expect((await app.eventsOf(own.organisation.id)).at(-1)).toMatchObject({
      event: 'Lapse a domain',
      operationUserName: 'System user',
    });
    await app.database.db.updateTable('email_domains').set({ state: 'verified' }).execute();
  });

  it('can be vouched for by the operator, who is not overruled by DNS', async () => {
    const as = { Authorization: `Bearer ${operatorKey}` };
    const domain = `internal.${tenant.domain}`;
    const params = { organisationId: tenant.organisation.id, domain };
    expect((await app.call('vouchForDomain', { as, params })).body).toMatchObject({ name: domain, state: 'verified' });
    expect((await app.call('verifyDomain', { as: key, params: { domain } })).body.domain.state).toBe('verified');
  });
});

describe('connections', () => {
  it('are made for a provider there is, with its guide', async () => {
    const providers = await app.call('listIdentityProviders', { as: key });
    expect(providers.body.items).toMatchObject([
      { id: 'test-idp', setupGuide: { steps: [{ copy: ['scimBaseUrl', 'scimToken'] }] } },
    ]);
    const refused = await app.call('createConnection', { as: key, body: { providerId: 'nobody', name: 'x' } });
    expect(refused.problem.code).toBe('connection.unknown-provider');
    const made = await app.call('createConnection', { as: key, body: { providerId: 'test-idp', name: '本番' } });
    expect(made.body).toMatchObject({ state: 'enabled', tokens: [], userCount: 0, groupCount: 0 });
    expect(made.body.scimBaseUrl).toBe(`${app.baseUrl}/scim/v2/${made.body.id}`);
    const params = { connectionId: made.body.id };
    const disabled = await app.call('updateConnection', {
      as: key,
      params,
      body: { state: 'disabled', name: '停止中' },
    });
    expect(disabled.body).toMatchObject({ state: 'disabled', name: '停止中' });
    expect((await app.call('deleteConnection', { as: key, params })).status).toBe(204);
    expect((await app.call('getConnection', { as: key, params })).status).toBe(404);
  });

  it('show a token once, keep its hash, and have two valid at most, however many ask at once', async () => {
    const made = await app.call('createConnection', { as: key, body: { providerId: 'test-idp', name: 'トークン' } });
    const params = { connectionId: made.body.id };
    const issued = await Promise.all(
      Array.from({ length: 4 }, () => app.call('issueConnectionToken', { as: key, params, body: {} })),
    );
    expect(issued.map((reply) => reply.status).sort()).toEqual([201, 201, 409, 409]);
    const first = issued.find((reply) => reply.status === 201)?.body;
    if (first === undefined) throw new Error('no token was issued');
    expect(first.secret).toMatch(/^sekisho_scim_[\w-]{43}$/);
    const rows = await app.database.db.selectFrom('connection_tokens').selectAll().execute();
    expect(JSON.stringify(rows)).not.toContain(first.secret);
    const shown = JSON.stringify((await app.call('getConnection', { as: key, params })).body);
    expect(shown).not.toContain(first.secret);
    const revoke = { as: key, params: { ...params, tokenId: first.token.id } };
    expect((await app.call('revokeConnectionToken', revoke)).status).toBe(204);
    expect((await app.call('revokeConnectionToken', revoke)).status).toBe(204);
    const past = await app.call('issueConnectionToken', {
      as: key,
      params,
      body: { expiresAt: '2020-01-01T00:00:00Z' },
    });
    expect(past.problem.code).toBe('token.expiry-past');
    expect((await app.call('issueConnectionToken', { as: key, params, body: {} })).status).toBe(201);
  });

  it('read their own users until somebody says otherwise, which the log says once', async () => {
    const made = await app.call('createConnection', { as: key, body: { providerId: 'test-idp', name: '参照' } });
    const params = { connectionId: made.body.id };
    expect((await app.call('getProvisioningSettings', { as: key, params })).body.visibleUsers).toBe('own');
    const set = (visibleUsers: unknown) => app.call('updateVisibleUsers', { as: key, params, body: { visibleUsers } });
    const before = await app.eventsOf(tenant.organisation.id);
    expect((await set('everybody')).status).toBe(422);
    expect((await set('own')).body.visibleUsers).toBe('own');
    expect((await set('organisation')).body.visibleUsers).toBe('organisation');
    expect((await set('organisation')).status).toBe(200);
    const brake = { enabled: true, share: 0.5, minimum: 20 };
    expect((await app.call('updateBrakeSettings', { as: key, params, body: brake })).body).toMatchObject({
      brake,
      visibleUsers: 'organisation',
    });
    const events = (await app.eventsOf(tenant.organisation.id)).slice(before.length);
    expect(events.map(({ event, action }) => `${event}: ${action}`)).toEqual([
      'Update a connection: visibleUsers (organisation) of 参照 was updated',
      'Update a connection: brake of 参照 was updated',
    ]);
  });

  it('are what an IdP administrator manages, and nothing else', async () => {
    const as = await tenant.signIn(await tenant.addMember({ privileges: ['idp-administrator'] }));
    expect((await app.call('listConnections', { as })).status).toBe(200);
    expect((await app.call('createConnection', { as, body: { providerId: 'test-idp', name: 'x' } })).status).toBe(201);
    expect((await app.call('listMembers', { as })).status).toBe(403);
    expect((await app.call('listDomains', { as })).status).toBe(403);
    expect(
      (await app.call('issueApiKey', { as, body: { purpose: 'events', name: 'x', product: 'Backlog' } })).status,
    ).toBe(403);
  });
});

describe('API keys', () => {
  const issue = (as: Credentials, body: Record<string, unknown>) => app.call('issueApiKey', { as, body });

  it('can do no more than their issuer, who is another key at times', async () => {
    const administrator = await tenant.signIn(await tenant.addMember({ role: 'administrator' }));
    const scopes = (...given: string[]) => ({ purpose: 'admin-api', name: '連携', scopes: given });
    expect((await issue(administrator, scopes('audit-log:read'))).problem.code).toBe('api-key.scope-not-held');
    const narrow = await issue(administrator, scopes('api-keys:write', 'teams:read'));
    expect(narrow.status).toBe(201);
    const asNarrow = { Authorization: `Bearer ${narrow.body.secret}` };
    expect((await issue(asNarrow, scopes('teams:read'))).status).toBe(201);
    expect((await issue(asNarrow, scopes('teams:write'))).problem.code).toBe('api-key.scope-not-held');
    expect((await issue(await tenant.signIn(), scopes(...permissions))).status).toBe(201);
  });

  it('end by revocation and by date', async () => {
    const inAnHour = new Date(app.clock.now().getTime() + 3_600_000).toISOString();
    const body = { purpose: 'admin-api', name: '短命', scopes: ['teams:read', 'api-keys:write'] };
    const short = await issue(key, { ...body, expiresAt: inAnHour });
    const as = { Authorization: `Bearer ${short.body.secret}` };
    expect((await app.call('listTeams', { as })).status).toBe(200);
    app.clock.advance(3_600_000);
    expect((await app.call('listTeams', { as })).status).toBe(401);

    const revoked = await issue(key, body);
    const params = { apiKeyId: revoked.body.apiKey.id };
    expect((await app.call('revokeApiKey', { as: key, params })).status).toBe(204);
    const reply = await app.call('listTeams', { as: { Authorization: `Bearer ${revoked.body.secret}` } });
    expect(reply.status).toBe(401);
    const listed = (await app.call('listApiKeys', { as: key })).body.items.find((item) => item.id === params.apiKeyId);
    expect(listed).toMatchObject({ valid: false, product: null });
    expect(JSON.stringify(listed)).not.toContain(revoked.body.secret);
  });

  it('of a product write its events and are nobody here', async () => {
    const events = await issue(key, { purpose: 'events', name: 'Backlog', product: 'Backlog' });
    expect(events.body.apiKey).toMatchObject({ product: 'Backlog', scopes: [] });
    const as = { Authorization: `Bearer ${events.body.secret}` };
    expect((await app.call('listTeams', { as })).status).toBe(401);
    expect((await app.call('getMe', { as })).status).toBe(401);
  });

  it('are not issued for a product that nobody knows, and it says which there are', async () => {
    const reply = await app.call('issueApiKey', {
      as: key,
      body: { purpose: 'events', name: 'x', product: 'Backlogg' },
    });
    expect(reply.status).toBe(422);
    expect(reply.problem).toMatchObject({
      field: 'product',
      detailLocalised: { ja: expect.stringContaining('Backlog, Cacoo'), en: expect.stringContaining('Backlog, Cacoo') },
    });
  });
});

describe('the organisation', () => {
  it('changes its settings, and says what changed', async () => {
    const reply = await app.call('updateOrganisation', {
      as: key,
      body: { timeZone: 'Asia/Seoul', name: '株式会社セキ' },
    });
    expect(reply.body).toMatchObject({ timeZone: 'Asia/Seoul', name: '株式会社セキ' });
    expect((await lastEvents(1))[0]?.action).toBe('name, timeZone was updated');
    expect((await app.call('getOrganisation', { as: key })).body).toEqual(reply.body);
  });
});

describe('the operator', () => {
  const as = { Authorization: `Bearer ${operatorKey}` };
  const owner = { name: '契約者', email: 'conformance@operator.example', password: 'some long new passphrase' };

  it('makes an organisation whose people may have any address or none, and lists all', async () => {
    const made = await app.call('createOrganisation', {
      as,
      body: { name: 'conformance', emailDomainRule: 'waived', owner },
    });
    expect(made.body.organisation).toMatchObject({ name: 'conformance', emailDomainRule: 'waived' });
    const signedIn = await app.call('signIn', { body: owner });
    expect(signedIn.status).toBe(422);
    const session = await app.call('signIn', { body: { email: owner.email, password: owner.password } });
    expect(session.status).toBe(200);
    const list = await app.call('listOrganisations', { as, query: { limit: 500 } });
    expect(list.body.items.map((item) => item.id)).toContain(made.body.organisation.id);
    const params = { organisationId: made.body.organisation.id };
    const verified = await app.call('setEmailDomainRule', { as, params, body: { rule: 'verified' } });
    expect(verified.body.emailDomainRule).toBe('verified');
  });

  it('does not change the rule under people’s feet, nor give an organisation a managed owner', async () => {
    const member = await tenant.addMember();
    const params = { organisationId: tenant.organisation.id };
    const changed = await app.call('setEmailDomainRule', { as, params, body: { rule: 'waived' } });
    expect(changed.problem.code).toBe('organisation.has-managed-accounts');
    const taken = await app.call('createOrganisation', {
      as,
      body: { name: 'x', owner: { ...owner, email: member.email } },
    });
    expect(taken.status).toBe(409);
    const unknown = await app.call('setEmailDomainRule', {
      as,
      params: { organisationId: 'org_nobody' },
      body: { rule: 'waived' },
    });
    expect(unknown.status).toBe(404);
  });

  it('sees which events were refused, not what people did, and puts them back', async () => {
    const [event] = await lastEvents(1);
    if (event === undefined) throw new Error('there is no event');
    const now = app.clock.now();
    await app.database.db.deleteFrom('outbox').where('event_id', '=', event.id).execute();
    await app.database.db
      .insertInto('dead_letters')
      .values({
        event_id: event.id,
        organisation_id: event.organisationId,
        payload: JSON.stringify(event),
        reason: 'bad data',
        attempts: 3,
        created_at: now,
        failed_at: now,
      })
      .execute();
    const { items } = (await app.call('listDeadLetters', { as })).body;
    expect(items).toMatchObject([{ eventId: event.id, reason: 'bad data', attempts: 3 }]);
    expect(JSON.stringify(items)).not.toContain(event.action);
    const params = { organisationId: event.organisationId, eventId: event.id };
    expect((await app.call('requeueDeadLetter', { as, params })).status).toBe(204);
    expect((await app.call('requeueDeadLetter', { as, params })).status).toBe(404);
    expect((await app.eventsOf(event.organisationId)).map((one) => one.id)).toContain(event.id);
  });
});

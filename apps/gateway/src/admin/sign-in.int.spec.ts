import { defaultSessionLifetime } from '@sekisho/domain';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  type AdminTestApp,
  credentialsOf,
  ownerPassword,
  startAdminTestApp,
  type Tenant,
} from './testing/admin-test-app.ts';

let app: AdminTestApp;
let tenant: Tenant;

beforeAll(async () => {
  app = await startAdminTestApp();
  tenant = await app.createTenant();
});
afterAll(async () => app.close());

describe('signing in', () => {
  it('answers who is there, with a cookie that scripts and other sites do not get', async () => {
    const reply = await app.call('signIn', { body: { email: tenant.owner.email, password: ownerPassword } });
    expect(reply.status).toBe(200);
    expect(reply.body).toMatchObject({
      account: { id: tenant.owner.id, kind: 'personal', role: 'owner', privileges: ['audit-log-administrator'] },
      organisation: { id: tenant.organisation.id },
    });
    expect(reply.body.permissions).toContain('audit-log:read');
    const [cookie = ''] = reply.headers.getSetCookie();
    expect(cookie).toMatch(/^sekisho_session=[\w-]{43}; /);
    expect(cookie).toContain('HttpOnly');
    expect(cookie).toContain('SameSite=Lax');
    expect(cookie).toContain('Path=/');
    expect(reply.headers.get('cache-control')).toBe('no-store');

    const me = await app.call('getMe', { as: { Cookie: cookie.split(';')[0] ?? '' } });
    expect(me.body).toEqual(reply.body);
    const events = await app.eventsOf(tenant.organisation.id);
    expect(events.at(-1)).toMatchObject({ event: 'Sign in', operationUserId: tenant.owner.id, ipAddress: '127.0.0.1' });
  });

  it('stores neither the cookie nor the password', async () => {
    const as = await tenant.signIn();
    const secret = as['Cookie']?.split('=')[1] ?? '';
    const { db } = app.database;
    const rows = [
      ...(await db.selectFrom('sessions').selectAll().execute()),
      ...(await db.selectFrom('credentials').selectAll().execute()),
    ];
    expect(JSON.stringify(rows)).not.toContain(secret);
    expect(JSON.stringify(rows)).not.toContain(ownerPassword);
    expect(JSON.stringify(rows)).toContain('$argon2id$v=19$m=19456,t=2,p=1$');
  });

  it.each([
    ['the address in another case and width', (email: string) => email.toUpperCase().replace('O', 'Ｏ'), 200],
    ['the address with blanks around it', (email: string) => `  ${email} `, 200],
    ['a look-alike letter', (email: string) => email.replace('o', 'о'), 401],
  ])('%s', async (_sentence, write, expected) => {
    const email = write(tenant.owner.email ?? '');
    expect((await app.call('signIn', { body: { email, password: ownerPassword } })).status).toBe(expected);
  });

  it('says the same to a wrong password, an unknown address, and accounts that may not sign in', async () => {
    const [deactivated, invited, withoutPassword] = await Promise.all([
      tenant.addMember({ state: 'deactivated' }),
      tenant.addMember({ state: 'invited' }),
      tenant.addMember(),
    ]);
    await app.database.db.deleteFrom('credentials').where('account_id', '=', withoutPassword.id).execute();
    const attempts = [
      { email: tenant.owner.email, password: 'not the password' },
      { email: 'nobody@nowhere.example', password: ownerPassword },
      { email: deactivated.email, password: ownerPassword },
      { email: invited.email, password: ownerPassword },
      { email: withoutPassword.email, password: ownerPassword },
      { email: withoutPassword.email, password: 'nobody has this password' },
    ];
    const bodies = new Set<string>();
    for (const body of attempts) {
      const reply = await app.call('signIn', { body });
      expect(reply.status).toBe(401);
      expect(reply.headers.getSetCookie()).toEqual([]);
      bodies.add(JSON.stringify({ ...reply.problem, requestId: '' }));
    }
    expect(bodies.size).toBe(1);
    const reasons = (await app.eventsOf(tenant.organisation.id))
      .filter((event) => event.event === 'Fail to sign in')
      .map((event) => event.action.split(': ').at(-1));
    expect(reasons).toEqual(
      expect.arrayContaining(['wrong password', 'the account is deactivated', 'the invitation has not been accepted']),
    );
  });

  it('chooses the organisation where there are several, and no other', async () => {
    app.clock.advance(1_000);
    const second = await app.call('createOrganisation', {
      as: { Authorization: `Bearer ${app.dependencies.operatorKey}` },
      body: { name: '二つ目', owner: { name: 'x', email: tenant.owner.email, password: 'ignored because it exists' } },
    });
    expect(second.status).toBe(201);
    expect(second.body.ownerId).toBe(tenant.owner.id);
    const other = await app.createTenant();
    const signIn = (organisationId?: string) =>
      app.call('signIn', { body: { email: tenant.owner.email, password: ownerPassword, organisationId } });
    expect((await signIn()).body.organisation.id).toBe(tenant.organisation.id);
    expect((await signIn(second.body.organisation.id)).body.organisation.id).toBe(second.body.organisation.id);
    expect((await signIn(other.organisation.id)).status).toBe(401);
  });
});

describe('a session ends', () => {
  const state = async (as: Readonly<Record<string, string>>) => (await app.call('getMe', { as })).status;

  it('by signing out, once and for all', async () => {
    const as = await tenant.signIn();
    const reply = await app.call('signOut', { as });
    expect(reply.status).toBe(204);
    expect(reply.headers.getSetCookie()[0]).toContain('Expires=Thu, 01 Jan 1970');
    expect(await state(as)).toBe(401);
  });

  it.each([
    ['deactivated', { active: false }],
    ['demoted', { role: 'member' }],
  ])('when the account is %s', async (_sentence, body) => {
    const member = await tenant.addMember({ role: 'administrator' });
    const as = await tenant.signIn(member);
    expect(await state(as)).toBe(200);
    const reply = await app.call('updateMember', { as: await tenant.key(), params: { memberId: member.id }, body });
    expect(reply.status).toBe(200);
    expect(await state(as)).toBe(401);
  });

  it('when the account is deactivated by something that forgot the session', async () => {
    const member = await tenant.addMember();
    const as = await tenant.signIn(member);
    await app.database.db.updateTable('accounts').set({ state: 'deactivated' }).where('id', '=', member.id).execute();
    expect(await state(as)).toBe(401);
  });

  it('when the account is deleted, or an administrator ends it', async () => {
    const key = await tenant.key();
    for (const id of ['deleteMember', 'endMemberSessions'] as const) {
      const member = await tenant.addMember();
      const as = await tenant.signIn(member);
      expect((await app.call(id, { as: key, params: { memberId: member.id } })).status).toBe(204);
      expect(await state(as)).toBe(401);
    }
  });

  it('when it is not used, and in any case after a day’s work', async () => {
    const idle = await tenant.signIn();
    app.clock.advance(defaultSessionLifetime.idleMs - 1_000);
    expect(await state(idle)).toBe(200);
    app.clock.advance(defaultSessionLifetime.idleMs - 1_000);
    expect(await state(idle)).toBe(200);
    app.clock.advance(defaultSessionLifetime.idleMs + 1_000);
    expect(await state(idle)).toBe(401);

    const busy = await tenant.signIn();
    for (let passed = 0; passed < defaultSessionLifetime.absoluteMs; passed += defaultSessionLifetime.idleMs / 2) {
      expect(await state(busy)).toBe(200);
      app.clock.advance(defaultSessionLifetime.idleMs / 2);
    }
    expect(await state(busy)).toBe(401);
  });
});

describe('the own account', () => {
  it('changes the password, keeps this session and ends the others', async () => {
    const member = await tenant.addMember();
    const [here, elsewhere] = [await tenant.signIn(member), await tenant.signIn(member)];
    const change = (currentPassword: string, newPassword: string) =>
      app.call('changeMyPassword', { as: here, body: { currentPassword, newPassword } });
    expect((await change('not this one', 'a new long passphrase')).problem.code).toBe('account.password-wrong');
    expect((await change(ownerPassword, 'short')).problem.code).toBe('account.password-too-short');
    expect((await change(ownerPassword, 'a new long passphrase')).status).toBe(204);
    expect((await app.call('getMe', { as: here })).status).toBe(200);
    expect((await app.call('getMe', { as: elsewhere })).status).toBe(401);
    const signIn = (password: string) => app.call('signIn', { body: { email: member.email, password } });
    expect((await signIn(ownerPassword)).status).toBe(401);
    expect((await signIn('a new long passphrase')).status).toBe(200);
  });

  it('changes language and time zone, and nothing else', async () => {
    const member = await tenant.addMember();
    const as = await tenant.signIn(member);
    const reply = await app.call('updateMe', { as, body: { language: 'en', timeZone: 'Europe/Berlin' } });
    expect(reply.body.account).toMatchObject({ language: 'en', timeZone: 'Europe/Berlin', name: member.name });
    expect((await app.call('updateMe', { as, body: { role: 'owner' } })).status).toBe(422);
    expect((await app.call('updateMe', { as, body: { timeZone: 'Moon/Crater' } })).problem['field']).toBe('timeZone');
  });

  it('lists its sessions and knows which one it is', async () => {
    const member = await tenant.addMember();
    await tenant.signIn(member);
    const as = await tenant.signIn(member);
    const { items } = (await app.call('listMySessions', { as })).body;
    expect(items.map((item) => item.current).sort()).toEqual([false, true]);
  });
});

describe('a link to set a password', () => {
  it('makes an invited account active, and works once', async () => {
    const key = await tenant.key();
    const created = await app.call('createMember', {
      as: key,
      body: { name: '新人', email: `shinjin@${tenant.domain}` },
    });
    expect(created.body.state).toBe('invited');
    const issued = await app.call('issuePasswordLink', { as: key, params: { memberId: created.body.id } });
    expect(issued.body.url).toMatch(/\/set-password#token=[\w-]{43}$/);
    const token = issued.body.url.split('#token=')[1] ?? '';
    const set = (password: string) => app.call('setPassword', { body: { token, password } });
    expect((await set('shinjin shinjin')).problem.code).toBe('account.password-guessable');
    expect((await set('a passphrase of my own')).status).toBe(204);
    expect((await set('another passphrase of mine')).problem.code).toBe('account.password-link-invalid');
    const signedIn = await app.call('signIn', {
      body: { email: `shinjin@${tenant.domain}`, password: 'a passphrase of my own' },
    });
    expect(signedIn.status).toBe(200);
  });

  it.each([
    ['expires', async () => app.clock.advance(73 * 60 * 60_000)],
    [
      'ends with the next one',
      async (memberId: string) => {
        await app.call('issuePasswordLink', { as: await tenant.key(), params: { memberId } });
      },
    ],
    [
      'ends with the account',
      async (memberId: string) => {
        await app.call('updateMember', { as: await tenant.key(), params: { memberId }, body: { active: false } });
      },
    ],
  ])('%s', async (_sentence, happens) => {
    const member = await tenant.addMember();
    const issued = await app.call('issuePasswordLink', { as: await tenant.key(), params: { memberId: member.id } });
    await happens(member.id);
    const token = issued.body.url.split('#token=')[1] ?? '';
    const reply = await app.call('setPassword', { body: { token, password: 'a passphrase of my own' } });
    expect(reply.problem.code).toBe('account.password-link-invalid');
  });

  it('is no way for an administrator into the audit log', async () => {
    const administrator = await tenant.addMember({ role: 'administrator' });
    const reader = await tenant.addMember({ privileges: ['audit-log-administrator'] });
    const as = await tenant.signIn(administrator);
    const reply = await app.call('issuePasswordLink', { as, params: { memberId: reader.id } });
    expect(reply.status).toBe(403);
    const moved = await app.call('updateMember', {
      as,
      params: { memberId: reader.id },
      body: { email: `mine@${tenant.domain}` },
    });
    expect(moved.status).toBe(403);
  });

  it('is not for a person’s own account', async () => {
    const reply = await app.call('issuePasswordLink', {
      as: await tenant.key(),
      params: { memberId: tenant.owner.id },
    });
    expect(reply.status).toBe(409);
  });
});

it('credentials of a reply are what a browser would send', async () => {
  const reply = await app.call('signIn', { body: { email: tenant.owner.email, password: ownerPassword } });
  expect(credentialsOf(reply)['Cookie']).toMatch(/^sekisho_session=/);
});

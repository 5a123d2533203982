import { createFirstRun } from '@sekisho/application';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type AdminTestApp, credentialsOf, startAdminTestApp } from './testing/admin-test-app.ts';

let app: AdminTestApp;
beforeAll(async () => {
  app = await startAdminTestApp();
});
afterAll(async () => app.close());

const bodyWith = (token: string, password = 'correct horse battery staple') => ({
  token,
  organisation: { name: '株式会社ミナモト', timeZone: 'Asia/Tokyo', language: 'ja' },
  owner: { name: '源 花子', email: 'hanako@example.net', password },
});

it('lets whoever has the newest token make the first organisation, once, and nobody else ever', async () => {
  expect((await app.call('getFirstRun')).body).toEqual({ needed: true });
  expect((await app.call('completeFirstRun', { body: bodyWith('guess') })).status).toBe(403);

  const first = await createFirstRun(app.dependencies);
  const second = await createFirstRun(app.dependencies);
  const token = second?.token ?? '';
  const old = await app.call('completeFirstRun', { body: bodyWith(first?.token ?? '') });
  expect(old.problem.code).toBe('first-run.token-invalid');
  const settings = await app.database.db.selectFrom('installation_settings').selectAll().execute();
  expect(JSON.stringify(settings)).not.toContain(token);

  // A refused password leaves the token as it was.
  const weak = await app.call('completeFirstRun', { body: bodyWith(token, 'short') });
  expect(weak.problem.code).toBe('account.password-too-short');

  const replies = await Promise.all(
    Array.from({ length: 4 }, () => app.call('completeFirstRun', { body: bodyWith(token) })),
  );
  expect(replies.map((reply) => reply.status).sort()).toEqual([201, 403, 403, 403]);
  const done = replies.find((reply) => reply.status === 201);
  if (done === undefined) throw new Error('nobody was first');
  expect(done.body).toMatchObject({
    account: { kind: 'personal', role: 'owner', privileges: ['audit-log-administrator'] },
    organisation: { name: '株式会社ミナモト' },
  });
  expect(done.body.permissions).toContain('audit-log:read');
  expect((await app.call('getMe', { as: credentialsOf(done) })).status).toBe(200);

  expect((await app.call('getFirstRun')).body).toEqual({ needed: false });
  expect(await createFirstRun(app.dependencies)).toBeNull();
  expect((await app.call('completeFirstRun', { body: bodyWith(token) })).status).toBe(403);
  expect(await app.database.db.selectFrom('organisations').selectAll().execute()).toHaveLength(1);
  const events = await app.eventsOf(done.body.organisation.id);
  expect(events.map((event) => event.event)).toEqual([
    'Create an organization',
    'Start a trial',
    'Grant a privilege',
    'Sign in',
  ]);
});

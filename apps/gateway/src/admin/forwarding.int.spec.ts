import { openDestination } from '@sekisho/application';
import { createAddressGuard } from '@sekisho/forwarding';
import { type HttpReceiver, startHttpReceiver } from '@sekisho/forwarding/testing';
import { Webhook } from 'standardwebhooks';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type AdminTestApp, type Credentials, startAdminTestApp, type Tenant } from './testing/admin-test-app.ts';

let app: AdminTestApp;
let tenant: Tenant;
let as: Credentials;
let receiver: HttpReceiver;

beforeAll(async () => {
  app = await startAdminTestApp();
});
beforeEach(async () => {
  tenant = await app.createTenant();
  as = await tenant.key(['forwarding:read', 'forwarding:write']);
  receiver = await startHttpReceiver();
});
afterEach(async () => {
  await receiver.stop();
});
afterAll(async () => {
  await app.close();
});

function create(settings: object, secret?: string) {
  return app.call('createDestination', {
    as,
    body: { name: 'SIEM', settings, ...(secret === undefined ? {} : { secret }) },
  });
}

async function actionsOf(): Promise<string[]> {
  const events = await app.eventsOf(tenant.organisation.id);
  return events
    .filter(({ category }) => category === 'Forwarding' || category === 'Alert')
    .map(({ event, action }) => `${event}: ${action}`);
}

describe('destinations', () => {
  it('are for audit log administrators, not for every administrator', async () => {
    const asAdministrator = await tenant.signIn(await tenant.addMember({ role: 'administrator' }));
    expect((await app.call('listDestinations', { as: asAdministrator })).status).toBe(403);
    const asAuditor = await tenant.signIn(await tenant.addMember({ privileges: ['audit-log-administrator'] }));
    expect((await app.call('listDestinations', { as: asAuditor })).body).toEqual({ items: [], filesAllowed: false });
  });

  it('live a whole life, each step in the audit log, and never show their secret', async () => {
    const made = await create({ kind: 'webhook', url: `${receiver.url}/hook` });
    expect(made.status).toBe(201);
    const { destination, signingSecret } = made.body;
    expect(signingSecret).toMatch(/^whsec_/);
    const params = { destinationId: destination.id };
    const other = new Webhook(signingSecret ?? '');
    const test = await app.call('testDestination', { as, params });
    expect(test.body).toMatchObject({ delivered: true, answer: { ja: 'HTTP 200 で受け取られました' } });
    const [sent] = receiver.requests;
    expect(sent?.headers['webhook-signature']).toBe(
      other.sign(
        sent?.headers['webhook-id'] ?? '',
        new Date(Number(sent?.headers['webhook-timestamp']) * 1000),
        sent?.body ?? '',
      ),
    );

    receiver.behave(() => ({ status: 500, body: 'disk full' }));
    const failed = await app.call('testDestination', { as, params });
    expect(failed.status).toBe(200);
    expect(failed.body).toMatchObject({
      delivered: false,
      answer: {
        ja: expect.stringMatching(/HTTP 500 を返しました: disk full$/),
        en: expect.stringMatching(/disk full$/),
      },
    });

    const secret = `whsec_${Buffer.alloc(32, 1).toString('base64')}`;
    const changed = await app.call('updateDestination', { as, params, body: { name: '監視基盤', secret } });
    expect(changed.body).toMatchObject({ name: '監視基盤', secretHint: `…${secret.slice(-4)}` });
    expect((await app.call('pauseDestination', { as, params })).body.health.state).toBe('paused');
    expect((await app.call('pauseDestination', { as, params })).body.state).toBe('paused');
    expect((await app.call('resumeDestination', { as, params })).body.health).toMatchObject({
      state: 'healthy',
      delivered: 0,
      // The audit store is away in this test, and the page must do without it.
      lagEvents: null,
      lagSeconds: null,
    });
    const list = JSON.stringify((await app.call('listDestinations', { as })).body);
    expect(list).toContain('監視基盤');
    expect(list).not.toContain(secret);
    expect(list).not.toContain(signingSecret);
    expect((await app.call('deleteDestination', { as, params })).status).toBe(204);
    expect((await app.call('deleteDestination', { as, params })).problem.code).toBe('forwarding.not-found');

    expect(await actionsOf()).toEqual([
      'Create a forwarding destination: SIEM (webhook) was created',
      'Test a forwarding destination: A test event was sent to SIEM and was accepted',
      'Test a forwarding destination: A test event was sent to SIEM and was not accepted',
      'Update a forwarding destination: name, secret of 監視基盤 was updated',
      'Pause forwarding: Forwarding to 監視基盤 was paused',
      'Resume forwarding: Forwarding to 監視基盤 was resumed',
      'Delete a forwarding destination: 監視基盤 was deleted',
    ]);
  });

  it('keep their secret encrypted', async () => {
    const token = 'hec-token-0123456789';
    await create({ kind: 'splunk-hec', url: receiver.url }, token);
    const rows = await app.database.db.selectFrom('forwarding_destinations').selectAll().execute();
    expect(JSON.stringify(rows.map((row) => ({ ...row, secret: row.secret?.toString('latin1') })))).not.toContain(
      token,
    );
  });

  it.each<[string, object, string | undefined, string]>([
    ['a text that is no address', { kind: 'webhook', url: 'siem' }, undefined, 'forwarding.address-invalid'],
    [
      'a password in the address',
      { kind: 'webhook', url: 'https://a:b@siem.example/' },
      undefined,
      'forwarding.address-invalid',
    ],
    ['another protocol', { kind: 'webhook', url: 'ftp://siem.example/' }, undefined, 'forwarding.address-invalid'],
    [
      'a secret of another kind',
      { kind: 'webhook', url: 'https://siem.example/' },
      'secret',
      'forwarding.secret-invalid',
    ],
    [
      'a token that breaks the header',
      { kind: 'splunk-hec', url: 'https://splunk.example/' },
      'a\r\nb',
      'forwarding.secret-invalid',
    ],
    ['no token', { kind: 'splunk-hec', url: 'https://splunk.example/' }, undefined, 'forwarding.secret-missing'],
    ['a host with a path', { kind: 'syslog', host: 'siem.example/x' }, undefined, 'forwarding.address-invalid'],
    [
      'a certificate that is none',
      { kind: 'syslog', host: 'siem.example', caCertificate: 'PEM' },
      undefined,
      'forwarding.certificate-invalid',
    ],
    ['files, which nobody allowed', { kind: 'file', folder: 'siem' }, undefined, 'forwarding.files-not-allowed'],
  ])('refuse %s', async (_sentence, settings, secret, code) => {
    const reply = await create(settings, secret);
    expect(reply.status).toBe(422);
    expect(reply.problem.code).toBe(code);
  });

  it('do not change their kind, and are at most twenty', async () => {
    const made = await create({ kind: 'webhook', url: receiver.url });
    const reply = await app.call('updateDestination', {
      as,
      params: { destinationId: made.body.destination.id },
      body: { settings: { kind: 'syslog', host: 'siem.example' } },
    });
    expect(reply.problem.code).toBe('forwarding.kind-changed');
    for (let count = 1; count < 20; count += 1) await create({ kind: 'webhook', url: receiver.url });
    expect((await create({ kind: 'webhook', url: receiver.url })).problem.code).toBe('forwarding.limit-reached');
  });
});

describe('an operator who allows nothing private', () => {
  let strict: AdminTestApp;
  beforeAll(async () => {
    strict = await startAdminTestApp();
    const { forwarding } = strict.dependencies;
    // The test app's database is its own, so its dependencies are made strict in place.
    Object.assign(forwarding, {
      policy: { allowPrivate: false, filesAllowed: false },
      openSender: ((destination, secret) =>
        openDestination(destination, secret, {
          guard: createAddressGuard({ allowPrivate: false }),
          clock: strict.clock,
          fileDir: undefined,
          hostname: 'sekisho.test',
          secretKey: forwarding.secretKey,
        })) satisfies typeof forwarding.openSender,
    });
  });
  afterAll(async () => {
    await strict.close();
  });

  it('refuses plain HTTP when it is registered, and our own network when it is tried', async () => {
    const owner = await strict.createTenant();
    const key = await owner.key();
    const create = (url: string) =>
      strict.call('createDestination', { as: key, body: { name: 'x', settings: { kind: 'webhook', url } } });
    expect((await create('http://siem.example/')).problem.code).toBe('forwarding.address-not-encrypted');
    for (const url of [
      `https://localhost:${receiver.port}/`,
      `https://127.0.0.1:${receiver.port}/`,
      'https://[::1]/',
    ]) {
      const made = await create(url);
      const params = { destinationId: made.body.destination.id };
      const test = await strict.call('testDestination', { as: key, params });
      expect(test.body).toMatchObject({ delivered: false, answer: { en: expect.stringContaining('private network') } });
    }
    expect(receiver.requests).toEqual([]);
  });
});

describe('alert rules', () => {
  const condition = { kind: 'many-downloads', threshold: 100, windowMinutes: 10 };

  it('are made, changed and removed, each step in the audit log', async () => {
    const webhook = await create({ kind: 'webhook', url: receiver.url });
    const destinationIds = [webhook.body.destination.id];
    const made = await app.call('createAlertRule', {
      as,
      body: { name: '大量ダウンロード', condition, notify: { emails: ['kansa@example.co.jp'], destinationIds } },
    });
    expect(made.status).toBe(201);
    expect(made.body).toMatchObject({ enabled: true, condition, notify: { destinationIds } });
    const params = { ruleId: made.body.id };
    const offHours = { kind: 'off-hours-bulk', threshold: 30, windowMinutes: 60 };
    const changed = await app.call('updateAlertRule', { as, params, body: { condition: offHours, enabled: false } });
    expect(changed.body).toMatchObject({
      enabled: false,
      condition: { ...offHours, workingHours: { from: 8, to: 20 }, workingDays: [1, 2, 3, 4, 5] },
    });
    expect((await app.call('listAlertRules', { as })).body).toEqual({ items: [changed.body], mailConfigured: false });
    expect((await app.call('deleteAlertRule', { as, params })).status).toBe(204);
    expect((await app.call('listAlertRules', { as })).body.items).toEqual([]);
    expect((await actionsOf()).slice(1)).toEqual([
      'Create an alert rule: 大量ダウンロード was created',
      'Update an alert rule: enabled, condition of 大量ダウンロード was updated',
      'Delete an alert rule: 大量ダウンロード was deleted',
    ]);
  });

  it.each<[string, object, object, string]>([
    [
      'a search for everything',
      { kind: 'search', filter: {}, threshold: 1, windowMinutes: 1 },
      {},
      'alert-rule.filter-empty',
    ],
    [
      'a day of no hours',
      { kind: 'off-hours-bulk', threshold: 1, windowMinutes: 1, workingHours: { from: 9, to: 9 } },
      {},
      'alert-rule.working-hours-invalid',
    ],
    [
      "somebody else's webhook",
      condition,
      { destinationIds: ['018f6f5e-7c1a-7cc2-9a53-1f0f6c5d2b10'] },
      'alert-rule.destination-unknown',
    ],
    ['an unknown kind', { kind: 'anything' }, {}, 'request.invalid'],
    [
      'an address range that is none',
      { kind: 'search', filter: { ipAddress: 'nowhere' }, threshold: 1, windowMinutes: 1 },
      {},
      'request.invalid',
    ],
  ])('refuse %s', async (_sentence, given, notify, code) => {
    const reply = await app.call('createAlertRule', { as, body: { name: 'x', condition: given, notify } });
    expect(reply.status).toBe(422);
    expect(reply.problem.code).toBe(code);
  });
});

describe('alerts', () => {
  it('link to their evidence, and note who has seen them', async () => {
    const made = await app.call('createAlertRule', {
      as,
      body: { name: '削除', condition: { kind: 'project-deletion' } },
    });
    const at = app.clock.now();
    const { id } = await app.database.db
      .insertInto('alerts')
      .values({
        id: made.body.id,
        organisation_id: tenant.organisation.id,
        rule_id: made.body.id,
        occurrence: 'once',
        rule_name: '削除',
        kind: 'project-deletion',
        subject: 'TRM was deleted',
        event_count: 1,
        first_event_at: at,
        last_event_at: at,
        evidence: JSON.stringify({ from: at.toISOString(), to: at.toISOString(), event: 'Delete a project' }),
        raised_at: at,
      })
      .returning('id')
      .executeTakeFirstOrThrow();
    const open = await app.call('listAlerts', { as, query: { acknowledged: 'false' } });
    expect(open.body).toMatchObject({
      total: 1,
      items: [{ summary: { ja: 'プロジェクトが削除されました: TRM was deleted' }, acknowledgedAt: null }],
    });
    const evidence = new URL(open.body.items[0]?.evidenceUrl ?? '');
    expect([evidence.pathname, evidence.searchParams.get('event')]).toEqual(['/audit-log', 'Delete a project']);

    const auditor = await tenant.addMember({ name: '監査 花子', privileges: ['audit-log-administrator'] });
    const seen = await app.call('acknowledgeAlert', { as: await tenant.signIn(auditor), params: { alertId: id } });
    expect(seen.body).toMatchObject({ acknowledgedBy: '監査 花子', acknowledgedAt: at.toISOString() });
    expect((await app.call('listAlerts', { as, query: { acknowledged: 'false' } })).body.total).toBe(0);
    expect((await app.call('listAlerts', { as })).body.total).toBe(1);
  });
});

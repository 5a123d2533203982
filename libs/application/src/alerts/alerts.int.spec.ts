import type { AuditEvent } from '@sekisho/audit-events';
import { AuditStoreUnavailable } from '@sekisho/audit-store';
import type { Actor, AlertCondition, AlertRecipients, Organisation } from '@sekisho/domain';
import { createAddressGuard, createSmtpMailer } from '@sekisho/forwarding';
import { startHttpReceiver, startSmtpReceiver } from '@sekisho/forwarding/testing';
import { createLogger } from '@sekisho/platform';
import { listAlerts } from '@sekisho/storage';
import { insertTestMember } from '@sekisho/storage/testing';
import { Webhook } from 'standardwebhooks';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createDestination, removeDestination, setDestinationState } from '../forwarding/manage-destinations.ts';
import { type ForwardingBench, startForwardingBench } from '../forwarding/testing/forwarding-bench.ts';
import { deliverNotifications, type NotificationDependencies } from './deliver-notifications.ts';
import { type AlertDependencies, evaluateAlerts } from './evaluate-alerts.ts';
import { acknowledgeAlert, changeAlertRule, createAlertRule, removeAlertRule } from './manage-alerts.ts';

const logger = createLogger({ level: 'silent', service: 'test' });
const running = new AbortController().signal;
const nobody: AlertRecipients = { emails: [], destinationIds: [] };
let bench: ForwardingBench;
let organisation: Organisation;
let domain: string;
let cleanUp: (() => Promise<unknown>)[] = [];

beforeAll(async () => {
  bench = await startForwardingBench();
});
beforeEach(async () => {
  organisation = await bench.newOrganisation();
  const row = await bench.database.db
    .selectFrom('email_domains')
    .select('name')
    .where('organisation_id', '=', organisation.id)
    .executeTakeFirstOrThrow();
  domain = row.name;
});
afterEach(async () => {
  for (const done of cleanUp.reverse()) await done();
  cleanUp = [];
  // What one case watches must not be looked through by the next.
  await bench.database.db.deleteFrom('alert_rules').execute();
});
afterAll(async () => {
  await bench.close();
});

const scope = () => ({ organisationId: organisation.id, actor: { kind: 'system' } satisfies Actor });

function evaluate(overrides: Partial<AlertDependencies> = {}) {
  const dependencies = { ...bench.dependencies, log: bench.store, logger, mailConfigured: false, ...overrides };
  return evaluateAlerts(dependencies, running);
}

function rule(condition: AlertCondition, notify = nobody) {
  return createAlertRule(bench.dependencies, scope(), { name: '深夜の一括操作', condition, notify });
}

async function alertsOf(of = organisation) {
  return (await listAlerts(bench.database.db, of.id, { limit: 100, offset: 0 })).items;
}

const person: Partial<AuditEvent> = {
  operationUserId: 'u1',
  operationUserName: '城島 あゆみ',
  operationUserEmail: 'kijima@example.co.jp',
};

describe('raising', () => {
  it('tells a burst of one person once, with the search that shows it', async () => {
    await rule({
      kind: 'search',
      filter: { products: ['Backlog'], events: ['Delete an issue'], text: 'SECRET-' },
      threshold: 5,
      windowMinutes: 10,
      per: 'actor',
    });
    await evaluate();
    const deletion = { ...person, product: 'Backlog', category: 'Issue', event: 'Delete an issue', action: 'SECRET-1' };
    const first = bench.clock.now();
    await bench.storeEvents(organisation, 3, deletion);
    await evaluate();
    expect(await alertsOf()).toEqual([]);
    await bench.storeEvents(organisation, 4, { ...deletion, operationUserId: 'u2' });
    await bench.storeEvents(organisation, 9, { ...deletion, action: 'PUBLIC-1' });
    await bench.storeEvents(organisation, 4, deletion);
    expect(await evaluate()).toEqual({ alerts: 1 });
    // Nothing new, the rest of the burst, and another worker a moment later: told already.
    expect(await evaluate()).toEqual({ alerts: 0 });
    await bench.storeEvents(organisation, 20, deletion);
    expect(await evaluate()).toEqual({ alerts: 0 });

    const [found, ...more] = await alertsOf();
    expect(more).toEqual([]);
    expect(found?.alert).toMatchObject({
      kind: 'search',
      subject: '城島 あゆみ (kijima@example.co.jp)',
      eventCount: 5,
      firstEventAt: first,
      evidence: {
        from: first.toISOString(),
        product: 'Backlog',
        event: 'Delete an issue',
        text: 'SECRET-',
        actor: 'u1',
      },
    });
    bench.clock.advance(30 * 60_000);
    await bench.storeEvents(organisation, 5, deletion);
    expect(await evaluate()).toEqual({ alerts: 1 });
  });

  it('knows the built-in conditions, each event an alert of its own', async () => {
    await rule({ kind: 'project-deletion' });
    await rule({ kind: 'outside-invitation' });
    await rule({ kind: 'provisioning-brake' });
    await evaluate();
    await bench.storeEvents(organisation, 2, {
      product: 'Backlog',
      event: 'Delete a project',
      action: 'TRM was deleted',
    });
    await bench.storeEvents(organisation, 1, { event: 'Invite a member', action: `a@${domain} was invited` });
    await bench.storeEvents(organisation, 1, { event: 'Invite a member', action: 'b@elsewhere.example was invited' });
    await bench.storeEvents(organisation, 1, { product: 'Apps', event: 'Stop provisioning by the brake' });
    expect(await evaluate()).toEqual({ alerts: 4 });
    const kinds = (await alertsOf()).map(({ alert }) => [alert.kind, alert.subject]);
    expect(kinds.sort()).toEqual([
      ['outside-invitation', 'b@elsewhere.example'],
      ['project-deletion', 'TRM was deleted'],
      ['project-deletion', 'TRM was deleted'],
      ['provisioning-brake', '源 太郎 was created'],
    ]);
  });

  it("learns a person's networks, and tells each new one once", async () => {
    await rule({ kind: 'new-network-sign-in' });
    await evaluate();
    const signIn = { ...person, category: 'Sign-in', event: 'Sign in' };
    await bench.storeEvents(organisation, 2, { ...signIn, ipAddress: '192.0.2.15' });
    await bench.storeEvents(organisation, 1, { ...signIn, ipAddress: '192.0.2.200' });
    expect(await evaluate()).toEqual({ alerts: 0 });
    await bench.storeEvents(organisation, 2, { ...signIn, ipAddress: '198.51.100.7' });
    await bench.storeEvents(organisation, 1, { ...signIn, operationUserId: 'u2', ipAddress: '198.51.100.7' });
    expect(await evaluate()).toEqual({ alerts: 1 });
    await bench.storeEvents(organisation, 1, { ...signIn, ipAddress: '198.51.100.9' });
    await bench.storeEvents(organisation, 1, { ...signIn, ipAddress: '192.0.2.1' });
    expect(await evaluate()).toEqual({ alerts: 0 });
    expect((await alertsOf()).map(({ alert }) => alert.subject)).toEqual([
      '城島 あゆみ (kijima@example.co.jp), 198.51.100.7',
    ]);
  });

  it('looks at no other organisation, at nothing from before the rule, and at nothing while disabled', async () => {
    const deletion = { event: 'Delete a project', action: 'TRM was deleted' };
    await bench.storeEvents(organisation, 1, deletion);
    const other = await bench.newOrganisation();
    const { id } = await rule({ kind: 'project-deletion' });
    await evaluate();
    await bench.storeEvents(other, 1, deletion);
    expect(await evaluate()).toEqual({ alerts: 0 });
    await changeAlertRule(bench.dependencies, scope(), id, { enabled: false });
    await bench.storeEvents(organisation, 1, deletion);
    expect(await evaluate()).toEqual({ alerts: 0 });
    await changeAlertRule(bench.dependencies, scope(), id, { enabled: true });
    expect(await evaluate()).toEqual({ alerts: 0 });
    await bench.storeEvents(organisation, 1, deletion);
    expect(await evaluate()).toEqual({ alerts: 1 });
    expect(await alertsOf(other)).toEqual([]);
  });

  it('raises nothing twice when workers meet, or when a run is read again from the start', async () => {
    await rule({ kind: 'project-deletion' });
    await rule({ kind: 'many-downloads', threshold: 10, windowMinutes: 60 });
    await evaluate();
    const before = await bench.database.db.selectFrom('alert_positions').selectAll().execute();
    await bench.storeEvents(organisation, 3, { event: 'Delete a project', action: 'TRM was deleted' });
    await bench.storeEvents(organisation, 25, { ...person, event: 'Download a file' });
    const raised = await Promise.all([evaluate(), evaluate(), evaluate()]);
    expect(raised.reduce((sum, { alerts }) => sum + alerts, 0)).toBe(4);
    // As if the place had been lost: every event comes again.
    for (const row of before) {
      const { organisation_id, recent, ...place } = row;
      await bench.database.db
        .updateTable('alert_positions')
        .set({ ...place, recent: JSON.stringify(recent) })
        .where('organisation_id', '=', organisation_id)
        .execute();
    }
    expect(await evaluate()).toEqual({ alerts: 0 });
    expect(await alertsOf()).toHaveLength(4);
  });

  it('misses nothing while the audit store is away', async () => {
    await rule({ kind: 'project-deletion' });
    await evaluate();
    await bench.storeEvents(organisation, 1, { event: 'Delete a project', action: 'TRM was deleted' });
    const away = async () => {
      throw new AuditStoreUnavailable('connect ECONNREFUSED');
    };
    await expect(evaluate({ log: { readStored: away, countStored: away } })).rejects.toThrow(AuditStoreUnavailable);
    expect(await evaluate()).toEqual({ alerts: 1 });
  });

  it('keeps an alert when its rule goes, and who took note of it first', async () => {
    const { id } = await rule({ kind: 'project-deletion' });
    await evaluate();
    await bench.storeEvents(organisation, 1, { event: 'Delete a project', action: 'TRM was deleted' });
    await evaluate();
    await removeAlertRule(bench.dependencies, scope(), id);
    const [raised] = await alertsOf();
    const alertId = raised?.alert.id ?? '';
    await acknowledgeAlert(bench.dependencies, scope(), alertId);
    await acknowledgeAlert(bench.dependencies, { ...scope(), actor: { kind: 'operator' } }, alertId);
    expect((await alertsOf())[0]?.alert).toMatchObject({
      ruleId: null,
      ruleName: '深夜の一括操作',
      acknowledgedBy: 'System user',
    });
  });
});

describe('telling', () => {
  async function raiseFor(notify: AlertRecipients, mailConfigured = true) {
    await rule({ kind: 'project-deletion' }, notify);
    await evaluate();
    await bench.storeEvents(organisation, 1, { event: 'Delete a project', action: 'TRM was deleted' });
    expect(await evaluate({ mailConfigured })).toEqual({ alerts: 1 });
  }

  function deliver(overrides: Partial<NotificationDependencies> = {}) {
    return deliverNotifications(
      {
        ...bench.dependencies,
        logger,
        mailer: null,
        guard: createAddressGuard({ allowPrivate: true }),
        publicUrl: 'https://sekisho.example.co.jp',
        ...overrides,
      },
      running,
    );
  }

  async function statesOf() {
    return (await alertsOf()).flatMap(({ notifications }) => notifications.map(({ state }) => state));
  }

  it('sends a mail that links to the evidence', async () => {
    const server = await startSmtpReceiver();
    const mailer = createSmtpMailer({ url: server.url, from: 'sekisho@example.co.jp' });
    cleanUp.push(
      () => server.stop(),
      async () => mailer.close(),
    );
    await raiseFor({ emails: ['kansa@example.co.jp', 'joshi@example.co.jp'], destinationIds: [] });
    expect(await deliver({ mailer })).toEqual({ sent: 2 });
    expect(await deliver({ mailer })).toEqual({ sent: 0 });
    expect(server.mails.map(({ to }) => to).sort()).toEqual(['joshi@example.co.jp', 'kansa@example.co.jp']);
    const text = decodeMail(server.mails[0]?.source ?? '');
    expect(text).toContain('プロジェクトが削除されました: TRM was deleted');
    expect(text).toMatch(/https:\/\/sekisho\.example\.co\.jp\/audit-log\?from=2026-/);
    expect(await statesOf()).toEqual(['sent', 'sent']);
  });

  it("writes to somebody of the organisation in their language, and to others in the organisation's", async () => {
    const server = await startSmtpReceiver();
    const mailer = createSmtpMailer({ url: server.url, from: 'sekisho@example.co.jp' });
    cleanUp.push(
      () => server.stop(),
      async () => mailer.close(),
    );
    const { email } = await insertTestMember(bench.database.db, organisation, domain, { language: 'en' });
    await raiseFor({ emails: [email ?? '', 'kansa@example.co.jp'], destinationIds: [] });
    expect(await deliver({ mailer })).toEqual({ sent: 2 });
    const textTo = (address: string | null) => decodeMail(server.mails.find(({ to }) => to === address)?.source ?? '');
    expect(textTo(email)).toContain('A project was deleted: TRM was deleted');
    expect(textTo('kansa@example.co.jp')).toContain('プロジェクトが削除されました: TRM was deleted');
  });

  it('tries again later when the mail server is away, and gives up on a mailbox that is not there', async () => {
    const server = await startSmtpReceiver();
    const mailer = createSmtpMailer({ url: server.url, from: 'sekisho@example.co.jp', timeoutMs: 3_000 });
    cleanUp.push(async () => mailer.close());
    await server.stop();
    await raiseFor({ emails: ['kansa@example.co.jp'], destinationIds: [] });
    expect(await deliver({ mailer })).toEqual({ sent: 0 });
    expect(await statesOf()).toEqual(['pending']);
    const back = await startSmtpReceiver();
    const again = createSmtpMailer({ url: back.url, from: 'sekisho@example.co.jp' });
    cleanUp.push(
      () => back.stop(),
      async () => again.close(),
    );
    expect(await deliver({ mailer: again })).toEqual({ sent: 0 });
    bench.clock.advance(60_000);
    back.refuse(true);
    expect(await deliver({ mailer: again })).toEqual({ sent: 0 });
    expect(await statesOf()).toEqual(['failed']);
    const [told] = (await alertsOf()).flatMap(({ notifications }) => notifications);
    expect(told?.lastError?.ja).toContain('no such mailbox');
  });

  it('says so when there is no mail server', async () => {
    await raiseFor({ emails: ['kansa@example.co.jp'], destinationIds: [] }, false);
    expect(await deliver()).toEqual({ sent: 0 });
    expect(await statesOf()).toEqual(['not-configured']);
  });

  it('posts to a webhook, signed, again after a refusal, and not while it is paused', async () => {
    const receiver = await startHttpReceiver();
    cleanUp.push(() => receiver.stop());
    const { destination, madeSecret } = await createDestination(bench.dependencies, scope(), {
      name: 'SIEM',
      settings: { kind: 'webhook', url: receiver.url, caCertificate: null },
      secret: null,
      since: null,
    });
    await raiseFor({ emails: [], destinationIds: [destination.id] });
    receiver.behave((_request, index) => ({ status: index === 0 ? 503 : 200 }));
    expect(await deliver()).toEqual({ sent: 0 });
    bench.clock.advance(60_000);
    await setDestinationState(bench.dependencies, scope(), destination.id, 'paused');
    expect(await deliver()).toEqual({ sent: 0 });
    expect(receiver.requests).toHaveLength(1);
    bench.clock.advance(60_000);
    await setDestinationState(bench.dependencies, scope(), destination.id, 'active');
    expect(await deliver()).toEqual({ sent: 1 });

    const [first, second] = receiver.requests;
    expect(second?.headers['webhook-id']).toBe(first?.headers['webhook-id']);
    const signed = { ...second?.headers, 'webhook-timestamp': second?.headers['webhook-timestamp'] ?? '' };
    expect(Number(signed['webhook-timestamp'])).toBe(Math.floor(bench.clock.now().getTime() / 1000));
    expect(verifyAt(madeSecret ?? '', second?.body ?? '', signed)).toMatchObject({
      type: 'audit-log.alert',
      data: {
        organisationId: organisation.id,
        kind: 'project-deletion',
        summary: { ja: 'プロジェクトが削除されました: TRM was deleted' },
        evidenceUrl: expect.stringMatching(/^https:\/\/sekisho\.example\.co\.jp\/audit-log\?from=.*&id=/),
      },
    });
    expect(await statesOf()).toEqual(['sent']);
  });

  it('gives up on a webhook that was deleted', async () => {
    const { destination } = await createDestination(bench.dependencies, scope(), {
      name: 'SIEM',
      settings: { kind: 'webhook', url: 'https://siem.example.co.jp/', caCertificate: null },
      secret: null,
      since: null,
    });
    await raiseFor({ emails: [], destinationIds: [destination.id] });
    await removeDestination(bench.dependencies, scope(), destination.id);
    expect(await deliver()).toEqual({ sent: 0 });
    expect(await statesOf()).toEqual(['failed']);
  });
});

/** The reference library refuses what is five minutes off, and these tests have a clock of their own. */
function verifyAt(secret: string, body: string, headers: Record<string, string>): unknown {
  const id = headers['webhook-id'] ?? '';
  const at = new Date(Number(headers['webhook-timestamp']) * 1000);
  expect(headers['webhook-signature']).toBe(new Webhook(secret).sign(id, at, body));
  return JSON.parse(body);
}

/** Undoes quoted-printable or base64, whichever the mail is in. */
function decodeMail(source: string): string {
  const body = source.slice(source.indexOf('\r\n\r\n') + 4);
  if (/content-transfer-encoding: base64/i.test(source)) return Buffer.from(body, 'base64').toString('utf8');
  const bytes = body
    .replace(/=\r\n/g, '')
    .replace(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  return Buffer.from(bytes, 'latin1').toString('utf8');
}

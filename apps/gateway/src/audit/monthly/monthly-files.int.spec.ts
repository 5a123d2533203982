import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { deliverAuditLogMails } from '@sekisho/application';
import { createAuditStore, type SealedAuditStore } from '@sekisho/audit-store';
import { sampleEvent } from '@sekisho/audit-store/testing';
import type { Mail } from '@sekisho/forwarding';
import { createLogger, systemClock, systemIds } from '@sekisho/platform';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  type AdminTestApp,
  type Credentials,
  startAdminTestApp,
  type Tenant,
} from '../../admin/testing/admin-test-app.ts';
import { readZip } from '../testing/read-zip.ts';
import { recordMonthlyFiles } from './record-monthly-files.ts';

/** The files of a month: when they are made, what is in them at its borders, who is told, and what comes late. */

const logger = createLogger({ level: 'silent', service: 'test' });
const running = new AbortController().signal;

let directory: string;
let store: SealedAuditStore;
let app: AdminTestApp;
let tenant: Tenant;
let as: Credentials;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'sekisho-months-'));
  store = await createAuditStore({ clickhouse: undefined, embeddedPath: directory, logger, clock: systemClock });
  app = await startAdminTestApp({ auditStore: store });
});
afterAll(async () => {
  await app.close();
  await store.close();
  await rm(directory, { recursive: true, force: true });
});
beforeEach(async () => {
  const { db } = app.database;
  await db.deleteFrom('audit_log_mails').execute();
  tenant = await app.createTenant();
  as = await tenant.signIn();
  // Older than the months in question, and alone: other tests' organisations have had their turn.
  await db.updateTable('organisations').set({ deleted_at: app.clock.now() }).execute();
  await db
    .updateTable('organisations')
    .set({ deleted_at: null, created_at: new Date('2026-01-15T00:00:00Z') })
    .where('id', '=', tenant.organisation.id)
    .execute();
});

/** A worker whose clock stands at `now`. */
function workerAt(now: string, mailConfigured = true) {
  const clock = { now: () => new Date(now) };
  return { db: app.database.db, auditStore: store, clock, ids: systemIds, logger, mailConfigured };
}

async function given(occurredAt: string, storedAt = occurredAt, product = 'Backlog'): Promise<void> {
  const organisationId = tenant.organisation.id;
  await store.insert([sampleEvent({ organisationId, occurredAt, product })], new Date(storedAt));
}

/** An event on both sides of both borders of April, in UTC and in Japan. */
async function givenBorders(): Promise<void> {
  for (const border of ['2026-03-31T15', '2026-04-01T00', '2026-04-30T15', '2026-05-01T00']) {
    const first = new Date(`${border}:00:00.000Z`);
    await given(new Date(first.getTime() - 1).toISOString());
    await given(first.toISOString());
  }
}

async function april(timeZone = 'UTC') {
  const { months } = (await app.call('listAuditLogMonths', { as, query: { timeZone } })).body;
  return months.filter(({ month }) => month === '2026-04');
}

async function filesOf(url: string | URL): Promise<Map<string, Buffer>> {
  const response = await fetch(url, { headers: as });
  expect(response.status).toBe(200);
  return readZip(Buffer.from(await response.arrayBuffer()));
}

function monthlyAddress(timeZone: string): string {
  const query = new URLSearchParams({ month: '2026-04', product: 'Backlog', timeZone });
  return `${app.baseUrl}/admin/v1/audit-log/monthly-file?${query}`;
}

async function mailsFrom(now: string): Promise<Mail[]> {
  const sent: Mail[] = [];
  const mailer = {
    send: async (mail: Mail) => {
      sent.push(mail);
    },
    close: () => undefined,
  };
  await deliverAuditLogMails(
    { ...workerAt(now), mailer, secretKey: app.dependencies.secretKey, publicUrl: app.baseUrl },
    running,
  );
  return sent;
}

it('are made at 02:00 UTC of day 1, not a millisecond before', async () => {
  await givenBorders();
  await recordMonthlyFiles(workerAt('2026-05-01T01:59:59.999Z'), running);
  expect(await april()).toEqual([
    { month: '2026-04', product: 'Backlog', events: 4, madeAt: null, late: 0, complete: true },
  ]);
  await recordMonthlyFiles(workerAt('2026-05-01T02:00:00.000Z'), running);
  expect(await april()).toEqual([
    { month: '2026-04', product: 'Backlog', events: 4, madeAt: '2026-05-01T02:00:00.000Z', late: 0, complete: true },
  ]);
});

it.each([
  ['UTC', ['2026-04-01T00:00:00Z', '2026-04-30T14:59:59Z', '2026-04-30T15:00:00Z', '2026-04-30T23:59:59Z']],
  ['Asia/Tokyo', ['2026-03-31T15:00:00Z', '2026-03-31T23:59:59Z', '2026-04-01T00:00:00Z', '2026-04-30T14:59:59Z']],
])('have the first and the last instant of the month in %s, and none beside it', async (timeZone, dates) => {
  await givenBorders();
  await recordMonthlyFiles(workerAt('2026-05-01T02:00:00.000Z'), running);
  expect(await april(timeZone)).toMatchObject([{ events: dates.length, late: 0 }]);
  const files = await filesOf(monthlyAddress(timeZone));
  const csv = [...files].find(([name]) => name.endsWith('.csv'))?.[1].toString() ?? '';
  const found = csv
    .trimEnd()
    .split('\r\n')
    .slice(1)
    .map((line) => line.split(',')[1]?.replaceAll('"', ''));
  expect(found.sort()).toEqual(dates);
});

it('are recorded, and told of, once, however many workers see that they are due, and however often', async () => {
  await given('2026-04-10T00:00:00.000Z');
  await tenant.addMember({ privileges: ['audit-log-administrator'], language: 'en' });
  await tenant.addMember({ role: 'administrator' });
  const workers = [1, 2, 3, 4].map(() => recordMonthlyFiles(workerAt('2026-05-01T02:00:00.000Z'), running));
  const outcomes = await Promise.all(workers);
  expect(outcomes.reduce((sum, { recorded }) => sum + recorded, 0)).toBe(1);
  await recordMonthlyFiles(workerAt('2026-05-01T02:05:00.000Z'), running);
  expect(await mailsFrom('2026-05-01T02:05:00.000Z')).toHaveLength(2);
  expect(await mailsFrom('2026-05-01T02:06:00.000Z')).toHaveLength(0);
});

it('are made when the worker is back that was away on day 1, and nothing that came before that is late', async () => {
  await given('2026-04-10T00:00:00.000Z');
  await given('2026-04-11T00:00:00.000Z', '2026-05-03T00:00:00.000Z');
  expect(await april()).toMatchObject([{ events: 2, late: 1, madeAt: null }]);
  await recordMonthlyFiles(workerAt('2026-05-20T09:00:00.000Z'), running);
  expect(await april()).toMatchObject([{ events: 2, late: 0, madeAt: '2026-05-20T09:00:00.000Z' }]);
});

it('are corrected by what comes after they were made, also of a product that had none', async () => {
  await given('2026-04-10T00:00:00.000Z');
  await recordMonthlyFiles(workerAt('2026-05-01T02:00:30.000Z'), running);
  await given('2026-04-30T23:59:59.999Z', '2026-05-01T02:00:40.000Z');
  await given('2026-04-12T00:00:00.000Z', '2026-05-09T00:00:00.000Z', 'Cacoo');
  expect(await april()).toMatchObject([
    { product: 'Backlog', events: 2, late: 1 },
    { product: 'Cacoo', events: 1, late: 1 },
  ]);
  const note = (await filesOf(monthlyAddress('UTC'))).get('README.txt')?.toString();
  expect(note).toContain('訂正版: 1 件のイベントが 2026-05-01T02:00:30.000Z より後に届きました');
});

it('are mailed to each audit log administrator in their language, with links that open for them', async () => {
  await given('2026-04-10T00:00:00.000Z');
  await given('2026-04-10T00:00:00.000Z', undefined, 'Cacoo');
  const reader = await tenant.addMember({ privileges: ['audit-log-administrator'], language: 'en' });
  await recordMonthlyFiles(workerAt('2026-06-01T00:00:00.000Z'), running);
  const mails = await mailsFrom('2026-06-01T00:00:00.000Z');
  const english = mails.find(({ to }) => to === reader.email);
  expect(english?.subject).toBe('[Sekisho] Monthly files of the audit log, 2026-04');
  const mine = mails.find(({ to }) => to === tenant.owner.email);
  expect(mine?.subject).toBe('[Sekisho] 2026-04 の監査ログの月次ファイル');
  expect(mine?.text).toContain('Backlog: 1 件');
  const [backlog = '', cacoo = ''] = mine?.text.match(/http:\S+/g) ?? [];
  expect([...(await filesOf(backlog)).keys()]).toEqual(['auditlog-202604-Backlog.csv', 'README.txt']);
  // With a byte order mark: the reader's Excel would take it for Shift_JIS.
  expect((await filesOf(cacoo)).get('auditlog-202604-Cacoo.csv')?.toString().startsWith('\ufeff')).toBe(true);
  expect((await app.eventsOf(tenant.organisation.id)).at(-1)).toMatchObject({
    action: 'Audit log of Cacoo 2026-04 (UTC) was exported as CSV',
    operationUserName: tenant.owner.name,
  });
  const foreign = /http:\S+/.exec(english?.text ?? '')?.[0] ?? '';
  expect((await fetch(foreign, { headers: as })).status).toBe(403);
});

it.each([
  ['no mail server is configured', false, '2026-04-10T00:00:00.000Z'],
  ['the month had no event', true, '2026-03-10T00:00:00.000Z'],
])('are only listed where %s', async (_, mailConfigured, occurredAt) => {
  await given(occurredAt);
  const { recorded } = await recordMonthlyFiles(workerAt('2026-05-01T02:00:00.000Z', mailConfigured), running);
  expect(recorded).toBe(1);
  expect(await mailsFrom('2026-05-01T02:00:00.000Z')).toEqual([]);
});

it('are not due for an organisation that came later', async () => {
  await given('2026-04-10T00:00:00.000Z', '2026-05-12T00:00:00.000Z');
  await app.database.db
    .updateTable('organisations')
    .set({ created_at: new Date('2026-05-12T00:00:00Z') })
    .where('id', '=', tenant.organisation.id)
    .execute();
  expect(await recordMonthlyFiles(workerAt('2026-05-13T00:00:00.000Z'), running)).toEqual({ recorded: 0 });
});

describe('months that passed while no worker ran', () => {
  beforeEach(async () => {
    await app.database.db.deleteFrom('monthly_file_runs').execute();
    await given('2026-01-20T00:00:00.000Z');
    await given('2026-02-10T00:00:00.000Z');
    // Files have been recorded since February's.
    await recordMonthlyFiles(workerAt('2026-03-01T02:00:00.000Z', false), running);
    await given('2026-03-10T00:00:00.000Z');
    await given('2026-05-10T00:00:00.000Z');
  });

  async function recordedMonths(): Promise<[month: string, madeAt: string][]> {
    const rows = await app.database.db
      .selectFrom('monthly_file_runs')
      .selectAll()
      .where('organisation_id', '=', tenant.organisation.id)
      .orderBy('month')
      .execute();
    return rows.map((row) => [row.month, row.made_at.toISOString()]);
  }

  const mailedMonths = async (at: string) =>
    (await mailsFrom(at)).map(({ subject }) => /\d{4}-\d\d/.exec(subject)?.[0]);

  it('are each caught up with once, however many workers come back, and only those with events are mailed', async () => {
    const back = '2026-06-15T09:00:00.000Z';
    const outcomes = await Promise.all([1, 2, 3].map(() => recordMonthlyFiles(workerAt(back), running)));
    expect(outcomes.reduce((sum, { recorded }) => sum + recorded, 0)).toBe(3);
    expect(await recordMonthlyFiles(workerAt('2026-06-15T09:05:00.000Z'), running)).toEqual({ recorded: 0 });
    expect(await recordedMonths()).toEqual([
      ['2026-02', '2026-03-01T02:00:00.000Z'],
      ['2026-03', back],
      ['2026-04', back],
      ['2026-05', back],
    ]);
    expect((await mailedMonths(back)).sort()).toEqual(['2026-03', '2026-05']);
  });

  it('are gone on with where a worker died between two of them', async () => {
    const dying = new AbortController();
    const ids = {
      ...systemIds,
      uuid: () => {
        dying.abort();
        return systemIds.uuid();
      },
    };
    expect(await recordMonthlyFiles({ ...workerAt('2026-06-15T09:00:00.000Z'), ids }, dying.signal)).toEqual({
      recorded: 1,
    });
    expect(await recordMonthlyFiles(workerAt('2026-06-15T10:00:00.000Z'), running)).toEqual({ recorded: 2 });
    expect((await recordedMonths()).map(([, madeAt]) => madeAt.slice(11, 13))).toEqual(['02', '09', '10', '10']);
    expect((await mailedMonths('2026-06-15T10:00:00.000Z')).sort()).toEqual(['2026-03', '2026-05']);
  });

  it('are left alone that began after recording had ended with the contract', async () => {
    const { db } = app.database;
    const organisation_id = tenant.organisation.id;
    const period = { recorded_from: new Date('2026-01-15T00:00:00Z'), recorded_to: new Date('2026-04-20T00:00:00Z') };
    await db.deleteFrom('recording_periods').where('organisation_id', '=', organisation_id).execute();
    await db
      .insertInto('recording_periods')
      .values({ organisation_id, ...period })
      .execute();
    await recordMonthlyFiles(workerAt('2026-06-15T09:00:00.000Z'), running);
    expect((await recordedMonths()).map(([month]) => month)).toEqual(['2026-02', '2026-03', '2026-04']);
  });

  it('are left alone that the log no longer reaches back to', async () => {
    await recordMonthlyFiles(workerAt('2027-06-15T09:00:00.000Z'), running);
    // 400 days before are in May of the year before.
    expect((await recordedMonths()).slice(0, 3).map(([month]) => month)).toEqual(['2026-02', '2026-05', '2026-06']);
  });
});

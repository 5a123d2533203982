import { mkdtemp, readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { gunzipSync } from 'node:zlib';
import { deliverAuditLogMails } from '@sekisho/application';
import { AuditStoreUnavailable, createAuditStore, type SealedAuditStore } from '@sekisho/audit-store';
import { sampleEvent, sampleEvents } from '@sekisho/audit-store/testing';
import type { Member } from '@sekisho/domain';
import { createSmtpMailer } from '@sekisho/forwarding';
import { startSmtpReceiver } from '@sekisho/forwarding/testing';
import { createLogger, systemClock, systemIds } from '@sekisho/platform';
import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import {
  type AdminTestApp,
  type CallInput,
  type Credentials,
  startAdminTestApp,
  type Tenant,
} from '../../admin/testing/admin-test-app.ts';
import { createMetrics } from '../../http/metrics.ts';
import { createExportFolder, type ExportFolder } from './export-folder.ts';
import { makeDueExports } from './export-worker.ts';
import { gaugeExports } from './gauge-exports.ts';
import type { MakeExportDependencies } from './make-export.ts';
import { pruneExports } from './prune-exports.ts';

/** Files of the audit log that are made in the background: asked for, made by whichever worker lives, opened by link. */

const logger = createLogger({ level: 'silent', service: 'test' });
const storedAt = new Date('2026-05-31T00:00:00.000Z');
const running = new AbortController().signal;

/** On a machine that has other things to do. */
const patience = { timeout: 20_000 };

let directory: string;
let store: SealedAuditStore;
let folder: ExportFolder;
let app: AdminTestApp;
let tenant: Tenant;
let owner: Credentials;
let organisationId: string;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'sekisho-exports-'));
  const embeddedPath = join(directory, 'clickhouse');
  store = await createAuditStore({ clickhouse: undefined, embeddedPath, logger, clock: systemClock });
  folder = createExportFolder(join(directory, 'exports'));
  app = await startAdminTestApp({ auditStore: store, exportFolder: folder });
});
afterAll(async () => {
  await app.close();
  await store.close();
  await rm(directory, { recursive: true, force: true });
});
beforeEach(async () => {
  await app.database.db.deleteFrom('audit_export_jobs').execute();
  await app.database.db.deleteFrom('audit_log_mails').execute();
  tenant = await app.createTenant();
  organisationId = tenant.organisation.id;
  owner = await tenant.signIn();
  await store.insert(sampleEvents(2_000, organisationId, '2026-05-01T00:00:00.000Z'), storedAt);
});

function worker(overrides: Partial<MakeExportDependencies> = {}): MakeExportDependencies {
  const { db } = app.database;
  const { clock } = app;
  return { db, auditStore: store, folder, clock, ids: systemIds, logger, mailConfigured: true, ...overrides };
}

/** The store, with what an export of it goes through in the test's hands. */
function storeWith(exportCsv: SealedAuditStore['exportCsv']): MakeExportDependencies['auditStore'] {
  return {
    count: (query) => store.count(query),
    exportCsv,
    exportNdjson: (query, options) => store.exportNdjson(query, options),
    exportParquet: (query, options) => store.exportParquet(query, options),
  };
}

async function request(body: object = {}, as: Credentials = owner): Promise<string> {
  const reply = await app.call('createAuditExportJob', { as, body });
  expect(reply.status).toBe(201);
  return reply.body.id;
}

async function jobOf(exportJobId: string, as: Credentials = owner) {
  return (await app.call('getAuditExportJob', { as, params: { exportJobId } })).body;
}

async function linkTo(exportJobId: string, as: Credentials = owner): Promise<string> {
  const reply = await app.call('createAuditExportLink', { as, params: { exportJobId } });
  expect(reply.status).toBe(201);
  return reply.body.url;
}

async function ready(body: object = {}, as: Credentials = owner): Promise<string> {
  const id = await request(body, as);
  await makeDueExports(worker(), running);
  expect(await jobOf(id, as)).toMatchObject({ state: 'ready' });
  return id;
}

function open(url: string, headers: Readonly<Record<string, string>> = {}): Promise<Response> {
  return fetch(url, { headers, redirect: 'manual' });
}

async function filesOf(organisation: string): Promise<string[]> {
  return readdir(join(directory, 'exports', organisation)).catch(() => []);
}

describe('an export in the background', () => {
  it('is asked for, made, listed, and downloaded by a link, each written down', async () => {
    const id = await request({ from: '2026-05-01T00:00:00Z', product: 'Backlog', bom: true });
    expect(await jobOf(id)).toMatchObject({ state: 'queued', rowsTotal: null, filters: { products: ['Backlog'] } });
    expect((await app.call('createAuditExportLink', { as: owner, params: { exportJobId: id } })).status).toBe(409);

    await makeDueExports(worker(), running);

    const { items, total } = (await app.call('listAuditExportJobs', { as: owner })).body;
    expect(total).toBe(1);
    expect(items[0]).toMatchObject({
      id,
      state: 'ready',
      rowsDone: 2_000,
      rowsTotal: 2_000,
      replacedCharacters: 0,
      error: null,
      form: { format: 'csv', bom: true },
      fileName: 'auditlog-20260601T000000Z.csv',
      requestedBy: { kind: 'account', id: tenant.owner.id, name: '契約 花子' },
      expiresAt: '2026-06-08T00:00:00.000Z',
    });
    const response = await open(await linkTo(id), owner);
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe('text/csv; charset=utf-8');
    expect(response.headers.get('content-disposition')).toContain('auditlog-20260601T000000Z.csv');
    expect(Number(response.headers.get('content-length'))).toBe(items[0]?.bytes);
    const text = Buffer.from(await response.arrayBuffer()).toString();
    expect(text.startsWith('\ufeffproduct,date,')).toBe(true);
    expect(text.trimEnd().split('\r\n')).toHaveLength(2_001);
    const events = (await app.eventsOf(organisationId)).filter(({ category }) => category === 'Audit log');
    expect(events.map(({ event }) => event)).toEqual(['Prepare an export', 'Export the audit log']);
    expect(events.at(-1)).toMatchObject({
      action: 'Audit log of 2026-05-01T00:00:00.000Z/.. was exported as CSV',
      operationUserName: '契約 花子',
      ipAddress: '127.0.0.1',
    });
  });

  it.each([
    ['ndjson', 'gzip', (bytes: Buffer) => gunzipSync(bytes).toString().trimEnd().split('\n').length],
    ['parquet', 'none', (bytes: Buffer) => (bytes.subarray(-4).toString() === 'PAR1' ? 2_000 : 0)],
  ] as const)('can be %s, compression %s', async (format, compression, count) => {
    const id = await ready({ format, compression });
    expect(await jobOf(id)).toMatchObject({ rowsDone: 2_000, rowsTotal: 2_000 });
    expect(count(Buffer.from(await (await open(await linkTo(id), owner)).arrayBuffer()))).toBe(2_000);
  });

  it('says how many characters Shift_JIS does not have', async () => {
    await store.insert([sampleEvent({ organisationId, product: 'Cacoo', action: '寿司 🍣🍣 を追加' })], storedAt);
    const id = await ready({ product: 'Cacoo', encoding: 'shift_jis' });
    expect(await jobOf(id)).toMatchObject({ rowsDone: 1, replacedCharacters: 2 });
    const bytes = await (await open(await linkTo(id), owner)).arrayBuffer();
    expect(new TextDecoder('shift_jis', { fatal: true }).decode(bytes)).toContain('寿司 〓〓 を追加');
  });

  it('can be taken up again in the middle', async () => {
    const url = await linkTo(await ready());
    const whole = Buffer.from(await (await open(url, owner)).arrayBuffer());
    const rest = await open(url, { ...owner, Range: 'bytes=1000-' });
    expect(rest.status).toBe(206);
    expect(Buffer.from(await rest.arrayBuffer()).equals(whole.subarray(1000))).toBe(true);
    const head = await fetch(url, { method: 'HEAD', headers: owner });
    expect(Number(head.headers.get('content-length'))).toBe(whole.length);
  });

  it.each([
    [{ ip: 'nowhere' }, 'ip'],
    [{ encoding: 'shift_jis', bom: true }, 'bom'],
    [{ encoding: 'shift_jis', format: 'parquet' }, 'encoding'],
  ])('is refused at once for %j', async (body, field) => {
    const reply = await app.call('createAuditExportJob', { as: owner, body });
    expect(reply.status).toBe(422);
    expect(reply.problem).toMatchObject({ field, detailLocalised: { ja: expect.stringMatching(/[ぁ-ん]/) } });
  });

  it('is refused while ten others are unfinished', async () => {
    for (let made = 0; made < 10; made += 1) await request();
    const reply = await app.call('createAuditExportJob', { as: owner, body: {} });
    expect(reply).toMatchObject({ status: 409, problem: { code: 'audit-export.limit-reached' } });
    await makeDueExports(worker(), running);
    await request();
  });
});

describe('workers', () => {
  it('make each file once, however many they are', async () => {
    const made: string[] = [];
    const auditStore = storeWith((query, options) => {
      made.push(query.text ?? '');
      return store.exportCsv(query, options);
    });
    for (const text of ['a', 'b', 'c', 'd']) await request({ text });
    await Promise.all([1, 2, 3].map(() => makeDueExports(worker({ auditStore }), running)));
    await vi.waitFor(async () => {
      await makeDueExports(worker({ auditStore }), running);
      const { items } = (await app.call('listAuditExportJobs', { as: owner })).body;
      expect(items.map(({ state }) => state)).toEqual(['ready', 'ready', 'ready', 'ready']);
    }, patience);
    expect(made.sort()).toEqual(['a', 'b', 'c', 'd']);
  });

  it('let organisations take turns, whoever asked for ten files first', async () => {
    const made: string[] = [];
    const auditStore = storeWith((query, options) => {
      made.push(query.text ?? '');
      return store.exportCsv(query, options);
    });
    const late = await (await app.createTenant()).signIn();
    for (const text of ['a1', 'a2', 'a3', 'a4']) await request({ text });
    for (const text of ['b1', 'b2']) await request({ text }, late);
    // A clock that stands still would let all have begun at once.
    const clock = { now: () => new Date(app.clock.now().getTime() + made.length) };
    await makeDueExports(worker({ auditStore, clock }), running);
    expect(made).toEqual(['a1', 'b1', 'a2', 'b2', 'a3', 'a4']);
  });

  it('make one file of an organisation at a time, and those of others meanwhile', async () => {
    const begun: string[] = [];
    const reached = Promise.withResolvers<void>();
    const let1Go = Promise.withResolvers<void>();
    const auditStore = storeWith(async function* (query, options) {
      begun.push(query.text ?? '');
      if (query.text === 'a1') {
        reached.resolve();
        await let1Go.promise;
      }
      yield* store.exportCsv(query, options);
    });
    const other = await (await app.createTenant()).signIn();
    const first = await request({ text: 'a1' });
    const second = await request({ text: 'a2' });
    const busy = new Set<string>();
    const one = makeDueExports(worker({ auditStore }), running, busy);
    await reached.promise;
    const others = await request({ text: 'b1' }, other);
    await makeDueExports(worker({ auditStore }), running, busy);
    expect((await jobOf(others, other)).state).toBe('ready');
    expect((await jobOf(second)).state).toBe('queued');
    expect(begun).toEqual(['a1', 'b1']);
    let1Go.resolve();
    await one;
    expect((await jobOf(first)).state).toBe('ready');
    expect((await jobOf(second)).state).toBe('ready');
  });

  it('take over from one that died half-way, and no half of a file is ever there', async () => {
    const id = await request();
    const hung = Promise.withResolvers<void>();
    const reached = Promise.withResolvers<void>();
    const dying = makeDueExports(
      worker({
        auditStore: storeWith(async function* (query, options) {
          for await (const block of store.exportCsv(query, options)) {
            yield block;
            reached.resolve();
            await hung.promise;
          }
        }),
      }),
      running,
    );
    await reached.promise;
    expect(await jobOf(id)).toMatchObject({ state: 'running', rowsTotal: 2_000 });
    await makeDueExports(worker(), running);
    expect((await jobOf(id)).state).toBe('running');
    expect(await filesOf(organisationId)).toEqual([expect.stringMatching(/\.part$/)]);

    // What the server sees of a worker that is killed: its connection is gone, and the lease with it.
    const ended = await sql`
      select pg_terminate_backend(pid) from pg_locks where locktype = 'advisory'
        and database = (select oid from pg_database where datname = current_database())`.execute(app.database.db);
    expect(ended.rows).toHaveLength(1);
    await vi.waitFor(async () => {
      await makeDueExports(worker(), running);
      expect((await jobOf(id)).state).toBe('ready');
    }, patience);
    const [whole = ''] = (await filesOf(organisationId)).filter((name) => !name.endsWith('.part'));
    expect(whole).toMatch(new RegExp(`^${id}\\.`));
    const bytes = await readFile(join(directory, 'exports', organisationId, whole));

    // The first one was not dead but slow: it finds out that the job is no longer its own.
    hung.resolve();
    await dying.catch(() => undefined);
    expect(await filesOf(organisationId)).toEqual([whole]);
    expect((await readFile(join(directory, 'exports', organisationId, whole))).equals(bytes)).toBe(true);
    expect(await jobOf(id)).toMatchObject({ state: 'ready', rowsDone: 2_000 });
  });

  it('give a job back when they are stopped', async () => {
    const id = await request();
    const stopping = new AbortController();
    const auditStore = storeWith(async function* (query, options) {
      yield* store.exportCsv(query, options);
      stopping.abort();
    });
    await makeDueExports(worker({ auditStore }), stopping.signal);
    expect(await filesOf(organisationId)).toEqual([]);
    expect((await jobOf(id)).state).toBe('queued');
    await makeDueExports(worker(), running);
    expect((await jobOf(id)).state).toBe('ready');
  });

  it('stop at a job that is removed meanwhile, and leave nothing of it', async () => {
    const id = await request();
    const auditStore = storeWith(async function* (query, options) {
      const removed = await app.call('deleteAuditExportJob', { as: owner, params: { exportJobId: id } });
      expect(removed.status).toBe(204);
      yield* store.exportCsv(query, options);
    });
    await makeDueExports(worker({ auditStore, progressMs: 0 }), running);
    expect(await filesOf(organisationId)).toEqual([]);
    expect((await app.call('listAuditExportJobs', { as: owner })).body.total).toBe(0);
    expect((await app.eventsOf(organisationId)).at(-1)).toMatchObject({ event: 'Remove a prepared export' });
  });

  it('wait for an engine that is away', async () => {
    const id = await request();
    const away = { ...storeWith((query, options) => store.exportCsv(query, options)) };
    away.count = () => Promise.reject(new AuditStoreUnavailable('connect ECONNREFUSED'));
    await makeDueExports(worker({ auditStore: away }), running);
    expect(await jobOf(id)).toMatchObject({ state: 'queued', error: null });
    await makeDueExports(worker(), running);
    expect((await jobOf(id)).state).toBe('queued');
    app.clock.advance(15_000);
    await makeDueExports(worker(), running);
    expect((await jobOf(id)).state).toBe('ready');
  });

  it('tell how far a Parquet file is, by what has been written of it', async () => {
    const id = await request({ format: 'parquet' });
    const seen: unknown[] = [];
    const auditStore = storeWith((query, options) => store.exportCsv(query, options));
    auditStore.exportParquet = async function* (query, options) {
      const file = await buffer(store.exportParquet(query, options));
      for (let at = 0; at < file.length; at += 2_000) {
        yield file.subarray(at, at + 2_000);
        seen.push((await jobOf(id)).rowsDone);
      }
    };
    await makeDueExports(worker({ auditStore, progressMs: 0 }), running);
    expect(seen[0]).toBe(0);
    expect(seen.some((rows) => Number(rows) > 0 && Number(rows) < 2_000)).toBe(true);
    expect(seen.at(-1)).toBe(2_000);
  });

  it('say in both languages why a file can not be written', async () => {
    const id = await request();
    await writeFile(join(directory, 'no-folder'), '');
    await makeDueExports(worker({ folder: createExportFolder(join(directory, 'no-folder')) }), running);
    expect(await jobOf(id)).toMatchObject({
      state: 'failed',
      error: { ja: expect.stringContaining('EXPORT_DIR'), en: expect.stringContaining('EXPORT_DIR') },
    });
  });

  it('can be watched: what waits, what is under way, and what was given up lately', async () => {
    const metrics = createMetrics();
    gaugeExports(metrics, { db: app.database.db, clock: app.clock });
    const measured = async () => {
      const page = await metrics.registry.metrics();
      return ['waiting', 'running', 'failed'].map((state) =>
        Number(new RegExp(`^sekisho_audit_exports_${state} (\\d+)$`, 'm').exec(page)?.[1]),
      );
    };
    expect(await measured()).toEqual([0, 0, 0]);
    const [begun = '', failed = '', longAgo = ''] = [
      await request(),
      await request(),
      await request(),
      await request(),
    ];
    const stateOf = (id: string, state: 'running' | 'failed', finishedAt: Date | null) =>
      app.database.db
        .updateTable('audit_export_jobs')
        .set({ state, finished_at: finishedAt })
        .where('id', '=', id)
        .execute();
    const hoursAgo = (hours: number) => new Date(app.clock.now().getTime() - hours * 3_600_000);
    await stateOf(begun, 'running', null);
    await stateOf(failed, 'failed', hoursAgo(23));
    await stateOf(longAgo, 'failed', hoursAgo(25));
    expect(await measured()).toEqual([1, 1, 1]);
  });

  it('do not begin with the same job for ever', async () => {
    const id = await request();
    for (let death = 0; death < 6; death += 1) {
      await app.database.db
        .updateTable('audit_export_jobs')
        .set({ state: 'running', attempts: sql`attempts + 1` })
        .execute();
    }
    await makeDueExports(worker(), running);
    expect(await jobOf(id)).toMatchObject({ state: 'failed', error: { ja: expect.stringContaining('繰り返し') } });
  });
});

describe('a link', () => {
  const html = { Accept: 'text/html,application/xhtml+xml,*/*;q=0.8', 'Accept-Language': 'ja' };

  async function refusalOf(url: string, headers: Readonly<Record<string, string>>): Promise<unknown> {
    const before = (await app.eventsOf(organisationId)).length;
    const response = await open(url, headers);
    expect((await app.eventsOf(organisationId)).length).toBe(before);
    const problem: unknown = await response.json();
    const { code, detailLocalised } = Object(problem);
    expect(detailLocalised).toEqual({ ja: expect.stringMatching(/[ぁ-ん]/), en: expect.any(String) });
    return { status: response.status, code };
  }

  it('of a person needs that person to be signed in', async () => {
    const url = await linkTo(await ready());
    expect(await refusalOf(url, {})).toEqual({ status: 401, code: 'authentication.required' });
    expect(await refusalOf(url, await tenant.key())).toMatchObject({ status: 401 });
    const colleague = await tenant.addMember({ privileges: ['audit-log-administrator'] });
    const other = await app.createTenant();
    for (const as of [await tenant.signIn(colleague), await other.signIn()]) {
      expect(await refusalOf(url, as)).toEqual({ status: 403, code: 'download-link.of-somebody-else' });
    }
  });

  it('sends a browser to the sign-in and back, and shows a page in its language otherwise', async () => {
    const url = await linkTo(await ready());
    const unknown = await open(url, html);
    expect(unknown.status).toBe(303);
    const { pathname } = new URL(url);
    expect(unknown.headers.get('location')).toBe(`/sign-in?${new URLSearchParams({ from: pathname })}`);
    const refused = await open(`${url}x`, { ...html, ...owner });
    expect(refused.status).toBe(403);
    expect(refused.headers.get('content-type')).toContain('text/html');
    expect(refused.headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(await refused.text()).toContain('このリンクは正しくありません');
    expect((await open(url, { ...html, ...owner })).status).toBe(200);
  });

  it('opens no more for somebody who may not read the log any longer', async () => {
    const reader = await tenant.addMember({ privileges: ['audit-log-administrator'] });
    const as = await tenant.signIn(reader);
    const url = await linkTo(await ready({}, as), as);
    expect((await open(url, as)).status).toBe(200);
    await change(reader, { privileges: [] });
    expect(await refusalOf(url, as)).toEqual({ status: 403, code: 'download-link.not-permitted' });
    const deactivation: CallInput = { as: owner, params: { memberId: reader.id }, body: { active: false } };
    expect((await app.call('updateMember', deactivation)).status).toBe(200);
    expect(await refusalOf(url, as)).toMatchObject({ status: 401 });
  });

  it('of an API key opens without it, for a quarter of an hour, until the key is revoked', async () => {
    const issued = await app.call('issueApiKey', {
      as: owner,
      body: { purpose: 'admin-api', name: '集計', scopes: ['audit-log:read'] },
    });
    const as = { Authorization: `Bearer ${issued.body.secret}` };
    const id = await ready({}, as);
    const url = await linkTo(id, as);
    expect((await open(url)).status).toBe(200);
    expect((await app.eventsOf(organisationId)).at(-1)).toMatchObject({ operationUserName: '集計' });
    app.clock.advance(15 * 60_000);
    expect(await refusalOf(url, {})).toEqual({ status: 403, code: 'download-link.expired' });
    const another = await linkTo(id, as);
    await app.call('revokeApiKey', { as: owner, params: { apiKeyId: issued.body.apiKey.id } });
    expect(await refusalOf(another, {})).toEqual({ status: 403, code: 'download-link.key-invalid' });
  });

  it('is worth nothing with another byte in it', async () => {
    const url = await linkTo(await ready());
    const token = url.split('/').at(-1) ?? '';
    const [body = '', signature = ''] = token.split('.');
    const forged = Buffer.from(Buffer.from(body, 'base64url').toString().replace('"export"', '"month"'));
    for (const wrong of [
      `${forged.toString('base64url')}.${signature}`,
      `${body}.${signature.slice(1)}`,
      body,
      'x.y',
    ]) {
      const response = await refusalOf(url.replace(token, wrong), owner);
      expect(response).toEqual({ status: 403, code: 'download-link.invalid' });
    }
  });

  it('says when the file behind it is gone', async () => {
    const removed = await ready();
    const removedUrl = await linkTo(removed);
    await app.call('deleteAuditExportJob', { as: owner, params: { exportJobId: removed } });
    expect(await refusalOf(removedUrl, owner)).toEqual({ status: 404, code: 'audit-export.not-found' });
    const lost = await ready();
    const lostUrl = await linkTo(lost);
    for (const name of await filesOf(organisationId)) await rm(join(directory, 'exports', organisationId, name));
    expect(await refusalOf(lostUrl, owner)).toEqual({ status: 404, code: 'audit-export.gone' });
  });

  async function change(member: Member, to: { privileges: readonly string[] }): Promise<void> {
    await app.database.db
      .updateTable('memberships')
      .set({ is_audit_log_administrator: to.privileges.includes('audit-log-administrator') })
      .where('account_id', '=', member.id)
      .execute();
  }
});

describe('the sweep', () => {
  it('takes files after seven days, and what workers left behind', async () => {
    const id = await ready();
    const other = await request();
    const [file = ''] = await filesOf(organisationId);
    const inFolder = (name: string) => join(directory, 'exports', organisationId, name);
    const orphan = inFolder(`${systemIds.uuid()}.${systemIds.uuid()}.part`);
    // Of another attempt at the same job.
    const lost = inFolder(`${id}.${systemIds.uuid()}`);
    const young = inFolder(`${systemIds.uuid()}.${systemIds.uuid()}`);
    const foreign = inFolder('notes.txt');
    for (const path of [orphan, lost, young, foreign]) await writeFile(path, 'x');
    const longAgo = new Date('2026-01-01T00:00:00Z');
    for (const path of [inFolder(file), orphan, lost, foreign]) await utimes(path, longAgo, longAgo);

    await pruneExports(worker(), running);
    expect((await filesOf(organisationId)).sort()).toEqual([file, basename(young), 'notes.txt'].sort());

    app.clock.advance(7 * 86_400_000);
    expect((await jobOf(id, await tenant.key())).state).toBe('expired');
    await pruneExports(worker(), running);
    expect(await filesOf(organisationId)).not.toContain(file);
    app.clock.advance(31 * 86_400_000);
    await pruneExports(worker(), running);
    const left = (await app.call('listAuditExportJobs', { as: await tenant.key() })).body.items;
    expect(left.map((job) => job.id)).toEqual([other]);
  });
});

describe('the mail', () => {
  it('brings the link to whoever asked, in their language, and it opens', async () => {
    const smtp = await startSmtpReceiver();
    const mailer = createSmtpMailer({ url: smtp.url, from: 'sekisho@example.com' });
    const deliver = () =>
      deliverAuditLogMails(
        { ...app.dependencies, mailer, secretKey: app.dependencies.secretKey, publicUrl: app.baseUrl },
        running,
      );
    try {
      const english = await tenant.addMember({ privileges: ['audit-log-administrator'], language: 'en' });
      await ready({ text: 'MARKETING' });
      await ready({}, await tenant.signIn(english));
      await ready({}, await tenant.key());
      expect(await deliver()).toEqual({ sent: 2 });
      expect(await deliver()).toEqual({ sent: 0 });
      const mails = new Map(smtp.mails.map((mail) => [mail.to, decoded(mail.source)]));
      expect(mails.get(english.email ?? '')).toContain('Events: 2,000');
      const mine = mails.get(tenant.owner.email ?? '') ?? '';
      expect(mine).toContain('監査ログのファイルを準備しました');
      const url = /http:\S+/.exec(mine)?.[0] ?? '';
      expect((await open(url)).status).toBe(401);
      expect((await open(url, owner)).status).toBe(200);
    } finally {
      mailer.close();
      await smtp.stop();
    }
  });

  it('is not sent to who may no longer read the log', async () => {
    const reader = await tenant.addMember({ privileges: ['audit-log-administrator'] });
    await ready({}, await tenant.signIn(reader));
    await app.database.db
      .updateTable('memberships')
      .set({ is_audit_log_administrator: false })
      .where('account_id', '=', reader.id)
      .execute();
    const mailer = { send: vi.fn(), close: () => undefined };
    await deliverAuditLogMails({ ...app.dependencies, mailer, publicUrl: app.baseUrl }, running);
    expect(mailer.send).not.toHaveBeenCalled();
  });
});

/** The text of a mail: base64 or quoted-printable, as the mailer chose. */
function decoded(source: string): string {
  const [head = '', ...rest] = source.split('\r\n\r\n');
  const body = rest.join('\r\n\r\n');
  if (/base64/i.test(head)) return Buffer.from(body, 'base64').toString();
  const bytes = body
    .replace(/=\r\n/g, '')
    .replace(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  return Buffer.from(bytes, 'latin1').toString();
}

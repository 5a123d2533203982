import { mkdtemp, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync, zstdDecompressSync } from 'node:zlib';
import { createAuditStore, type SealedAuditStore } from '@sekisho/audit-store';
import { sampleEvent, sampleEvents } from '@sekisho/audit-store/testing';
import { createLogger, systemClock } from '@sekisho/platform';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import {
  type AdminTestApp,
  type Credentials,
  startAdminTestApp,
  type Tenant,
} from '../admin/testing/admin-test-app.ts';
import { sealDueHours } from './seals/seal-due-hours.ts';
import { createSealKey } from './seals/seal-key.ts';
import { readZip } from './testing/read-zip.ts';

const logger = createLogger({ level: 'silent', service: 'test' });
const storedAt = new Date('2026-05-31T00:00:00.000Z');

describe('the audit log over the admin API', () => {
  let directory: string;
  let store: SealedAuditStore;
  let openExports = 0;
  let app: AdminTestApp;
  let tenant: Tenant;
  let as: Credentials;
  let organisationId: string;

  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'sekisho-audit-api-'));
    store = await createAuditStore({ clickhouse: undefined, embeddedPath: directory, logger, clock: systemClock });
    app = await startAdminTestApp({ auditStore: counted(store) });
  });
  afterAll(async () => {
    await app.close();
    await store.close();
    await rm(directory, { recursive: true, force: true });
  });
  beforeEach(async () => {
    tenant = await app.createTenant();
    as = await tenant.key();
    organisationId = tenant.organisation.id;
  });
  afterEach(() => expect(openExports).toBe(0));

  /** The store, with its running exports counted. */
  function counted(inner: SealedAuditStore): SealedAuditStore {
    const count = async function* (blocks: AsyncIterable<Uint8Array>) {
      openExports += 1;
      try {
        yield* blocks;
      } finally {
        openExports -= 1;
      }
    };
    return {
      insert: (events, at) => inner.insert(events, at),
      insertRows: (rows, at) => inner.insertRows(rows, at),
      search: (query, page) => inner.search(query, page),
      count: (query) => inner.count(query),
      histogram: (query, options) => inner.histogram(query, options),
      facets: (query) => inner.facets(query),
      months: (organisation, timeZone) => inner.months(organisation, timeZone),
      countStoredBefore: (organisation, instants) => inner.countStoredBefore(organisation, instants),
      readStored: (organisation, range, limit) => inner.readStored(organisation, range, limit),
      countStored: (organisation, range) => inner.countStored(organisation, range),
      exportCsv: (query, options) => count(inner.exportCsv(query, options)),
      exportNdjson: (query, options) => count(inner.exportNdjson(query, options)),
      exportParquet: (query, options) => count(inner.exportParquet(query, options)),
      seals: inner.seals,
      ping: () => inner.ping(),
      close: () => inner.close(),
    };
  }

  function download(query: Readonly<Record<string, string>>): Promise<Response> {
    return fetch(`${app.baseUrl}/admin/v1/audit-log/export?${new URLSearchParams(query)}`, { headers: as });
  }

  it('searches with every filter and walks pages', async () => {
    await store.insert(sampleEvents(25, organisationId, '2026-05-01T00:00:00.000Z'), storedAt);
    await store.insert(
      [
        sampleEvent({
          organisationId,
          product: 'Cacoo',
          category: 'Diagram',
          event: 'Add a diagram',
          ipAddress: '198.51.100.7',
        }),
      ],
      storedAt,
    );
    const first = await app.call('searchAuditLog', { as, query: { product: 'Backlog', limit: 20 } });
    expect(first.status).toBe(200);
    expect(first.body.events).toHaveLength(20);
    const second = await app.call('searchAuditLog', {
      as,
      query: { product: 'Backlog', limit: 20, cursor: first.body.nextCursor ?? '' },
    });
    expect(second.body.events).toHaveLength(5);
    expect(second.body.nextCursor).toBeNull();
    const narrow = {
      from: '2026-05-12T00:00:00Z',
      to: '2026-05-13T00:00:00Z',
      product: 'Cacoo',
      category: 'Diagram',
      event: 'Add a diagram',
      actor: '城島',
      ip: '198.51.100.0/24',
      text: 'marketing',
    };
    expect((await app.call('searchAuditLog', { as, query: narrow })).body.events).toHaveLength(1);
    expect((await app.call('countAuditLog', { as, query: narrow })).body).toEqual({ events: 1 });
    const both = await fetch(`${app.baseUrl}/admin/v1/audit-log/count?product=Cacoo&product=Backlog`, { headers: as });
    expect(await both.json()).toEqual({ events: 26 });
  });

  it('counts over time and by value', async () => {
    await store.insert(sampleEvents(10, organisationId, '2026-05-01T14:59:55.000Z'), storedAt);
    const range = { from: '2026-04-30T15:00:00Z', to: '2026-05-02T15:00:00Z', buckets: 2, timeZone: 'Asia/Tokyo' };
    expect((await app.call('getAuditLogHistogram', { as, query: range })).body).toEqual({
      bucketMs: 86_400_000,
      buckets: [
        { start: '2026-04-30T15:00:00.000Z', events: 5 },
        { start: '2026-05-01T15:00:00.000Z', events: 5 },
      ],
    });
    expect((await app.call('getAuditLogFacets', { as })).body).toMatchObject({
      products: [{ value: 'Backlog', events: 10 }],
      actors: [{ value: '2tLVEPOdM0Ux4m5', label: '城島 あゆみ', events: 10 }],
    });
  });

  it.each([
    ['an address', { ip: 'nowhere' }, 'ip'],
    ['a time zone', { timeZone: 'Mars/Olympus' }, 'timeZone'],
  ])('says what is wrong with %s', async (_, query, field) => {
    const reply = await app.call('getAuditLogHistogram', { as, query });
    expect(reply.status).toBe(422);
    expect(reply.problem).toMatchObject({ field, detailLocalised: { ja: expect.stringMatching(/[ぁ-ん]/) } });
  });

  it('refuses a cursor of another search', async () => {
    const reply = await app.call('searchAuditLog', { as, query: { cursor: 'bm9uZQ' } });
    expect(reply.problem).toMatchObject({ status: 422, code: 'request.cursor-invalid' });
  });

  it('never shows another organisation, whatever the query says', async () => {
    const other = await app.createTenant();
    await store.insert(sampleEvents(3, other.organisation.id, '2026-05-01T00:00:00.000Z'), storedAt);
    expect((await app.call('searchAuditLog', { as })).body.events).toEqual([]);
    expect((await app.call('searchAuditLog', { as, query: { organisationId: other.organisation.id } })).status).toBe(
      422,
    );
    expect((await (await download({})).text()).split('\r\n')).toHaveLength(2);
  });

  it('is closed to administrators without the privilege', async () => {
    const administrator = await tenant.signIn(await tenant.addMember({ role: 'administrator', privileges: [] }));
    for (const id of [
      'searchAuditLog',
      'countAuditLog',
      'getAuditLogHistogram',
      'getAuditLogFacets',
      'exportAuditLog',
    ] as const) {
      expect((await app.call(id, { as: administrator })).status).toBe(403);
    }
  });

  it('exports CSV at once, and writes down who took what', async () => {
    await store.insert(sampleEvents(3, organisationId, '2026-05-01T00:00:00.000Z'), storedAt);
    const response = await download({ from: '2026-05-01T00:00:01Z', bom: 'true' });
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe('text/csv; charset=utf-8');
    expect(response.headers.get('content-disposition')).toContain('auditlog-20260601T000000Z.csv');
    const text = Buffer.from(await response.arrayBuffer()).toString();
    expect(text.startsWith('\ufeffproduct,date,category,event,action,')).toBe(true);
    expect(text.split('\r\n')).toHaveLength(4);
    expect((await app.eventsOf(organisationId)).at(-1)).toMatchObject({
      category: 'Audit log',
      event: 'Export the audit log',
      action: 'Audit log of 2026-05-01T00:00:01.000Z/.. was exported as CSV',
      operationUserName: 'test',
    });
  });

  it.each([
    [
      'ndjson',
      'none',
      'application/x-ndjson; charset=utf-8',
      (bytes: Buffer) => bytes.toString().trim().split('\n').length,
    ],
    ['ndjson', 'gzip', 'application/gzip', (bytes: Buffer) => gunzipSync(bytes).toString().trim().split('\n').length],
    [
      'csv',
      'zstd',
      'application/zstd',
      (bytes: Buffer) => zstdDecompressSync(bytes).toString().trim().split('\r\n').length - 1,
    ],
    [
      'parquet',
      'none',
      'application/vnd.apache.parquet',
      (bytes: Buffer) => (bytes.subarray(-4).toString() === 'PAR1' ? 5000 : 0),
    ],
  ] as const)('exports %s, compression %s', async (format, compression, contentType, count) => {
    await store.insert(sampleEvents(5000, organisationId, '2026-05-01T00:00:00.000Z'), storedAt);
    const response = await download({ format, compression });
    expect(response.headers.get('content-type')).toBe(contentType);
    expect(count(Buffer.from(await response.arrayBuffer()))).toBe(5000);
  });

  it('exports CSV in Shift_JIS, and writes down how many characters it does not have', async () => {
    const action = '−5 髙橋さんが「〜」を追加 🚀 한';
    await store.insert([sampleEvent({ organisationId, action, occurredAt: '2026-05-01T00:00:00.000Z' })], storedAt);
    const response = await download({ encoding: 'shift_jis' });
    expect(response.headers.get('content-type')).toBe('text/csv; charset=Shift_JIS');
    const text = new TextDecoder('shift_jis', { fatal: true }).decode(await response.arrayBuffer());
    // The minus sign becomes the full-width one, with which a formula may begin: it is made safe before.
    expect(text).toContain('"\'－5 髙橋さんが「～」を追加 〓 〓"');
    expect((await app.eventsOf(organisationId)).at(-1)).toMatchObject({
      event: 'Replace characters in an export',
      action: '2 characters of audit log of ../.. were replaced: Shift_JIS does not have them',
    });
  });

  it('cuts no character in two, however long the file is', async () => {
    await store.insert(sampleEvents(20_000, organisationId, '2026-05-01T00:00:00.000Z'), storedAt);
    const utf8 = await (await download({})).text();
    const response = await download({ encoding: 'shift_jis', compression: 'gzip' });
    const bytes = gunzipSync(Buffer.from(await response.arrayBuffer()));
    expect(new TextDecoder('shift_jis', { fatal: true }).decode(bytes)).toBe(utf8);
    expect((await app.eventsOf(organisationId)).at(-1)).toMatchObject({ event: 'Export the audit log' });
  });

  it.each([
    [{ encoding: 'shift_jis', bom: 'true' }, 'bom'],
    [{ encoding: 'shift_jis', format: 'ndjson' }, 'encoding'],
  ] as const)('refuses %j, and says which field and why', async (query, field) => {
    const reply = await app.call('exportAuditLog', { as, query });
    expect(reply.status).toBe(422);
    expect(reply.problem).toMatchObject({ field, detailLocalised: { ja: expect.stringContaining('Shift_JIS') } });
  });

  it('ends the query when the reader leaves', async () => {
    await store.insert(sampleEvents(60_000, organisationId, '2026-05-01T00:00:00.000Z'), storedAt);
    for (const compression of ['none', 'gzip']) {
      const { hostname, port } = new URL(app.baseUrl);
      const socket = connect(Number(port), hostname);
      socket.write(
        `GET /admin/v1/audit-log/export?compression=${compression} HTTP/1.1\r\nHost: ${hostname}:${port}\r\nAuthorization: ${as['Authorization']}\r\n\r\n`,
      );
      await new Promise((resolve) => socket.once('data', resolve));
      socket.pause();
      expect(openExports).toBe(1);
      socket.resetAndDestroy();
      await vi.waitFor(() => expect(openExports).toBe(0));
    }
  });

  describe('monthly files', () => {
    beforeEach(async () => {
      const at = (occurredAt: string) => sampleEvent({ organisationId, occurredAt });
      await store.insert(
        [at('2026-04-30T14:59:59.999Z'), at('2026-04-30T15:00:00.000Z')],
        new Date('2026-04-30T16:00:00.000Z'),
      );
      await store.insert([at('2026-04-30T23:59:59.999Z')], new Date('2026-05-01T02:00:00.000Z'));
      await store.insert([at('2026-05-01T00:00:00.000Z')], new Date('2026-05-01T02:00:00.000Z'));
    });

    it('are listed by month and product, in UTC or in the time zone of choice', async () => {
      const inUtc = await app.call('listAuditLogMonths', { as });
      expect(inUtc.body.months).toEqual([
        { month: '2026-05', product: 'Backlog', events: 1, madeAt: null, late: 0, complete: true },
        { month: '2026-04', product: 'Backlog', events: 3, madeAt: null, late: 1, complete: true },
      ]);
      const inJapan = await app.call('listAuditLogMonths', { as, query: { timeZone: 'Asia/Tokyo' } });
      expect(inJapan.body.months).toEqual([
        { month: '2026-05', product: 'Backlog', events: 3, madeAt: null, late: 0, complete: true },
        { month: '2026-04', product: 'Backlog', events: 1, madeAt: null, late: 0, complete: true },
      ]);
    });

    it.each([
      ['UTC', 'auditlog-202604-Backlog-csv.zip', 'auditlog-202604-Backlog.csv', 3, '訂正版: 1 件'],
      [
        'Asia/Tokyo',
        'auditlog-202604-Asia_Tokyo-Backlog-csv.zip',
        'auditlog-202604-Asia_Tokyo-Backlog.csv',
        1,
        '遅れて届いたイベントはありません',
      ],
    ])('are archives that unzip reads, months of %s', async (timeZone, fileName, entry, events, note) => {
      const response = await fetch(
        `${app.baseUrl}/admin/v1/audit-log/monthly-file?${new URLSearchParams({ month: '2026-04', product: 'Backlog', timeZone })}`,
        { headers: as },
      );
      expect(response.headers.get('content-type')).toBe('application/zip');
      expect(response.headers.get('content-disposition')).toContain(fileName);
      const files = readZip(Buffer.from(await response.arrayBuffer()));
      const read = (name: string) => files.get(name)?.toString() ?? '';
      expect(read(entry).trimEnd().split('\r\n')).toHaveLength(events + 1);
      expect(read('README.txt')).toContain(note);
      expect((await app.eventsOf(organisationId)).at(-1)).toMatchObject({
        action: `Audit log of Backlog 2026-04 (${timeZone}) was exported as CSV`,
      });
    });

    it('say in Shift_JIS how many characters were replaced', async () => {
      const action = '寿司 🍣 を追加';
      await store.insert([sampleEvent({ organisationId, product: 'Cacoo', action })], storedAt);
      const get = (query: Readonly<Record<string, string>>) =>
        fetch(`${app.baseUrl}/admin/v1/audit-log/monthly-file?${new URLSearchParams(query)}`, { headers: as });
      const ask = { month: '2026-05', product: 'Cacoo', encoding: 'shift_jis' };
      const files = readZip(Buffer.from(await (await get(ask)).arrayBuffer()));
      const csv = new TextDecoder('shift_jis').decode(files.get('auditlog-202605-Cacoo.csv'));
      expect(csv).toContain('寿司 〓 を追加');
      expect(files.get('README.txt')?.toString()).toContain('Shift_JIS にない 1 文字を〓に置き換えました');
      expect((await get({ ...ask, bom: 'true' })).status).toBe(422);
    });

    it.each([
      ['2026-03', 'Backlog', 404],
      ['2026-04', 'Cacoo', 404],
      ['1969-12', 'Backlog', 404],
      ['2026-13', 'Backlog', 422],
    ])('are not there for %s of %s', async (month, product, status) => {
      const query = new URLSearchParams({ month, product });
      const response = await fetch(`${app.baseUrl}/admin/v1/audit-log/monthly-file?${query}`, { headers: as });
      expect(response.status).toBe(status);
    });
  });

  it('hands out the public key, and the evidence, which is empty before the first seal', async () => {
    const reply = await app.call('getSealKey', { as });
    expect(reply.body).toEqual({
      keyId: app.dependencies.sealKey.keyId,
      publicKey: expect.stringContaining('BEGIN PUBLIC KEY'),
    });
    const evidence = await fetch(`${app.baseUrl}/admin/v1/audit-log/evidence`, { headers: as });
    expect(evidence.status).toBe(200);
    expect(await evidence.text()).toBe('');
    await store.insert(sampleEvents(1, organisationId, '2026-05-01T00:00:00.000Z'), storedAt);
    const line: unknown = JSON.parse(await (await download({ format: 'ndjson', preset: 'evidence' })).text());
    expect(line).toMatchObject({ organisationId, storedAt: storedAt.toISOString() });
  });

  it('tells how far the log is sealed, and when an hour that is over has no seal', async () => {
    const state = async () => (await app.call('getAuditLogSealState', { as })).body;
    // What made the tenant is in the outbox still: the store has nothing of it.
    expect(await state()).toEqual({ state: 'sealed', lastSeal: null, waitingSince: null, nextSealAt: null });
    const now = app.clock.now();
    const hour = new Date(Math.floor(now.getTime() / 3_600_000) * 3_600_000);
    await store.insert(sampleEvents(1, organisationId, '2026-05-01T00:00:00.000Z'), hour);
    expect(await state()).toEqual({
      state: 'waiting',
      lastSeal: null,
      waitingSince: hour.toISOString(),
      nextSealAt: new Date(hour.getTime() + 75 * 60_000).toISOString(),
    });
    await store.insert(sampleEvents(3, organisationId, '2026-05-02T00:00:00.000Z'), storedAt);
    expect(await state()).toMatchObject({ state: 'late', waitingSince: storedAt.toISOString() });
    const dependencies = { db: app.database.db, seals: store.seals, key: createSealKey(), clock: app.clock, logger };
    await sealDueHours(dependencies, new AbortController().signal);
    expect(await state()).toMatchObject({
      state: 'waiting',
      lastSeal: { sequence: 1, events: 3, from: storedAt.toISOString(), to: '2026-05-31T01:00:00.000Z' },
    });
  });

  it('answers HEAD without making the file', async () => {
    const response = await fetch(`${app.baseUrl}/admin/v1/audit-log/export`, { method: 'HEAD', headers: as });
    expect(response.status).toBe(200);
  });
});

describe('the audit log while its engine is away', () => {
  it('answers 503 before the first byte, and writes no export down', async () => {
    const app = await startAdminTestApp();
    const tenant = await app.createTenant();
    const as = await tenant.key();
    for (const path of ['events', 'count', 'histogram', 'facets', 'export', 'export?format=ndjson&compression=gzip']) {
      const response = await fetch(`${app.baseUrl}/admin/v1/audit-log/${path}`, { headers: as });
      expect(response.status, path).toBe(503);
      expect(response.headers.get('retry-after')).toBe('5');
    }
    expect((await app.call('getAuditLogSealState', { as })).body).toMatchObject({ state: 'unknown', lastSeal: null });
    const events = await app.eventsOf(tenant.organisation.id);
    expect(events.filter(({ category }) => category === 'Audit log')).toEqual([]);
    await app.close();
  });
});

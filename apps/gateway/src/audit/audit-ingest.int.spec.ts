import { mkdtemp, rm } from 'node:fs/promises';
import { type AddressInfo, connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gzip, zstdCompress } from 'node:zlib';
import { catalogue } from '@sekisho/audit-events';
import {
  AuditStoreRejected,
  AuditStoreUnavailable,
  beforeStored,
  createAuditStore,
  type EventRows,
  type LogStore,
} from '@sekisho/audit-store';
import { DomainError } from '@sekisho/domain';
import { createLogger, systemIds } from '@sekisho/platform';
import express from 'express';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { auditIngestRouter } from './audit-ingest-router.ts';

const logger = createLogger({ level: 'silent', service: 'test' });
const today = new Date('2026-05-12T03:00:00.000Z');
const aYearLater = new Date('2027-05-12T03:00:00.000Z');

describe('sending events', () => {
  let directory: string;
  let store: LogStore;
  let url: string;
  let accessUrl: string;
  let stop: () => void;
  let now = today;
  let away = false;
  /** The id of an event for which the store refuses every batch that has it. */
  let poisoned: string | undefined;
  /** Closed, it stands for a store that takes its time. */
  let gate: Promise<void> = Promise.resolve();
  let waitingEvents = 0;
  let organisations = 0;

  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'sekisho-ingest-'));
    store = await createAuditStore({
      clickhouse: undefined,
      embeddedPath: directory,
      logger,
      clock: { now: () => now },
    });
    const app = express();
    app.use(
      auditIngestRouter({
        auditStore: {
          insertRows: async (rows, storedAt) => {
            if (away) throw new AuditStoreUnavailable('connect ECONNREFUSED');
            waitingEvents += rows.length;
            await gate;
            waitingEvents -= rows.length;
            if (holds(rows, poisoned)) throw new AuditStoreRejected('It does not like it');
            return store.insertRows(rows, storedAt);
          },
        },
        accessLog: {
          insertRows: async (rows, storedAt) => {
            if (away) throw new AuditStoreUnavailable('connect ECONNREFUSED');
            waitingEvents += rows.length;
            await gate;
            waitingEvents -= rows.length;
            return store.accessLog.insertRows(rows, storedAt);
          },
        },
        requireAccessLog: async (_organisationId, product) => {
          const explanation = { ja: 'プラチナプランで利用できます。', en: 'It comes with Platinum.' };
          if (product !== 'Backlog') throw new DomainError('access-log.not-in-plan', explanation);
        },
        ids: systemIds,
        authenticateEventKey: async (secret) => {
          const [organisationId, product] = secret.split(':');
          return organisationId === undefined || product === undefined ? null : { organisationId, product };
        },
        recordingPeriods: async () => [{ from: today, to: null }],
        catalogue,
        clock: { now: () => now },
        logger,
      }),
    );
    const server = app.listen(0, '127.0.0.1');
    await vi.waitFor(() => expect(server.listening).toBe(true));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/audit/v1/events`;
    accessUrl = url.replace('/events', '/access-events');
    stop = () => {
      server.closeAllConnections();
      server.close();
    };
  });
  afterAll(async () => {
    stop();
    await store.close();
    await rm(directory, { recursive: true, force: true });
  });

  function newOrganisation(): string {
    organisations += 1;
    return `org_ingest_${organisations}`;
  }

  function post(
    organisationId: string,
    body: string | Uint8Array<ArrayBuffer>,
    headers: Record<string, string> = {},
    to = url,
  ) {
    return fetch(to, {
      method: 'POST',
      headers: {
        Authorization: `Bearer ${organisationId}:Backlog`,
        'Content-Type': 'application/x-ndjson',
        ...headers,
      },
      body,
    });
  }

  it('stores NDJSON and says so', async () => {
    const organisationId = newOrganisation();
    const response = await post(organisationId, ndjson(3));
    expect(response.status).toBe(200);
    expect(await response.json()).toEqual({ accepted: 3, duplicates: 0, rejected: [] });
    const { events } = await store.search({ organisationId }, { limit: 10 });
    expect(events).toHaveLength(3);
    expect(events.find(({ id }) => id === event(2).id)).toMatchObject({
      organisationId,
      product: 'Backlog',
      action: 'MARKETING-2 was added to マーケティング部',
    });
  });

  it.each([
    [
      'a JSON array',
      (text: string) => `[${text.trim().split('\n').join(',')}]`,
      { 'Content-Type': 'application/json' },
    ],
    ['gzip', promisify(gzip), { 'Content-Encoding': 'gzip' }],
    ['zstd', promisify(zstdCompress), { 'Content-Encoding': 'zstd' }],
  ] as const)('takes %s', async (_, pack, headers) => {
    const organisationId = newOrganisation();
    const packed = await pack(ndjson(20));
    const response = await post(organisationId, typeof packed === 'string' ? packed : new Uint8Array(packed), headers);
    expect(await response.json()).toEqual({ accepted: 20, duplicates: 0, rejected: [] });
    expect(await store.count({ organisationId })).toBe(20);
  });

  it('names each refused event by line, field and reason in the reader’s language, and stores the others', async () => {
    const organisationId = newOrganisation();
    const [first, second, third] = ndjson(3).trim().split('\n');
    const bad = JSON.stringify({ ...event(9), category: 'Pull request' });
    const response = await post(organisationId, [first, bad, '', second, '{nope', third].join('\n'), {
      'Accept-Language': 'ja',
    });
    expect(response.status).toBe(200);
    expect(await response.json()).toMatchObject({
      accepted: 3,
      duplicates: 0,
      rejected: [
        {
          line: 2,
          id: event(9).id,
          field: 'category',
          reason: expect.stringContaining('Backlog にカテゴリ「Pull request」はありません'),
        },
        {
          line: 5,
          reason: expect.stringContaining('JSON'),
          reasonLocalised: { en: 'It is not JSON. Write one JSON object a line.' },
        },
      ],
    });
    expect(await store.count({ organisationId })).toBe(3);
  });

  it('stores the same of an event however its line is written', async () => {
    const organisationId = newOrganisation();
    const whole = {
      ...event(0),
      operationUserName: '佐藤 "花子"',
      userAgent: 'tab\tand 😀',
      ipAddress: '2001:db8::1',
      spaceKey: 'nulab',
    };
    const { id: _id, ...what } = whole;
    const id = (number: number) => event(number).id;
    const plain = { ...whole, operationUserName: '佐藤 花子', userAgent: '😀' };
    const body = [
      JSON.stringify({ ...plain, id: id(1) }),
      '',
      JSON.stringify({ ...whole, id: id(2) }),
      JSON.stringify({ ...plain, id: id(3).toUpperCase() }).replaceAll('","', '" , "'),
      JSON.stringify({ ...plain, product: 'Cacoo', id: id(4) }),
      JSON.stringify({ id: id(5), ...what }).replace('佐藤', '\\u4f50\\u85e4'),
      `  ${JSON.stringify({ ...plain, id: id(6), occurredAt: '2026-05-12T11:41:26.123456+09:00' })}  \r`,
      JSON.stringify({ ...plain, id: id(1), action: 'another' }),
      JSON.stringify({ ...plain, id: id(7) }),
    ].join('\n');
    const reply = await (await post(organisationId, body)).json();
    expect(reply).toMatchObject({ accepted: 6, duplicates: 1, rejected: [{ line: 5, id: id(4), field: 'product' }] });
    const { events } = await store.search({ organisationId }, { limit: 20 });
    const stored = new Map(events.map((one) => [one.id, one]));
    const expected = { organisationId, product: 'Backlog', operationUserId: '', operationUserEmail: '', version: 'V1' };
    for (const number of [1, 3, 6, 7])
      expect(stored.get(id(number))).toEqual({ ...plain, ...expected, id: id(number) });
    for (const number of [2, 5]) expect(stored.get(id(number))).toEqual({ ...whole, ...expected, id: id(number) });
  });

  it('names the event that the store refuses, and stores the others', async () => {
    const organisationId = newOrganisation();
    poisoned = event(5).id;
    const reply = await (await post(organisationId, `\n${ndjson(9)}`)).json();
    poisoned = undefined;
    expect(reply).toMatchObject({ accepted: 8, duplicates: 0, rejected: [{ line: 7, id: event(5).id }] });
    expect(await store.count({ organisationId })).toBe(8);
  });

  it('doubles nothing when a file comes three times, and again a year later by the clock', async () => {
    const organisationId = newOrganisation();
    const file = ndjson(500);
    const known = { accepted: 0, duplicates: 500, rejected: [] };
    expect(await (await post(organisationId, file)).json()).toEqual({ accepted: 500, duplicates: 0, rejected: [] });
    expect(await (await post(organisationId, file)).json()).toEqual(known);
    expect(await (await post(organisationId, file)).json()).toEqual(known);
    now = aYearLater;
    try {
      expect(await (await post(organisationId, file)).json()).toEqual(known);
      // The clock has moved for the store too: what is new has the new time.
      await post(organisationId, ndjson(501));
    } finally {
      now = today;
    }
    expect(await store.count({ organisationId })).toBe(501);
    const minutes = await store.countStored(organisationId, { after: beforeStored(today), upTo: aYearLater });
    expect(minutes).toEqual([
      { minute: today, events: 500 },
      { minute: aYearLater, events: 1 },
    ]);
  });

  it('counts what it has already as duplicates, also under another date', async () => {
    const organisationId = newOrganisation();
    await post(organisationId, ndjson(10));
    expect(await (await post(organisationId, ndjson(12))).json()).toEqual({
      accepted: 2,
      duplicates: 10,
      rejected: [],
    });
    const moved = ndjson(12).replaceAll('2026-05-12', '2025-04-01');
    expect(await (await post(organisationId, moved)).json()).toEqual({ accepted: 0, duplicates: 12, rejected: [] });
    expect(await store.count({ organisationId })).toBe(12);
  });

  it('stores many batches of one request, each event once', async () => {
    const organisationId = newOrganisation();
    const body = await promisify(gzip)(ndjson(43_000));
    const response = await post(organisationId, new Uint8Array(body), { 'Content-Encoding': 'gzip' });
    expect(await response.json()).toEqual({ accepted: 43_000, duplicates: 0, rejected: [] });
    expect(await store.count({ organisationId })).toBe(43_000);
  });

  it('keeps organisations apart: the key says whose events they are', async () => {
    const [one, other] = [newOrganisation(), newOrganisation()];
    await post(one, ndjson(1));
    expect(await store.count({ organisationId: other })).toBe(0);
    const foreign = JSON.stringify({ ...event(1), organisationId: other });
    expect(await (await post(one, foreign)).json()).toMatchObject({
      accepted: 0,
      rejected: [{ field: 'organisationId' }],
    });
  });

  it('answers an empty body with nothing done', async () => {
    expect(await (await post(newOrganisation(), '')).json()).toEqual({ accepted: 0, duplicates: 0, rejected: [] });
  });

  it('answers 503 with Retry-After while the store is away, and takes the same events afterwards', async () => {
    const organisationId = newOrganisation();
    away = true;
    const response = await post(organisationId, ndjson(8000));
    expect(response.status).toBe(503);
    expect(response.headers.get('retry-after')).toBe('5');
    away = false;
    expect(await (await post(organisationId, ndjson(8000))).json()).toEqual({
      accepted: 8000,
      duplicates: 0,
      rejected: [],
    });
  });

  it.each<[string, number, string, Record<string, string>, string]>([
    ['no key', 401, '', { Authorization: '' }, 'authentication.required'],
    ['a key of no product', 401, '', { Authorization: 'Bearer nothing' }, 'authentication.required'],
    ['another content type', 415, 'x', { 'Content-Type': 'text/csv' }, 'request.unsupported-media-type'],
    ['another encoding', 415, 'x', { 'Content-Encoding': 'br' }, 'request.unsupported-media-type'],
    ['a body that is not gzip', 400, 'plain text', { 'Content-Encoding': 'gzip' }, 'request.malformed'],
    ['a body that is not zstd', 400, 'plain text', { 'Content-Encoding': 'zstd' }, 'request.malformed'],
    ['a broken array', 400, '[{}', { 'Content-Type': 'application/json' }, 'request.malformed'],
  ])('answers %s with %i', async (_, status, body, headers, code) => {
    const response = await post(newOrganisation(), body, headers);
    expect(response.status).toBe(status);
    expect(await response.json()).toMatchObject({ code, detailLocalised: { ja: expect.stringMatching(/[ぁ-ん]/) } });
  });

  it('answers a gzip body that breaks off with 400', async () => {
    const body = (await promisify(gzip)(ndjson(100))).subarray(0, -20);
    const response = await post(newOrganisation(), new Uint8Array(body), { 'Content-Encoding': 'gzip' });
    expect(response.status).toBe(400);
  });

  it('stops at more refused events than anybody reads', async () => {
    const response = await post(newOrganisation(), '{}\n'.repeat(10_001));
    expect(response.status).toBe(422);
    expect(await response.json()).toMatchObject({
      errors: expect.arrayContaining([expect.objectContaining({ field: '1.id' })]),
    });
  });

  it('says that only POST works', async () => {
    const response = await fetch(url);
    expect(response.status).toBe(405);
    expect(response.headers.get('allow')).toBe('POST');
  });

  it('holds no more of many large requests, to both logs together, than its memory allows while the store is slow', async () => {
    const organisationId = newOrganisation();
    const [long, userAgent] = ['あ'.repeat(4_000), 'い'.repeat(4_000)];
    const fat = (sender: number) =>
      Array.from({ length: 1_000 }, (_, number) => {
        const { id, occurredAt, ...what } = event(sender * 1_000 + number);
        return { id, occurredAt, userAgent, ...(sender % 2 === 0 ? { ...what, action: long } : { path: long }) };
      });
    let open = () => {};
    gate = new Promise((resolve) => {
      open = resolve;
    });
    const posts = Array.from({ length: 8 }, (_, sender) =>
      post(
        organisationId,
        fat(sender)
          .map((one) => `${JSON.stringify(one)}\n`)
          .join(''),
        {},
        sender % 2 === 0 ? url : accessUrl,
      ),
    );
    // All of them are 190 MB as text; what is let in stands still once the budget is used up.
    await vi.waitFor(() => expect(waitingEvents).toBeGreaterThan(1_000), { timeout: 30_000 });
    const seen: number[] = [];
    await vi.waitFor(
      () => {
        seen.push(waitingEvents);
        expect(seen.slice(-10)).toEqual(Array.from({ length: 10 }, () => waitingEvents));
      },
      { timeout: 30_000, interval: 100 },
    );
    expect(waitingEvents * 17_000).toBeLessThan(110 * 1024 * 1024);
    open();
    gate = Promise.resolve();
    for (const response of await Promise.all(posts)) expect(await response.json()).toMatchObject({ accepted: 1_000 });
  }, 120_000);

  it('is not held up by senders who go away in the middle', async () => {
    const organisationId = newOrganisation();
    const { hostname, port } = new URL(url);
    for (let sender = 0; sender < 12; sender += 1) {
      const socket = connect(Number(port), hostname);
      socket.on('error', () => undefined);
      socket.write(
        `POST /audit/v1/events HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${organisationId}:Backlog\r\n` +
          `Content-Type: application/x-ndjson\r\nContent-Encoding: ${sender % 2 === 0 ? 'identity' : 'gzip'}\r\nContent-Length: 1000000\r\n\r\n{"half`,
        () => socket.destroy(),
      );
      await vi.waitFor(() => expect(socket.closed).toBe(true));
    }
    expect(await (await post(organisationId, ndjson(2))).json()).toEqual({ accepted: 2, duplicates: 0, rejected: [] });
  });

  describe('to the access log', () => {
    const may = { from: new Date('2026-05-01T00:00:00.000Z'), to: new Date('2026-06-01T00:00:00.000Z') };
    const inMay = (organisationId: string) => store.accessLog.count({ organisationId, product: 'Backlog', ...may });
    const access = (number: number) => ({
      id: event(number).id,
      occurredAt: '2026-05-12T02:41:26.123Z',
      userId: '2tLVEPOdM0Ux4m5',
      method: 'GET',
      path: `/view/MARKETING-${number}`,
      status: 200,
    });
    const lines = (count: number) =>
      Array.from({ length: count }, (_, number) => `${JSON.stringify(access(number))}\n`).join('');

    it.each([
      ['NDJSON', (text: string) => text, {}],
      ['gzip', promisify(gzip), { 'Content-Encoding': 'gzip' }],
      ['zstd', promisify(zstdCompress), { 'Content-Encoding': 'zstd' }],
    ] as const)('goes the same way: %s, each access once, and not into the audit log', async (_, pack, headers) => {
      const organisationId = newOrganisation();
      const send = async (text: string) => {
        const packed = await pack(text);
        const body = typeof packed === 'string' ? packed : new Uint8Array(packed);
        return (await post(organisationId, body, headers, accessUrl)).json();
      };
      expect(await send(lines(20))).toEqual({ accepted: 20, duplicates: 0, rejected: [] });
      expect(await send(lines(25))).toEqual({ accepted: 5, duplicates: 20, rejected: [] });
      expect(await inMay(organisationId)).toBe(25);
      expect(await store.count({ organisationId })).toBe(0);
    });

    it('names what does not fit by line, field and reason, and stores the rest', async () => {
      const organisationId = newOrganisation();
      const bad = [{ ...access(7), status: 999 }, event(8)].map((one) => `${JSON.stringify(one)}\n`).join('');
      const reply = await post(organisationId, lines(2) + bad, { 'Accept-Language': 'ja' }, accessUrl);
      expect(reply.status).toBe(200);
      expect(await reply.json()).toMatchObject({
        accepted: 2,
        rejected: [
          { line: 3, id: access(7).id, field: 'status', reason: expect.stringContaining('HTTP ステータスコード') },
          { line: 4, id: event(8).id, field: 'category', reasonLocalised: { en: expect.stringContaining('path') } },
        ],
      });
      expect(await inMay(organisationId)).toBe(2);
    });

    it('gives an id to an access that brings none', async () => {
      const organisationId = newOrganisation();
      const { id: _id, ...bare } = access(1);
      const body = `${JSON.stringify(bare)}\n`.repeat(3);
      expect(await (await post(organisationId, body, {}, accessUrl)).json()).toMatchObject({ accepted: 3 });
      expect(await inMay(organisationId)).toBe(3);
    });

    it('is refused where the plan does not include it, with the reason, before anything is read', async () => {
      const headers = { Authorization: `Bearer ${newOrganisation()}:Cacoo`, 'Accept-Language': 'ja' };
      const reply = await post('', lines(2), headers, accessUrl);
      expect(reply.status).toBe(409);
      expect(await reply.json()).toMatchObject({
        code: 'access-log.not-in-plan',
        detail: 'プラチナプランで利用できます。',
      });
    });

    it('answers as the audit log does: 503 while the store is away, 401 without a key, 405 for a GET', async () => {
      away = true;
      const reply = await post(newOrganisation(), lines(2), {}, accessUrl);
      away = false;
      expect(reply.status).toBe(503);
      expect(reply.headers.get('retry-after')).toBe('5');
      expect((await post('', lines(1), { Authorization: 'Bearer nothing' }, accessUrl)).status).toBe(401);
      expect((await fetch(accessUrl)).status).toBe(405);
    });
  });
});

function holds(rows: EventRows, id: string | undefined): boolean {
  return Array.from({ length: rows.length }, (_, row) => rows.idOf(row)).includes(id ?? '');
}

function event(number: number) {
  return {
    id: `018f6f5e-7c1a-7cc2-9a53-${String(number).padStart(12, '0')}`,
    occurredAt: '2026-05-12T02:41:26.123Z',
    category: 'Issue',
    event: 'Add an issue',
    action: `MARKETING-${number} was added to マーケティング部`,
  };
}

function ndjson(count: number): string {
  return Array.from({ length: count }, (_, number) => `${JSON.stringify(event(number))}\n`).join('');
}

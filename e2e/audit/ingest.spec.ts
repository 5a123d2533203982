/** What the ingest takes and what it refuses, over HTTP: formats, keys, broken bodies, and reasons a person can act on. */
import { once } from 'node:events';
import { connect } from 'node:net';
import { Readable } from 'node:stream';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import { createAdminClient } from '@sekisho/api-contract';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { until } from '../support/until.ts';
import {
  type AuditGateway,
  type AuditOrganisation,
  issueEventKey,
  startAuditGateway,
} from './support/audit-gateway.ts';
import { auditLogOf, ingest, post, type Query } from './support/audit-http.ts';
import { idOf, ndjson, type WireEvent, wireEvent, wireEvents } from './support/wire-events.ts';

let gateway: AuditGateway;
let organisation: AuditOrganisation;
let log: ReturnType<typeof auditLogOf>;

beforeAll(async () => {
  gateway = await startAuditGateway();
  await changeOrganisation();
});
afterAll(async () => gateway.close());

/** A log with nothing in it yet, for cases that look at all of it. */
async function changeOrganisation(): Promise<void> {
  organisation = await gateway.newOrganisation();
  log = auditLogOf(() => gateway.process, organisation.apiKey);
}

function send(body: Parameters<typeof ingest>[2], headers: Record<string, string> = {}) {
  return ingest(gateway.process.baseUrl, organisation.eventKey, body, headers);
}

/** What is in the log of Backlog, newest first, in the shape in which it was sent. */
async function stored(query: Query = {}): Promise<WireEvent[]> {
  const fields = Object.keys(wireEvent());
  return (await log.all({ product: 'Backlog', ...query })).map(
    (event) => Object.fromEntries(fields.map((field) => [field, event[field]])) as unknown as WireEvent,
  );
}

describe('forms of a request', () => {
  type Form = (events: readonly WireEvent[]) => string | Buffer | Readable;
  const array = (events: readonly WireEvent[]) => JSON.stringify(events, null, 1);
  /** Cut anywhere, in the middle of characters too. */
  function pieces(bytes: Buffer): Readable {
    return Readable.from(
      (function* () {
        for (let at = 0; at < bytes.length; at += 97) yield bytes.subarray(at, at + 97);
      })(),
    );
  }
  const forms: readonly (readonly [string, Form, Record<string, string>])[] = [
    ['NDJSON', ndjson, {}],
    [
      'NDJSON with CRLF, a byte order mark, blank lines and no last line end',
      (events) => `\ufeff${ndjson(events).replaceAll('\n', '\r\n\r\n').trimEnd()}`,
      {},
    ],
    ['application/jsonl', ndjson, { 'content-type': 'application/jsonl; charset=utf-8' }],
    ['a body of unknown length', (events) => pieces(Buffer.from(ndjson(events))), {}],
    ['a JSON array', array, { 'content-type': 'application/json' }],
    [
      'a JSON array of unknown length',
      (events) => pieces(Buffer.from(array(events))),
      { 'content-type': 'application/json' },
    ],
    ['NDJSON in gzip', (events) => gzipSync(ndjson(events)), { 'content-encoding': 'gzip' }],
    [
      'NDJSON in several gzip members',
      (events) => Buffer.concat([gzipSync(ndjson(events.slice(0, 40))), gzipSync(ndjson(events.slice(40)))]),
      { 'content-encoding': 'gzip' },
    ],
    ['NDJSON in zstd', (events) => zstdCompressSync(ndjson(events)), { 'content-encoding': 'zstd' }],
    [
      'a JSON array in zstd of unknown length',
      (events) => pieces(zstdCompressSync(array(events))),
      { 'content-type': 'application/json', 'content-encoding': 'zstd' },
    ],
  ];

  it.each(forms.map((form, index) => [...form, index] as const))(
    'takes %s and shows every field as it was sent',
    async (_form, make, headers, index) => {
      const from = `2026-05-${10 + index}T00:00:00.000Z`;
      const events = wireEvents(100, from);
      expect(await send(make(events), headers)).toEqual({ accepted: 100, duplicates: 0, rejected: [] });
      const day = { from, to: `2026-05-${11 + index}T00:00:00.000Z` };
      expect(await stored(day)).toEqual(events.toReversed());
    },
  );

  it.each([
    ['nothing', '', {}],
    ['blank lines', '\n\r\n \n', {}],
    ['an empty array', ' [ ] ', { 'content-type': 'application/json' }],
    ['an empty gzip', gzipSync(''), { 'content-encoding': 'gzip' }],
  ] as const)('takes %s for what it is', async (_what, body, headers) => {
    expect(await send(body, headers)).toEqual({ accepted: 0, duplicates: 0, rejected: [] });
  });

  it('sets one huge line aside and takes its neighbours', async () => {
    const [first, second, third] = wireEvents(3);
    const huge = JSON.stringify({ ...second, userAgent: 'x'.repeat(20_000_000) });
    const outcome = await send(gzipSync(`${JSON.stringify(first)}\n${huge}\n${JSON.stringify(third)}\n`), {
      'content-encoding': 'gzip',
    });
    expect(outcome).toMatchObject({ accepted: 2, rejected: [{ line: 2, reason: expect.stringContaining('256 KB') }] });
    expect(await stored({ to: '2026-05-02T00:00:00Z' })).toEqual([third, first]);
  });

  it('takes 100,000 lines in one request', async () => {
    await changeOrganisation();
    const many = wireEvents(100_000, '2026-04-01T00:00:00.000Z');
    expect(await send(zstdCompressSync(ndjson(many)), { 'content-encoding': 'zstd' })).toEqual({
      accepted: 100_000,
      duplicates: 0,
      rejected: [],
    });
    expect(await log.count({ product: 'Backlog' })).toBe(100_000);
    expect((await log.search({ product: 'Backlog', limit: '1' })).events[0]?.id).toBe(many.at(-1)?.id);
  });

  it('bears a sender who goes away in the middle; sending all again completes it', async () => {
    await changeOrganisation();
    const many = wireEvents(20_000);
    const bytes = Buffer.from(ndjson(many));
    const half = bytes.subarray(0, Math.floor(bytes.length / 2) + 11);
    await sendHalf(half, bytes.length);
    const outcome = await send(bytes);
    expect(outcome.accepted + outcome.duplicates).toBe(20_000);
    expect(outcome.rejected).toEqual([]);
    const shown = await log.all({ product: 'Backlog' });
    expect(shown.map(({ id }) => id)).toEqual(many.map(({ id }) => id).reverse());
  });

  async function sendHalf(half: Buffer, declared: number): Promise<void> {
    const { hostname, port } = new URL(gateway.process.baseUrl);
    const socket = connect(Number(port), hostname);
    await once(socket, 'connect');
    socket.write(headersOf(declared));
    socket.write(half, () => socket.resetAndDestroy());
    await once(socket, 'close');
  }

  function headersOf(length: number): string {
    return (
      `POST /audit/v1/events HTTP/1.1\r\nHost: gateway\r\nAuthorization: Bearer ${organisation.eventKey}\r\n` +
      `Content-Type: application/x-ndjson\r\nContent-Length: ${length}\r\n\r\n`
    );
  }

  it('serves everybody else while many senders dawdle in the middle of a line', async () => {
    const { hostname, port } = new URL(gateway.process.baseUrl);
    const sockets = await Promise.all(
      Array.from({ length: 60 }, async () => {
        const socket = connect(Number(port), hostname);
        await once(socket, 'connect');
        socket.write(`${headersOf(100_000)}${JSON.stringify(wireEvent())}\n{"half`);
        return socket;
      }),
    );
    const began = performance.now();
    await send('');
    await send(ndjson(wireEvents(10, '2026-01-01T00:00:00.000Z')));
    expect(performance.now() - began).toBeLessThan(10_000);
    for (const socket of sockets) socket.destroy();
  });

  it.each([
    ['another content type', 415, 'a,b', { 'content-type': 'text/csv' }],
    ['another encoding', 415, 'x', { 'content-encoding': 'br' }],
    ['what is not the gzip it says', 400, '{}', { 'content-encoding': 'gzip' }],
    ['gzip that breaks off', 400, gzipSync(ndjson(wireEvents(50))).subarray(0, 200), { 'content-encoding': 'gzip' }],
    ['an array that breaks off', 400, `[${JSON.stringify(wireEvent())}`, { 'content-type': 'application/json' }],
    ['an object instead of an array', 400, '{"events": []}', { 'content-type': 'application/json' }],
    ['two arrays', 400, '[][]', { 'content-type': 'application/json' }],
  ] as const)('refuses %s with %i and says how to do it', async (_what, status, body, headers) => {
    const reply = await post(gateway.process.baseUrl, organisation.eventKey, body, headers);
    expect(reply.status).toBe(status);
    expect(JSON.parse(reply.text)).toMatchObject({
      status,
      detailLocalised: { ja: expect.stringMatching(/[ぁ-ん]/), en: expect.stringMatching(/[a-z]/) },
    });
  });

  it('refuses a small body that unpacks to half a gigabyte, and lives', async () => {
    const block = gzipSync('x'.repeat(4 * 1024 * 1024));
    const bomb = Buffer.concat(Array.from({ length: 130 }, () => block));
    expect(bomb.length).toBeLessThan(1_000_000);
    const reply = await post(gateway.process.baseUrl, organisation.eventKey, bomb, { 'content-encoding': 'gzip' });
    expect(reply.status).toBe(413);
    expect(await send('')).toMatchObject({ accepted: 0 });
  });
});

describe('keys', () => {
  const body = ndjson(wireEvents(1));
  beforeAll(changeOrganisation);

  it.each([
    ['none', () => null],
    ['an invented one', () => `sekisho_evt_${'a'.repeat(43)}`],
    ['a key of the admin API', () => organisation.apiKey],
    ["a directory's token", () => organisation.connection.token],
    ["the operator's key", () => gateway.process.operatorKey],
  ])('answers %s with 401 and stores nothing', async (_what, keyOf) => {
    const reply = await post(gateway.process.baseUrl, keyOf(), body);
    expect(reply.status).toBe(401);
    expect(reply.headers['www-authenticate']).toMatch(/^Bearer/);
    expect(JSON.parse(reply.text)).toMatchObject({ detailLocalised: { ja: expect.stringMatching(/[ぁ-ん]/) } });
    expect(await log.count({ product: 'Backlog' })).toBe(0);
  });

  it('knows a revoked key no more from the next request on', async () => {
    const { apiKey, secret } = await organisation.admin.issueApiKey({
      body: { purpose: 'events', name: 'leaked', product: 'Backlog' },
    });
    expect((await post(gateway.process.baseUrl, secret, '')).status).toBe(200);
    await organisation.admin.revokeApiKey({ params: { apiKeyId: apiKey.id } });
    expect((await post(gateway.process.baseUrl, secret, body)).status).toBe(401);
  });

  it('knows an expired key no more', async () => {
    const key = await issueEventKey(organisation, 'Backlog', new Date(Date.now() + 700).toISOString());
    await until('the key to expire', async () =>
      (await post(gateway.process.baseUrl, key, '')).status === 401 ? true : undefined,
    );
  });

  it('lets a key for events read nothing', async () => {
    const admin = createAdminClient({ baseUrl: gateway.process.baseUrl, apiKey: organisation.eventKey });
    await expect(admin.searchAuditLog()).rejects.toMatchObject({ status: 401 });
    await expect(admin.listMembers()).rejects.toMatchObject({ status: 401 });
  });

  it('takes no event that names another product, or another organisation', async () => {
    const [own, foreign, stray] = wireEvents(3);
    const lines = [
      { ...own, product: 'Backlog' },
      { ...foreign, product: 'Cacoo' },
      { ...stray, organisationId: 'x' },
    ];
    expect(await send(ndjson(lines))).toMatchObject({
      accepted: 1,
      rejected: [
        { line: 2, id: foreign?.id, field: 'product', reason: expect.stringContaining("'Backlog' only") },
        { line: 3, id: stray?.id, field: 'organisationId' },
      ],
    });
    expect((await log.all({ product: ['Backlog', 'Cacoo'] })).map(({ id }) => id)).toEqual([own?.id]);
  });

  it("takes a closed product's past, and nothing from its end on", async () => {
    const key = await issueEventKey(organisation, 'Typetalk');
    const message = { category: 'Message', event: 'Add a message', action: 'A message was added' };
    const past = wireEvent({ ...message, occurredAt: '2025-12-30T23:59:59.999Z' });
    const after = wireEvent({ ...message, occurredAt: '2025-12-31T00:00:00.000Z' });
    expect(await ingest(gateway.process.baseUrl, key, ndjson([past, after]))).toMatchObject({
      accepted: 1,
      rejected: [
        {
          line: 2,
          field: 'occurredAt',
          reasonLocalised: { ja: expect.stringContaining('サービスを終了'), en: expect.stringContaining('2025-12-31') },
        },
      ],
    });
    expect((await log.all({ product: 'Typetalk' })).map(({ id }) => id)).toEqual([past.id]);
  });

  it('gives no key to a product that nobody registered, and says which there are', async () => {
    await expect(issueEventKey(organisation, 'Fax')).rejects.toMatchObject({
      status: 422,
      problem: { field: 'product', detailLocalised: { en: expect.stringContaining('Backlog') } },
    });
  });
});

describe('reasons', () => {
  const good = wireEvent();
  const inAnHour = new Date(Date.now() + 3_600_000).toISOString();
  const inTwoDays = new Date(Date.now() + 2 * 86_400_000).toISOString();
  const { action: _, ...withoutAction } = good;
  /** What is wrong, the line, the field that is named, and what the Japanese and the English reason say. */
  const mistakes: readonly (readonly [string, string | Buffer, string | undefined, string, string])[] = [
    ['no JSON', '{"id":', undefined, 'JSON として読み取れません', 'not JSON'],
    ['no object', '["a"]', undefined, 'JSON オブジェクト', 'JSON object'],
    ['null', 'null', undefined, 'JSON オブジェクト', 'JSON object'],
    ['no UTF-8', Buffer.from([0x22, 0xff, 0x22]), undefined, 'UTF-8', 'UTF-8'],
    [
      'an unknown category',
      line({ category: 'Isue' }),
      'category',
      'カテゴリ「Isue」はありません',
      "no category 'Isue'",
    ],
    ['a category in another case', line({ category: 'issue' }), 'category', '「issue」', "'issue'"],
    [
      'an unknown event',
      line({ event: 'Burn an issue' }),
      'event',
      'イベント「Burn an issue」',
      "no event 'Burn an issue'",
    ],
    ["another category's event", line({ event: 'Add a wiki page' }), 'event', '「Add a wiki page」', 'Add an issue'],
    ['a missing field', JSON.stringify(withoutAction), 'action', '「action」は必須です', "'action' is required"],
    ['an empty field', line({ action: '' }), 'action', '「action」は必須です', "'action' is required"],
    [
      'an unknown field',
      line({ sessionId: '1' }),
      'sessionId',
      '「sessionId」という項目はありません',
      "no field 'sessionId'",
    ],
    ['a number for a text', line({ action: 15 }), 'action', '文字列', 'as a string'],
    ['null for a text', line({ userAgent: null }), 'userAgent', '文字列', 'as a string'],
    ['an id that is no UUID', line({ id: '15' }), 'id', 'UUID', 'UUID'],
    ['30 February', line({ occurredAt: '2026-02-30T00:00:00Z' }), 'occurredAt', 'RFC 3339', 'RFC 3339'],
    ['31 April', line({ occurredAt: '2026-04-31T00:00:00Z' }), 'occurredAt', 'RFC 3339', 'RFC 3339'],
    ['29 February of no leap year', line({ occurredAt: '2026-02-29T00:00:00Z' }), 'occurredAt', 'RFC 3339', 'RFC 3339'],
    ['month 13', line({ occurredAt: '2026-13-01T00:00:00Z' }), 'occurredAt', 'RFC 3339', 'RFC 3339'],
    ['minute 60', line({ occurredAt: '2026-01-01T00:60:00Z' }), 'occurredAt', 'RFC 3339', 'RFC 3339'],
    ['a time without a zone', line({ occurredAt: '2026-05-12T02:41:26' }), 'occurredAt', 'RFC 3339', 'RFC 3339'],
    ['a day without a time', line({ occurredAt: '2026-05-12' }), 'occurredAt', 'RFC 3339', 'RFC 3339'],
    ['seconds since 1970', line({ occurredAt: '1778553686' }), 'occurredAt', 'RFC 3339', 'RFC 3339'],
    ['1969', line({ occurredAt: '1969-12-31T23:59:59.999Z' }), 'occurredAt', '1970 年以降', '1970'],
    ['the day after tomorrow', line({ occurredAt: inTwoDays }), 'occurredAt', '1 日以上先', 'more than a day ahead'],
    ['no address', line({ ipAddress: '192.0.2.300' }), 'ipAddress', 'IPv4', 'IPv4'],
    ['a block for an address', line({ ipAddress: '192.0.2.0/24' }), 'ipAddress', 'IPv4', 'IPv4'],
    ['another version', line({ version: 'V2' }), 'version', 'V1', 'V1'],
    ['too long an action', line({ action: 'あ'.repeat(4_001) }), 'action', '4000 文字', '4000 characters'],
  ];

  function line(change: Readonly<Record<string, unknown>>): string {
    return JSON.stringify({ ...good, id: idOf(JSON.stringify(change)), ...change });
  }

  it.each(['ja', 'en'] as const)(
    'names each line, field and reason, in %s, and takes every other line',
    async (language) => {
      await changeOrganisation();
      // A good line before each bad one: line numbers must hold though nothing else is wrong in between.
      const body = Buffer.concat(
        mistakes.flatMap(([, bad], index) => [
          Buffer.from(`${JSON.stringify({ ...good, id: idOf(`good ${index}`) })}\n`),
          Buffer.from(bad),
          Buffer.from('\n'),
        ]),
      );
      const outcome = await send(body, { 'accept-language': language });
      expect(outcome.accepted).toBe(mistakes.length);
      expect(outcome.rejected.map(({ line: at, field }) => [at, field])).toEqual(
        mistakes.map(([, , field], index) => [2 * index + 2, field]),
      );
      for (const [index, [what, , , ja, en]] of mistakes.entries()) {
        const refusal = outcome.rejected[index];
        expect(refusal?.reasonLocalised.ja, what).toContain(ja);
        expect(refusal?.reasonLocalised.en, what).toContain(en);
        expect(refusal?.reason, what).toBe(refusal?.reasonLocalised[language]);
      }
      expect(await log.count({ product: 'Backlog' })).toBe(mistakes.length);
    },
  );

  it('numbers the elements of an array from 1', async () => {
    const array = JSON.stringify([good, { ...good, category: 'Isue' }, 7]);
    expect(await send(array, { 'content-type': 'application/json' })).toMatchObject({
      accepted: 1,
      rejected: [{ line: 2, field: 'category' }, { line: 3 }],
    });
  });

  it('takes what the rules just allow', async () => {
    const events = [
      { ...good, id: idOf('in an hour'), occurredAt: inAnHour },
      { ...good, id: idOf('2'), occurredAt: '2024-02-29T09:00:00.123456789+09:00' },
      { ...good, id: idOf('3').toUpperCase(), occurredAt: '1970-01-01T00:00:00Z' },
      { ...good, id: idOf('4'), action: 'あ'.repeat(4_000), ipAddress: '2001:db8::1', version: 'V1' },
      { id: idOf('5'), occurredAt: '2026-05-12T02:41:26Z', category: 'Issue', event: 'Add an issue', action: 'x' },
    ];
    expect(await send(ndjson(events))).toMatchObject({ accepted: events.length, rejected: [] });
    const shown = new Map((await stored()).map((event) => [event.id, event]));
    expect(shown.get(idOf('2'))?.occurredAt).toBe('2024-02-29T00:00:00.123Z');
    expect(shown.get(idOf('3'))?.occurredAt).toBe('1970-01-01T00:00:00.000Z');
    expect(shown.get(idOf('5'))).toMatchObject({ operationUserName: '', ipAddress: '', userAgent: '' });
  });

  it('ends a request of nothing but mistakes early, with the first reasons', async () => {
    const reply = await post(gateway.process.baseUrl, organisation.eventKey, '{}\n'.repeat(20_000));
    expect(reply.status).toBe(422);
    expect(JSON.parse(reply.text)).toMatchObject({
      errors: expect.arrayContaining([expect.objectContaining({ field: '1.id' })]),
    });
  });
});

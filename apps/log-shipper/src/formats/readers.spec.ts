import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { accessCsvColumns, catalogue, createAccessEventParser, csvColumns, csvLine } from '@sekisho/audit-events';
import { describe, expect, it } from 'vitest';
import { csv } from './csv.ts';
import type { LineReader } from './format.ts';
import { mapped } from './mapped.ts';
import { parseMapping } from './mapping.ts';
import { ndjson } from './ndjson.ts';
import { parseTime } from './time.ts';

const read = (reader: LineReader, line: string) => reader.read(Buffer.from(line));
const refusedFor = (en: RegExp) => ({
  kind: 'refused',
  reason: { ja: expect.stringMatching(/[ぁ-ん]/), en: expect.stringMatching(en) },
});

describe('NDJSON', () => {
  const reader = ndjson.createReader();

  it.each([
    [
      'an event with an id goes as it is',
      '{"id":"1", "a" : 1}',
      { kind: 'whole', json: Buffer.from('{"id":"1", "a" : 1}') },
    ],
    ['also where the id comes later', '{"a":1,"id":"1"}', { kind: 'whole', json: Buffer.from('{"a":1,"id":"1"}') }],
    ['an event without an id', '{"a":{"id":"x"}}', { kind: 'bare', json: Buffer.from('{"a":{"id":"x"}}') }],
    ['one with space around it', ' {"a":1} ', { kind: 'event', event: { a: 1 } }],
    ['an empty one', '{}', { kind: 'event', event: {} }],
    ['an empty id is none', '{"id":"","a":1}', { kind: 'event', event: { a: 1 } }],
    ['null is none', '{"id":null,"a":1}', { kind: 'event', event: { a: 1 } }],
    ['a byte order mark is taken off', '\uFEFF{"a":1}', { kind: 'bare', json: Buffer.from('{"a":1}') }],
    ['a blank line', '  ', { kind: 'nothing' }],
  ])('%s', (_sentence, line, expected) => {
    expect(read(reader, line)).toEqual(expected);
  });

  it.each([
    ['an array', '[1]', /not an object/],
    ['half an object', '{"id":', /not JSON/],
    ['a number', '7', /not an object/],
  ])('refuses %s and says why', (_sentence, line, reason) => {
    expect(read(reader, line)).toMatchObject(refusedFor(reason));
  });

  it('refuses what is not UTF-8 instead of sending it with holes', () => {
    expect(reader.read(Buffer.from([0x7b, 0x22, 0x93, 0xfa, 0x22, 0x7d]))).toMatchObject(refusedFor(/utf-8/));
  });
});

describe('CSV in our own columns', () => {
  const cells: Readonly<Record<string, string>> = {
    product: 'Backlog',
    occurredAt: '2021-12-24T03:03:56Z',
    category: 'Project',
    event: 'Delete a project',
    action: '=TRM, "x"\r\nwas deleted',
    operationUserId: '7',
    operationUserName: '+松中 聡',
    operationUserEmail: 'sato@nulab.example',
    ipAddress: '203.0.113.9',
    userAgent: '＝danger',
  };
  const ten = csvColumns.map(([column]) => column);
  const values = csvColumns.map(([, field]) => cells[field] ?? '');

  it.each([
    ['default', ten, values, cells],
    [
      'full',
      ['id', 'space_key', ...ten, 'version'],
      ['018f6f5e-7c1a-7cc2-9a53-1f0f6c5d2b10', 'nulab', ...values, 'V1'],
      { ...cells, id: '018f6f5e-7c1a-7cc2-9a53-1f0f6c5d2b10', spaceKey: 'nulab', version: 'V1' },
    ],
  ])(
    'reads what an export with the preset %s writes, formula guards and line breaks too',
    (_preset, columns, row, event) => {
      const format = csv('utf-8');
      const splitter = format.createSplitter({ offset: 0, line: 0 });
      const reader = format.createReader();
      const file = `\uFEFF${csvLine(columns)}${csvLine(row)}`;
      expect(splitter.push(Buffer.from(file)).map(({ bytes }) => reader.read(bytes))).toEqual([
        { kind: 'nothing' },
        { kind: 'event', event },
      ]);
    },
  );

  it('reads Shift_JIS when told to', () => {
    const reader = csv('shift_jis').createReader();
    read(reader, 'date,category,event,action');
    expect(reader.read(Buffer.concat([Buffer.from('d,c,e,'), Buffer.from([0x8a, 0xd6, 0x8f, 0x8a])]))).toMatchObject({
      event: { action: '関所' },
    });
    expect(reader.read(Buffer.from([0x64, 0x2c, 0xfd, 0xff]))).toMatchObject(refusedFor(/shift_jis/));
  });

  it.each([
    ['a file without a header', ['Backlog,2021-12-24T03:03:56Z,Project'], /name the columns/],
    ['too few values', ['date,category,event,action', 'a,b'], /2 values.*4 columns/],
    ['an open quote', ['date,category,event,action', '"a,b,c,d'], /not CSV/],
    ['a quote in the middle', ['date,category,event,action', 'a"b,b,c,d'], /not CSV/],
    ['text behind a quote', ['date,category,event,action', '"a"b,b,c,d'], /not CSV/],
  ])('refuses %s', (_sentence, lines, reason) => {
    const reader = csv('utf-8').createReader();
    expect(lines.map((line) => read(reader, line)).at(-1)).toMatchObject(refusedFor(reason));
  });
});

describe('a mapping', () => {
  const example = join(import.meta.dirname, '../../examples/nginx-downloads.json');
  const nginx = parseMapping(readFileSync(example, 'utf8'));
  const reader = mapped(nginx, 'utf-8').createReader();

  it('makes an event of an access-log line; a dash is nothing', () => {
    expect(
      read(
        reader,
        '203.0.113.9 - - [27/Dec/2021:11:41:26 +0900] "GET /files/1/plan.pdf?v=2 HTTP/1.1" 200 12 "-" "curl/8.5"',
      ),
    ).toEqual({
      kind: 'event',
      event: {
        occurredAt: '2021-12-27T02:41:26.000Z',
        category: 'File',
        event: 'Download a file',
        action: '1/plan.pdf was downloaded',
        ipAddress: '203.0.113.9',
        operationUserId: '',
        userAgent: 'curl/8.5',
      },
    });
    const deletion = '203.0.113.9 - sato [27/Dec/2021:11:41:26 +0900] "DELETE /files/a HTTP/2.0" 204 0 "-" "x"';
    expect(read(reader, deletion)).toMatchObject({ event: { event: 'Delete a file', operationUserId: 'sato' } });
  });

  it('skips what no rule matches where told so, and refuses it otherwise', () => {
    expect(read(reader, 'nonsense')).toEqual({ kind: 'nothing' });
    const strict = mapped({ ...nginx, unmatched: 'refuse' }, 'utf-8').createReader();
    expect(read(strict, 'nonsense')).toMatchObject(refusedFor(/No rule/));
  });

  it('reads JSON lines by their values, and takes the first rule that matches', () => {
    const json = parseMapping(
      JSON.stringify({
        lines: 'json',
        date: 'epoch',
        rules: [
          {
            match: { date: '', 'req.method': '^DELETE$', 'req.uri': '^/wiki/(?<page>.+)' },
            fields: { action: '{page} by {who.id}' },
          },
          { match: { 'req.uri': '' }, fields: { action: 'other {req.uri}' } },
        ],
      }),
    );
    const lines = mapped(json, 'utf-8').createReader();
    const line = { date: 1_640_572_886.5, who: { id: 7 }, req: { method: 'DELETE', uri: '/wiki/Home' } };
    expect(read(lines, JSON.stringify(line))).toEqual({
      kind: 'event',
      event: { occurredAt: '2021-12-27T02:41:26.500Z', action: 'Home by 7' },
    });
    expect(read(lines, JSON.stringify({ ...line, req: { method: 'GET', uri: '/x' } }))).toMatchObject({
      event: { action: 'other /x' },
    });
  });

  it.each([
    ['not JSON', '{', /not JSON/],
    ['no rules', '{"date":"iso"}', /"rules"/],
    [
      'a broken pattern',
      '{"date":"iso","rules":[{"match":"(","fields":{}}]}',
      /"rules\[0\].match".*regular expression/,
    ],
    ['an unknown date', '{"date":"moon","rules":[{}]}', /"date"/],
    ['a misspelt setting', '{"date":"iso","rule":[]}', /"rule".*no such setting/],
    [
      'a template that is no text',
      '{"date":"iso","rules":[{"match":"x","fields":{"action":1}}]}',
      /"rules\[0\].fields.action"/,
    ],
    ['an offset that is none', '{"date":"iso","offset":"JST","rules":[]}', /"offset"/],
  ])('says what is wrong with a mapping file: %s', (_sentence, text, reason) => {
    expect(() => parseMapping(text)).toThrow(reason);
  });
});

describe('the example mapping for access logs', () => {
  const example = join(import.meta.dirname, '../../examples/access-log-combined.json');
  const reader = mapped(parseMapping(readFileSync(example, 'utf8')), 'utf-8').createReader();
  const parse = createAccessEventParser(catalogue, 'Backlog');
  const now = new Date('2026-05-12T03:00:00.000Z');

  it.each([
    [
      '203.0.113.7 - 2tLVEPOdM0Ux4m5 [12/May/2026:11:41:26 +0900] "GET /view/MARKETING-15?q=1 HTTP/1.1" 200 512 "-" "Mozilla/5.0"',
      { userId: '2tLVEPOdM0Ux4m5', method: 'GET', path: '/view/MARKETING-15', status: 200, userAgent: 'Mozilla/5.0' },
    ],
    [
      '2001:db8::1 - - [12/May/2026:02:41:26 +0000] "POST /api/v2/issues HTTP/2.0" 499 0 "https://example.co.jp/\\"x" "say \\"hi\\""',
      { userId: '', method: 'POST', path: '/api/v2/issues', status: 499, userAgent: 'say \\"hi\\"' },
    ],
  ])('makes an access of %s, which the gateway takes', (line, expected) => {
    const reading = read(reader, line);
    if (reading.kind !== 'event') throw new Error(reading.kind);
    expect(parse(reading.event, now)).toMatchObject({
      ok: true,
      event: { occurredAt: '2026-05-12T02:41:26.000Z', ...expected },
    });
  });

  it.each(['"-" 408 0 "-" "-"', '"\\x16\\x03\\x01" 400 157 "-" "-"'])(
    'passes over what was no request: %s',
    (request) => {
      expect(read(reader, `203.0.113.7 - - [12/May/2026:11:41:26 +0900] ${request}`)).toEqual({ kind: 'nothing' });
    },
  );
});

describe('CSV of the access log', () => {
  it('is read as it is exported, with its own columns', () => {
    const reader = csv('utf-8', 'access-log').createReader();
    expect(read(reader, accessCsvColumns.map(([column]) => column).join(','))).toEqual({ kind: 'nothing' });
    const row = '"Backlog","2026-05-12T02:41:26Z","7","\'=松中","","192.0.2.15","GET","/view/TRM-1","404",""';
    expect(read(reader, row)).toEqual({
      kind: 'event',
      event: {
        product: 'Backlog',
        occurredAt: '2026-05-12T02:41:26Z',
        userId: '7',
        userName: '=松中',
        ipAddress: '192.0.2.15',
        method: 'GET',
        path: '/view/TRM-1',
        status: '404',
      },
    });
  });

  it('wants its own columns: those of the audit log name none', () => {
    const reader = csv('utf-8', 'access-log').createReader();
    expect(read(reader, csvColumns.map(([column]) => column).join(','))).toMatchObject(
      refusedFor(/at least date, path/),
    );
  });
});

describe('times', () => {
  it.each([
    ['iso', '2021-12-27T02:41:26.123456Z', null, '2021-12-27T02:41:26.123Z'],
    ['iso', '2021/12/27 11:41:26', '+09:00', '2021-12-27T02:41:26.000Z'],
    ['iso', '2021-12-27 11:41:26+0900', null, '2021-12-27T02:41:26.000Z'],
    ['iso', '2021-12-27T11:41:26', null, null],
    ['clf', '27/Dec/2021:11:41:26 +0900', null, '2021-12-27T02:41:26.000Z'],
    ['clf', '27/Dez/2021:11:41:26 +0900', null, null],
    ['epoch', '1640572886.123', null, '2021-12-27T02:41:26.123Z'],
    ['epoch', '', null, null],
    ['epoch', '1e300', null, null],
    ['epoch-ms', '1640572886123', null, '2021-12-27T02:41:26.123Z'],
  ] as const)('%s: %s with offset %s is %s', (format, text, offset, expected) => {
    expect(parseTime(text, format, offset)).toBe(expected);
  });
});

import { describe, expect, it } from 'vitest';
import { csvReader } from './csv-reader.ts';
import { mappingReader, parseMapping } from './mapping-reader.ts';
import { ndjsonReader } from './ndjson-reader.ts';

describe('NDJSON', () => {
  it.each([
    ['an object', '{"id":"1"}', { kind: 'event', event: { id: '1' } }],
    ['a blank line', '  ', { kind: 'nothing' }],
  ])('%s', (_sentence, line, expected) => {
    expect(ndjsonReader.read(line)).toEqual(expected);
  });

  it.each([
    ['an array', '[1]'],
    ['half an object', '{"id":'],
    ['a number', '7'],
  ])('refuses %s and says why', (_sentence, line) => {
    const reading = ndjsonReader.read(line);
    expect(reading.kind).toBe('refused');
    expect(reading).toHaveProperty('reason', expect.stringMatching(/JSON/));
  });
});

describe('CSV in our own columns', () => {
  it('reads an exported line, formula guard and all', () => {
    const reader = csvReader();
    expect(reader.read('\uFEFFproduct,date,category,event,action,operation_user_name')).toEqual({ kind: 'nothing' });
    expect(
      reader.read(`Backlog,2021-12-24T03:03:56Z,Project,Delete a project,"'=TRM, ""x"" was deleted",松中 聡`),
    ).toEqual({
      kind: 'event',
      event: {
        product: 'Backlog',
        occurredAt: '2021-12-24T03:03:56Z',
        category: 'Project',
        event: 'Delete a project',
        action: '=TRM, "x" was deleted',
        operationUserName: '松中 聡',
      },
    });
  });

  it.each([
    ['a file without a header', ['Backlog,2021-12-24T03:03:56Z,Project'], /name the columns/],
    ['too few values', ['date,category,event,action', 'a,b'], /2 values.*4 columns/],
    ['an open quote', ['date,category,event,action', '"a,b,c,d'], /not CSV/],
  ])('refuses %s', (_sentence, lines, reason) => {
    const reader = csvReader();
    const readings = lines.map((line) => reader.read(line));
    expect(readings.at(-1)).toMatchObject({ kind: 'refused', reason: expect.stringMatching(reason) });
  });
});

describe('a mapping', () => {
  const nginx = parseMapping(
    JSON.stringify({
      pattern: '^(?<ip>\\S+) \\S+ (?<user>\\S+) \\[(?<date>[^\\]]+)\\] "(?<request>[^"]*)" (?<status>\\d+)',
      date: 'clf',
      fields: {
        category: 'Access',
        event: 'Access',
        action: '{request} was answered {status}',
        ipAddress: '{ip}',
        operationUserId: '{user}',
      },
    }),
  );

  it('makes an event of an access-log line', () => {
    expect(
      mappingReader(nginx).read('203.0.113.9 - sato [27/Dec/2021:11:41:26 +0900] "GET /wiki HTTP/1.1" 200 12'),
    ).toEqual({
      kind: 'event',
      event: {
        occurredAt: '2021-12-27T02:41:26.000Z',
        category: 'Access',
        event: 'Access',
        action: 'GET /wiki HTTP/1.1 was answered 200',
        ipAddress: '203.0.113.9',
        operationUserId: 'sato',
      },
    });
  });

  it('refuses a line that does not match', () => {
    expect(mappingReader(nginx).read('nonsense').kind).toBe('refused');
  });

  it.each([
    ['not JSON', '{', /not JSON/],
    ['no pattern', '{"date":"iso","fields":{}}', /"pattern"/],
    ['a broken pattern', '{"pattern":"(","date":"iso","fields":{}}', /regular expression/],
    ['an unknown date', '{"pattern":"x","date":"moon","fields":{}}', /"date"/],
  ])('says what is wrong with a mapping file: %s', (_sentence, text, reason) => {
    expect(() => parseMapping(text)).toThrow(reason);
  });
});

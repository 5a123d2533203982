import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { catalogue } from '../catalogue/catalogue-data.ts';
import { createEventLineScanner, type EventLineScanner, scannedTexts } from './event-line-scanner.ts';
import { unescapeInto } from './json-escapes.ts';
import { createAuditEventParser } from './parse-audit-event.ts';

const now = new Date('2026-05-12T03:00:00.000Z');
const fits = {
  id: '018f6f5e-7c1a-7cc2-9a53-1f0f6c5d2b10',
  occurredAt: '2026-05-12T02:41:26.123Z',
  product: 'Backlog',
  category: 'Issue',
  event: 'Update an issue',
  action: 'MARKETING-15 was updated in マーケティング部 😀',
  operationUserId: '2tLVEPOdM0Ux4m5',
  operationUserName: '城島 あゆみ',
  operationUserEmail: 'ayumi.kijima@example.co.jp',
  ipAddress: '192.0.2.15',
  userAgent: 'Mozilla/5.0',
  spaceKey: 'marketing',
  version: 'V1',
};

describe('a line that is regular', () => {
  it.each<[string, string]>([
    ['all fields', JSON.stringify(fits)],
    ['the fewest fields', JSON.stringify(pick('id', 'occurredAt', 'category', 'event', 'action'))],
    ['another order', JSON.stringify(pick('action', 'event', 'version', 'category', 'occurredAt', 'id'))],
    ['spaces as some writers put them', JSON.stringify(fits).replaceAll('":"', '": "').replaceAll('","', '", "')],
    ['a carriage return', `${JSON.stringify(fits)}\r`],
    ['an id in capitals', JSON.stringify({ ...fits, id: fits.id.toUpperCase() })],
    ['a time in seconds', JSON.stringify({ ...fits, occurredAt: '2024-02-29T23:59:59Z' })],
    ['an IPv6 address', JSON.stringify({ ...fits, ipAddress: '2001:db8::1' })],
    ['quotation marks in a text', JSON.stringify({ ...fits, action: 'a "quoted" \\ word\n\t\b\f\r\0' })],
    ['slashes as PHP writes them', JSON.stringify(fits).replaceAll('/', '\\/')],
    ['Japanese as Python writes it', inAscii(JSON.stringify(fits))],
    ['empty texts', JSON.stringify({ ...fits, ipAddress: '', userAgent: '', spaceKey: '' })],
    ['a clock that is an hour ahead', JSON.stringify({ ...fits, occurredAt: '2026-05-12T04:00:00.000Z' })],
  ])('with %s is read as the parser reads it', (_, line) => {
    const bytes = Buffer.from(`${line}\n`);
    const scanner = scannerOf('Backlog');
    expect(scanner.scan(bytes, 0, now.getTime())).toBe(bytes.length);
    expect(eventOf(scanner, bytes)).toEqual(parsed('Backlog', line));
  });

  it('is found wherever it begins, whatever came before', () => {
    const lines = [JSON.stringify(fits), JSON.stringify(pick('event', 'action', 'id', 'occurredAt', 'category')), '{}'];
    const bytes = Buffer.from(lines.map((line) => `${line}\n`).join(''));
    const scanner = scannerOf('Backlog');
    const second = scanner.scan(bytes, 0, now.getTime());
    const third = scanner.scan(bytes, second, now.getTime());
    expect(eventOf(scanner, bytes)).toEqual(parsed('Backlog', lines[1] ?? ''));
    expect(scanner.scan(bytes, third, now.getTime())).toBe(-1);
  });
});

describe('a line that is left to the parser', () => {
  it.each<[string, string]>([
    ['an escape in its category', JSON.stringify(fits).replace('Issue', 'Iss\\u0075e')],
    ['an escape in its id', JSON.stringify(fits).replace(fits.id, fits.id.replace('0', '\\u0030'))],
    ['half a pair of surrogates', JSON.stringify(fits).replace('MARK', '\\ud83dMARK')],
    ['an escape that is none', JSON.stringify(fits).replace('MARK', '\\x41')],
    ['an escape without its end', JSON.stringify(fits).replace('MARKETING', '\\u00g0')],
    ['a field twice', `{"id":"${fits.id}",${JSON.stringify(fits).slice(1)}`],
    ['an unknown field', JSON.stringify({ ...fits, before: 'secret' })],
    ['a number', JSON.stringify({ ...fits, operationUserId: 7 })],
    ['null', JSON.stringify({ ...fits, operationUserId: null })],
    ['no action', JSON.stringify({ ...fits, action: undefined })],
    ['an empty action', JSON.stringify({ ...fits, action: '' })],
    ['no id', JSON.stringify({ ...fits, id: undefined })],
    ['no time', JSON.stringify({ ...fits, occurredAt: undefined })],
    ['an id of another alphabet', JSON.stringify({ ...fits, id: fits.id.replace('1', 'g') })],
    ['a time with an offset', JSON.stringify({ ...fits, occurredAt: '2026-05-12T11:41:26+09:00' })],
    ['a day that is none', JSON.stringify({ ...fits, occurredAt: '2026-02-29T00:00:00Z' })],
    ['a time next week', JSON.stringify({ ...fits, occurredAt: '2026-05-19T00:00:00Z' })],
    ['a time before 1970', JSON.stringify({ ...fits, occurredAt: '1969-12-31T23:59:59Z' })],
    ["another product's event", JSON.stringify({ ...fits, product: 'Cacoo' })],
    ['an empty product', JSON.stringify({ ...fits, product: '' })],
    ["another category's event", JSON.stringify({ ...fits, category: 'Wiki' })],
    ['another version', JSON.stringify({ ...fits, version: 'V2' })],
    ['two addresses', JSON.stringify({ ...fits, ipAddress: '192.0.2.1, 192.0.2.2' })],
    ['an octet too many', JSON.stringify({ ...fits, ipAddress: '192.0.2.1.5' })],
    ['an action that is too long', JSON.stringify({ ...fits, action: 'x'.repeat(4001) })],
    ['something behind it', `${JSON.stringify(fits)}x`],
    ['its end missing', JSON.stringify(fits).slice(0, -1)],
    ['a raw tab in a text', JSON.stringify(fits).replace('MARKETING', 'MARK\tETING')],
    ['nothing in it', ''],
    ['a list', '[]'],
  ])('has %s', (_, line) => {
    expect(scannerOf('Backlog').scan(Buffer.from(`${line}\n`), 0, now.getTime())).toBe(-1);
  });

  it('happened after its product ended', () => {
    const topic = { ...fits, product: 'Typetalk', category: 'Topic', event: 'Add a topic' };
    const scan = (occurredAt: string) =>
      scannerOf('Typetalk').scan(Buffer.from(`${JSON.stringify({ ...topic, occurredAt })}\n`), 0, now.getTime());
    expect(scan('2025-12-30T23:59:59.999Z')).not.toBe(-1);
    expect(scan('2025-12-31T00:00:00.000Z')).toBe(-1);
  });

  it('is of a product that is not in the catalogue', () => {
    expect(createEventLineScanner(catalogue, 'Wiki')).toBeUndefined();
  });
});

it('never reads a line in another way than the parser does', () => {
  const scanner = scannerOf('Backlog');
  let regular = 0;
  fc.assert(
    fc.property(fc.array(anyLine, { minLength: 1, maxLength: 4 }), (lines) => {
      const bytes = Buffer.from(lines.map((line) => `${line}\n`).join(''));
      let from = 0;
      for (const line of lines) {
        const end = from + Buffer.byteLength(line) + 1;
        const next = scanner.scan(bytes, from, now.getTime());
        if (next !== -1) {
          regular += 1;
          expect(next).toBe(end);
          expect(eventOf(scanner, bytes)).toEqual(parsed('Backlog', line));
        }
        from = end;
      }
    }),
    { numRuns: 3_000 },
  );
  // Otherwise nothing would have been compared.
  expect(regular).toBeGreaterThan(500);
});

/** A value that fits; or, now and then, one that nearly fits or doesn't. */
function mostly<T>(usual: fc.Arbitrary<T>, ...others: readonly fc.Arbitrary<T>[]): fc.Arbitrary<T> {
  return fc.oneof({ weight: 20 * others.length, arbitrary: usual }, ...others);
}

const times = fc.date({ noInvalidDate: true, min: new Date(0), max: now });
const withoutEscapes = (text: string) => text.replaceAll(/["\\]|\p{Cc}/gu, '-');

const values: Readonly<Record<string, fc.Arbitrary<unknown>>> = {
  id: mostly(
    fc.uuid(),
    fc.uuid().map((id) => id.toUpperCase()),
    fc.uuid().map((id) => id.replaceAll('-', '')),
    fc.string({ minLength: 36, maxLength: 36 }),
  ),
  occurredAt: mostly(
    times.map((at) => at.toISOString()),
    fc.constantFrom('2026-05-12T02:41:26Z', '2026-05-12T24:00:00Z', '2026-05-12T02:41:60Z', '2026-02-30T00:00:00.000Z'),
    fc.constantFrom(
      '2026-05-12t02:41:26z',
      '2026-05-12T02:41:26.1Z',
      '2026-5-12T02:41:26.0Z',
      '2026-05-13T03:00:00.001Z',
    ),
    mutated('2026-05-12T02:41:26.123Z'),
  ),
  product: mostly(fc.constant('Backlog'), fc.constantFrom('backlog', '', 'Cacoo')),
  category: mostly(fc.constant('Issue'), fc.constantFrom('Wiki', 'issue')),
  event: mostly(fc.constantFrom('Update an issue', 'Add an issue'), fc.constantFrom('Add a wiki page', 'Add an issuE')),
  action: mostly(
    fc.string({ unit: 'grapheme', minLength: 1, maxLength: 100 }).map(withoutEscapes),
    fc.string({ unit: 'binary' }),
    fc.constant(''),
  ),
  operationUserId: mostly(
    fc.string({ maxLength: 30 }).map(withoutEscapes),
    fc.string({ minLength: 195, maxLength: 205 }),
  ),
  operationUserName: mostly(fc.string({ unit: 'grapheme' }).map(withoutEscapes), fc.string({ unit: 'binary' })),
  operationUserEmail: fc.constantFrom('ayumi.kijima@example.co.jp', ''),
  ipAddress: mostly(fc.oneof(fc.ipV4(), fc.ipV6()), mutated('203.0.113.25'), mutated('2001:db8::1')),
  userAgent: fc.constantFrom('Mozilla/5.0', ''),
  spaceKey: mostly<unknown>(fc.constantFrom('nulab', ''), fc.constant(null), fc.integer()),
  version: mostly(fc.constant('V1'), fc.constant('V2')),
};

/** The text with one character in the place of another. */
function mutated(text: string): fc.Arbitrary<string> {
  return fc
    .tuple(fc.nat(text.length - 1), fc.constantFrom('0', '9', '3', '.', ':', '-', ' ', 'T', '/', '256', ''))
    .map(([at, put]) => text.slice(0, at) + put + text.slice(at + 1));
}

const required = ['id', 'occurredAt', 'category', 'event', 'action'];
const optional = Object.keys(values).filter((field) => !required.includes(field));

const anyLine = fc
  .tuple(fc.subarray(optional), mostly(fc.constant(required), fc.subarray(required)), fc.boolean())
  .chain(([some, needed, isShuffled]) => {
    const fields = [...needed, ...some];
    return fc.tuple(
      isShuffled ? fc.shuffledSubarray(fields, { minLength: fields.length }) : fc.constant(fields),
      fc.record(values),
      mostly(
        fc.constant((json: string) => json),
        ...damages.map((damage) => fc.constant(damage)),
      ),
    );
  })
  .map(([fields, given, damage]) => {
    const json = JSON.stringify(Object.fromEntries(fields.map((field) => [field, given[field]])));
    return damage(json.replaceAll('\n', ' '));
  });

/** What may be wrong, or only unusual, with the JSON itself. */
const damages: readonly ((json: string) => string)[] = [
  (json) => json.replaceAll('":"', '": "'),
  (json) => json.replaceAll('","', '", "'),
  (json) => json.replaceAll('","', '" , "'),
  (json) => `${json}\r`,
  (json) => ` ${json}`,
  (json) => `${json} `,
  (json) => json.slice(0, -1),
  (json) => json.replace('{', '{"id":"x",'),
  (json) => json.replace('}', ',}'),
  (json) => json.replace('a', '\\u0061'),
  (json) => json.replaceAll('/', '\\/'),
  (json) => json.replace('i', '\\ud83d'),
  (json) => json.replace('s', '\\udE00\\ud83d'),
  (json) => json.replaceAll('u', '\\'),
  (json) => inAscii(json),
];

/** All that is not ASCII as an escape. */
function inAscii(json: string): string {
  return json.replaceAll(/[^\0-\x7f]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

function scannerOf(product: string): EventLineScanner {
  const scanner = createEventLineScanner(catalogue, product);
  if (scanner === undefined) throw new Error(`The catalogue has no ${product}`);
  return scanner;
}

/** What the scanner found, as an event. */
function eventOf({ found }: EventLineScanner, bytes: Buffer): unknown {
  const hex = [...found.id].map((word) => (word >>> 0).toString(16).padStart(8, '0')).join('');
  const texts = scannedTexts.map((field, text) => {
    const [from = 0, to = 0] = [found.from[text], found.to[text]];
    if ((found.escaped & (1 << text)) === 0) return [field, bytes.toString('utf8', from, to)];
    const plain = Buffer.alloc(to - from);
    return [field, plain.toString('utf8', 0, unescapeInto(bytes, from, to, plain))];
  });
  return {
    id: hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-'),
    occurredAt: new Date(found.occurredAt).toISOString(),
    ...Object.fromEntries(texts),
  };
}

function parsed(product: string, line: string): unknown {
  const result = createAuditEventParser(catalogue, product)(JSON.parse(line), now);
  if (!result.ok) throw new Error(`The parser refuses ${line}: ${result.refusal.reason.en}`);
  const { product: _product, version: _version, ...event } = result.event;
  return event;
}

function pick(...names: readonly (keyof typeof fits)[]): Partial<typeof fits> {
  return Object.fromEntries(names.map((name) => [name, fits[name]]));
}

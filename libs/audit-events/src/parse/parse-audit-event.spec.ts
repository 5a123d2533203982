import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { catalogue } from '../catalogue/catalogue-data.ts';
import { auditEventJsonSchema } from '../catalogue/json-schema.ts';
import { isIpAddress } from './ip-address.ts';
import { createAuditEventParser, fieldLimits, parseAuditEvent } from './parse-audit-event.ts';

const now = new Date('2026-05-12T03:00:00.000Z');
const fits = {
  id: '018f6f5e-7c1a-7cc2-9a53-1f0f6c5d2b10',
  occurredAt: '2026-05-12T02:41:26.123Z',
  category: 'Issue',
  event: 'Update an issue',
  action: 'MARKETING-15 was updated in マーケティング部',
};

describe('an event that fits', () => {
  it('is taken, with what was left out empty', () => {
    expect(parseAuditEvent(catalogue, 'Backlog', fits, now)).toEqual({
      ok: true,
      event: {
        ...fits,
        product: 'Backlog',
        operationUserId: '',
        operationUserName: '',
        operationUserEmail: '',
        ipAddress: '',
        userAgent: '',
        spaceKey: '',
        version: 'V1',
      },
    });
  });

  it.each([
    ['a time in Japan', { occurredAt: '2026-05-12T11:41:26+09:00' }, { occurredAt: '2026-05-12T02:41:26.000Z' }],
    ['microseconds', { occurredAt: '2026-05-12T02:41:26.123456Z' }, { occurredAt: '2026-05-12T02:41:26.123Z' }],
    ['midnight as hour 24', { occurredAt: '2026-05-11T24:00:00Z' }, { occurredAt: '2026-05-12T00:00:00.000Z' }],
    ['an id in capitals', { id: fits.id.toUpperCase() }, { id: fits.id }],
    ['a clock that is an hour ahead', { occurredAt: '2026-05-12T04:00:00.000Z' }, {}],
  ])('with %s is taken', (_, given, expected) => {
    const parsed = parseAuditEvent(catalogue, 'Backlog', { ...fits, ...given }, now);
    expect(parsed).toMatchObject({ ok: true, event: expected });
  });

  it('of Typetalk is taken when it happened before the service ended', () => {
    const topic = { ...fits, category: 'Topic', event: 'Add a topic', occurredAt: '2025-12-30T23:59:59.999Z' };
    expect(parseAuditEvent(catalogue, 'Typetalk', topic, now)).toMatchObject({ ok: true });
  });
});

describe('an event that does not fit is refused with the field and the way out', () => {
  it.each<[string, unknown, string, string]>([
    ['no object', 'text', '', 'JSON object'],
    ['a list', [], '', 'JSON object'],
    ['nothing', null, '', 'JSON object'],
    ['no id', { ...fits, id: undefined }, 'id', 'string'],
    ['an id that is no UUID', { ...fits, id: '15' }, 'id', 'UUID'],
    ['an empty action', { ...fits, action: '' }, 'action', 'required'],
    ['an unknown field', { ...fits, before: 'secret' }, 'before', 'operationUserName'],
    ['a number', { ...fits, operationUserId: 7 }, 'operationUserId', 'string'],
    ['an action that is too long', { ...fits, action: 'x'.repeat(4001) }, 'action', '4000'],
    ['a time without zone', { ...fits, occurredAt: '2026-05-12T02:41:26' }, 'occurredAt', 'RFC 3339'],
    ['a month that is none', { ...fits, occurredAt: '2025-13-01T00:00:00Z' }, 'occurredAt', 'RFC 3339'],
    ['a day that is none', { ...fits, occurredAt: '2026-02-29T00:00:00Z' }, 'occurredAt', 'RFC 3339'],
    ['a time before 1970', { ...fits, occurredAt: '1969-12-31T23:59:59Z' }, 'occurredAt', '1970'],
    ['a time next week', { ...fits, occurredAt: '2026-05-19T00:00:00Z' }, 'occurredAt', 'clock'],
    ["another product's event", { ...fits, product: 'Cacoo' }, 'product', 'Backlog'],
    ['a category there is not', { ...fits, category: 'Pull request' }, 'category', 'Gantt Chart'],
    ['an event there is not', { ...fits, event: 'View an issue' }, 'event', 'Add an issue'],
    ['two addresses', { ...fits, ipAddress: '192.0.2.1, 192.0.2.2' }, 'ipAddress', 'IPv6'],
    ['another version', { ...fits, version: 'V2' }, 'version', 'V1'],
  ])('%s', (_, value, field, hint) => {
    const parsed = parseAuditEvent(catalogue, 'Backlog', value, now);
    expect(parsed).toMatchObject({ ok: false, refusal: { field, reason: { en: expect.stringContaining(hint) } } });
    expect(parsed).toMatchObject({ refusal: { reason: { ja: expect.stringMatching(/[ぁ-ん]/) } } });
  });

  it('a Typetalk event from after the end of the service', () => {
    const topic = { ...fits, category: 'Topic', event: 'Add a topic', occurredAt: '2025-12-31T00:00:00.000Z' };
    expect(parseAuditEvent(catalogue, 'Typetalk', topic, now)).toMatchObject({
      ok: false,
      refusal: { field: 'occurredAt', reason: { ja: expect.stringContaining('2025-12-31 にサービスを終了') } },
    });
  });

  it('a product that is not in the catalogue', () => {
    const parse = createAuditEventParser(catalogue, 'Wiki');
    expect(parse(fits, now)).toMatchObject({ ok: false, refusal: { field: 'product' } });
  });
});

describe('the published JSON Schema', () => {
  const schema = z.fromJSONSchema(auditEventJsonSchema(catalogue));

  it('takes every event of the catalogue, as the parser does', () => {
    for (const product of catalogue.products) {
      for (const category of product.categories) {
        for (const event of category.events) {
          const value = {
            ...fits,
            occurredAt: '2025-05-12T02:41:26Z',
            category: category.id,
            event: event.id,
            action: event.action,
          };
          expect(parseAuditEvent(catalogue, product.id, value, now), event.id).toMatchObject({ ok: true });
          expect(schema.safeParse({ ...value, product: product.id }).success, event.id).toBe(true);
        }
      }
    }
  });

  it("allows no field but those it names, which are the parser's", () => {
    const { properties, additionalProperties } = auditEventJsonSchema(catalogue);
    expect(additionalProperties).toBe(false);
    expect(Object.keys(properties ?? {}).sort()).toEqual(Object.keys(fieldLimits).sort());
  });

  it.each([
    ['an event of another category', { event: 'Add a wiki page' }],
    ['a missing action', { action: undefined }],
    ['a number', { operationUserId: 7 }],
    ['another version', { version: 'V2' }],
  ])('refuses %s, as the parser does', (_, given) => {
    const value = { ...fits, ...given };
    expect(schema.safeParse(JSON.parse(JSON.stringify(value))).success).toBe(false);
    expect(parseAuditEvent(catalogue, 'Backlog', value, now).ok).toBe(false);
  });
});

describe('addresses', () => {
  it.each([
    '192.0.2.1',
    '0.0.0.0',
    '255.255.255.255',
    '::',
    '::1',
    '2001:db8::1',
    '2001:DB8:0:0:0:0:0:1',
    '::ffff:192.0.2.1',
    'fe80::1',
  ])('%s is one', (text) => expect(isIpAddress(text)).toBe(true));
  it.each([
    '',
    '192.0.2',
    '192.0.2.1.',
    '256.0.0.1',
    '192.0.2.1:443',
    '1:2:3',
    ':::',
    '1::2::3',
    '1:2:3:4:5:6:7:8:9',
    'fe80::1%eth0',
    '12345::',
    '::ffff:192.0.2.256',
  ])('%j is none', (text) => expect(isIpAddress(text)).toBe(false));
});

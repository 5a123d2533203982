import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { catalogue } from '../catalogue/catalogue-data.ts';
import { accessEventJsonSchema } from './access-json-schema.ts';
import { createAccessEventParser } from './parse-access-event.ts';

const now = new Date('2026-05-12T03:00:00.000Z');
const parse = createAccessEventParser(catalogue, 'Backlog');
const fits = {
  id: '018f6f5e-7c1a-7cc2-9a53-1f0f6c5d2b10',
  occurredAt: '2026-05-12T02:41:26.123Z',
  userId: '2tLVEPOdM0Ux4m5',
  userName: '城島 あゆみ',
  userEmail: 'ayumi.kijima@example.co.jp',
  ipAddress: '192.0.2.15',
  method: 'GET',
  path: '/view/MARKETING-15',
  status: 200,
  userAgent: 'Mozilla/5.0',
};

describe('an access that fits', () => {
  it('is taken as it is', () => {
    expect(parse(fits, now)).toEqual({ ok: true, event: { ...fits, product: 'Backlog' } });
  });

  it('needs a time and a path only', () => {
    expect(parse({ occurredAt: fits.occurredAt, path: 'git-upload-pack' }, now)).toEqual({
      ok: true,
      event: {
        id: null,
        product: 'Backlog',
        occurredAt: fits.occurredAt,
        userId: '',
        userName: '',
        userEmail: '',
        ipAddress: '',
        method: '',
        path: 'git-upload-pack',
        status: null,
        userAgent: '',
      },
    });
  });

  it.each([
    ['a status as text', { status: '404' }, { status: 404 }],
    ['an empty status', { status: '' }, { status: null }],
    ['a query, which is cut off', { path: '/find?q=給与&token=s3cret' }, { path: '/find' }],
    ['a fragment, which is cut off', { path: '/wiki/Home#salary' }, { path: '/wiki/Home' }],
    ['a method of WebDAV', { method: 'VERSION-CONTROL' }, { method: 'VERSION-CONTROL' }],
    ['an id in capitals', { id: fits.id.toUpperCase() }, { id: fits.id }],
    ['a time in Japan', { occurredAt: '2026-05-12T11:41:26+09:00' }, { occurredAt: '2026-05-12T02:41:26.000Z' }],
    ['its own product', { product: 'Backlog' }, { product: 'Backlog' }],
  ])('with %s is taken', (_, given, expected) => {
    expect(parse({ ...fits, ...given }, now)).toMatchObject({ ok: true, event: expected });
  });
});

describe('the JSON Schema of an access', () => {
  const schema = z.fromJSONSchema(accessEventJsonSchema(catalogue));

  it.each<[string, Record<string, unknown>]>([
    ['an access that fits', {}],
    ['a status as text', { status: '404' }],
    ['an empty status', { status: '' }],
    ['no id', { id: '' }],
    ['an id in capitals', { id: fits.id.toUpperCase() }],
    ['a query behind the path', { path: '/find?q=1' }],
    ['an operation', { path: 'git-upload-pack', method: '' }],
    ['its product', { product: 'Backlog' }],
    ['no path', { path: undefined }],
    ['a path of a query alone', { path: '?q=1' }],
    ['a path that is too long', { path: `/${'x'.repeat(8000)}` }],
    ['an id that is no UUID', { id: '15' }],
    ['what an audit event says', { action: 'x' }],
    ['a whole request line', { method: 'GET /' }],
    ['a status there is not', { status: 600 }],
    ['half a status', { status: 20.5 }],
    ['a status that is true', { status: true }],
    ['a product that is none', { product: 'Wiki' }],
    ['a name that is no text', { userName: 5 }],
    ['a time that is none', { occurredAt: 'yesterday' }],
  ])('says the same as the parser: %s', (_sentence, change) => {
    const access = JSON.parse(JSON.stringify({ ...fits, ...change }));
    expect(schema.safeParse(access).success).toBe(parse(access, now).ok);
  });
});

describe('an access that does not fit is refused with the field and the way out', () => {
  it.each<[string, unknown, string, string]>([
    ['a list', [], '', 'JSON object'],
    ['no time', { ...fits, occurredAt: undefined }, 'occurredAt', 'string'],
    ['an empty time', { ...fits, occurredAt: '' }, 'occurredAt', 'required'],
    ['no path', { occurredAt: fits.occurredAt }, 'path', 'required'],
    ['a path of a query alone', { ...fits, path: '?q=1' }, 'path', 'required'],
    ['an id that is no UUID', { ...fits, id: '15' }, 'id', 'UUID'],
    ['what an audit event says', { ...fits, action: 'x' }, 'action', 'userAgent'],
    ['a path that is too long', { ...fits, path: `/${'x'.repeat(8000)}` }, 'path', '8000'],
    ['a time next week', { ...fits, occurredAt: '2026-05-19T00:00:00Z' }, 'occurredAt', 'clock'],
    ['a day that is none', { ...fits, occurredAt: '2026-02-29T00:00:00Z' }, 'occurredAt', 'RFC 3339'],
    ["another product's access", { ...fits, product: 'Cacoo' }, 'product', 'Backlog'],
    ['two addresses', { ...fits, ipAddress: '192.0.2.1, 192.0.2.2' }, 'ipAddress', 'IPv6'],
    ['a whole request line', { ...fits, method: 'GET /' }, 'method', 'HTTP method'],
    ['a status there is not', { ...fits, status: 600 }, 'status', '599'],
    ['half a status', { ...fits, status: 20.5 }, 'status', '3'],
    ['a status that is true', { ...fits, status: true }, 'status', 'string'],
  ])('%s', (_, value, field, hint) => {
    const parsed = parse(value, now);
    expect(parsed).toMatchObject({ ok: false, refusal: { field, reason: { en: expect.stringContaining(hint) } } });
    expect(parsed).toMatchObject({ refusal: { reason: { ja: expect.stringMatching(/[ぁ-ん]/) } } });
  });

  it('an access of Typetalk from after the end of the service', () => {
    const typetalk = createAccessEventParser(catalogue, 'Typetalk');
    expect(typetalk({ ...fits, occurredAt: '2025-12-30T23:59:59.999Z' }, now)).toMatchObject({ ok: true });
    expect(typetalk({ ...fits, occurredAt: '2025-12-31T00:00:00.000Z' }, now)).toMatchObject({
      ok: false,
      refusal: { field: 'occurredAt' },
    });
  });

  it('a product that is not in the catalogue', () => {
    const unknown = createAccessEventParser(catalogue, 'Wiki');
    expect(unknown(fits, now)).toMatchObject({ ok: false, refusal: { field: 'product' } });
  });
});

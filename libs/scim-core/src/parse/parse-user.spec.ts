import { describe, expect, it } from 'vitest';
import { urns } from '../schema/urns.ts';
import { ScimError } from '../scim-error.ts';
import { parseUser } from './parse-user.ts';

const base = { schemas: [urns.user], userName: 'taro@example.com' };

function refusal(body: unknown): ScimError {
  try {
    parseUser(body);
  } catch (error) {
    if (error instanceof ScimError) return error;
    throw error;
  }
  throw new Error('was accepted');
}

describe('parseUser', () => {
  it('spells names as the schema does, whatever the case, and keeps what no schema knows', () => {
    const user = parseUser({
      SCHEMAS: [urns.user.toUpperCase(), 'urn:example:unknown:1.0:Thing'],
      USERNAME: 'taro@example.com',
      Name: { FAMILYNAME: '山田', phonetic: 'ヤマダ' },
      [urns.enterpriseUser.toLowerCase()]: { DEPARTMENT: '開発部', Manager: { VALUE: '42' } },
      'urn:example:unknown:1.0:Thing': { Colour: 'red' },
      shoeSize: 27.5,
    });
    expect(user).toEqual({
      userName: 'taro@example.com',
      name: { familyName: '山田', phonetic: 'ヤマダ' },
      [urns.enterpriseUser]: { department: '開発部', manager: { value: '42' } },
      'urn:example:unknown:1.0:Thing': { Colour: 'red' },
      shoeSize: 27.5,
    });
  });

  it.each([
    ['null', { title: null }],
    ['an empty array', { emails: [] }],
    ['an array of nulls', { emails: [null] }],
    ['an empty object', { name: {} }],
    ['an object of nulls', { name: { givenName: null } }],
    ['an extension block of nulls', { [urns.enterpriseUser]: { department: null, manager: { value: null } } }],
    ['an unknown attribute that is null', { whatever: null }],
    ['id, meta and groups, which are read-only', { id: 'x', meta: { version: 'y' }, groups: [{ value: 'g' }] }],
    ['a read-only part', { [urns.enterpriseUser]: { manager: { displayName: 'Boss' } } }],
    ['a password', { password: '1mz050nq' }],
  ])('leaves out %s', (_what, more) => {
    expect(parseUser({ ...base, ...more })).toEqual({ userName: 'taro@example.com' });
  });

  it.each([
    ['a string', 'ADMIN', [{ value: 'ADMIN' }]],
    ['an object', { value: 'USER', primary: true }, [{ value: 'USER', primary: true }]],
    ['an array of strings', ['GUEST'], [{ value: 'GUEST' }]],
    ['an array of objects', [{ value: 'ADMIN', type: 'x' }], [{ value: 'ADMIN', type: 'x' }]],
    ['an array of one empty string', [''], undefined],
    ['an empty array, as Entra ID sends', [], undefined],
  ])('takes roles as %s', (_form, roles, expected) => {
    expect(parseUser({ ...base, roles })['roles']).toEqual(expected);
  });

  it('reads attributes qualified by a URN', () => {
    const user = parseUser({
      schemas: [urns.user],
      [`${urns.user}:userName`]: 'taro',
      [`${urns.enterpriseUser}:department`]: '総務部',
      [urns.enterpriseUser]: { division: '東日本' },
      [urns.user]: { title: '部長' },
      'urn:example:1.0:Thing:colour': 'red',
    });
    expect(user).toEqual({
      userName: 'taro',
      title: '部長',
      [urns.enterpriseUser]: { department: '総務部', division: '東日本' },
      'urn:example:1.0:Thing': { colour: 'red' },
    });
  });

  it.each([
    ['a body that is no object', [], 'invalidSyntax', 'JSON object'],
    ['a body that is a string', 'x', 'invalidSyntax', 'JSON object'],
    ['no schemas', { userName: 'a' }, 'invalidSyntax', 'schemas'],
    ['schemas without the core one', { ...base, schemas: [urns.enterpriseUser] }, 'invalidSyntax', urns.user],
    ['no userName', { schemas: [urns.user] }, 'invalidValue', 'userName'],
    ['an empty userName', { ...base, userName: '' }, 'invalidValue', 'userName'],
    ['a blank userName', { ...base, userName: ' 　' }, 'invalidValue', 'userName'],
    ['a null userName', { ...base, userName: null }, 'invalidValue', 'userName'],
    ['a number for a string', { ...base, title: 5 }, 'invalidValue', 'title'],
    ['a string for a boolean', { ...base, active: 'true' }, 'invalidValue', 'active'],
    ['an object for a multi-valued attribute', { ...base, emails: { value: 'a@b' } }, 'invalidValue', 'emails'],
    ['a string in a list of objects', { ...base, emails: ['a@b'] }, 'invalidValue', 'emails[0]'],
    ['an array for a single value', { ...base, name: [{ givenName: 'a' }] }, 'invalidValue', 'name'],
    ['a number in a part', { ...base, emails: [{ value: 'a@b' }, { value: 1 }] }, 'invalidValue', 'emails[1].value'],
    [
      'text that is no base64',
      { ...base, x509Certificates: [{ value: '証明書' }] },
      'invalidValue',
      'x509Certificates',
    ],
    [
      'two primaries',
      {
        ...base,
        emails: [
          { value: 'a', primary: true },
          { value: 'b', primary: true },
        ],
      },
      'invalidValue',
      'primary',
    ],
    ['a name given twice', { ...base, USERNAME: 'b' }, 'invalidSyntax', 'USERNAME'],
    ['a part given twice', { ...base, name: { givenName: 'a', GivenName: 'b' } }, 'invalidSyntax', 'GivenName'],
    ['a string for an extension', { ...base, [urns.enterpriseUser]: 'x' }, 'invalidValue', urns.enterpriseUser],
    ['U+0000, which no database stores', { ...base, title: 'a\u0000b' }, 'invalidValue', 'U+0000'],
    ['half a surrogate pair', { ...base, title: 'a\ud800' }, 'invalidValue', 'surrogate'],
  ])('refuses %s and names it', (_what, body, scimType, named) => {
    const error = refusal(body);
    expect(error.status).toBe(400);
    expect(error.scimType).toBe(scimType);
    expect(error.explanation.en).toContain(named);
    expect(error.explanation.ja).toMatch(/[ぁ-ん]/);
  });

  it.each(['__proto__', 'constructor', 'prototype'])('refuses the name %s at any depth', (name) => {
    const nested = JSON.parse(`{"schemas":["${urns.user}"],"userName":"a","x":[{"y":{"${name}":{"polluted":true}}}]}`);
    const top = JSON.parse(`{"schemas":["${urns.user}"],"userName":"a","${name}":{"polluted":true}}`);
    expect(refusal(nested).scimType).toBe('invalidSyntax');
    expect(refusal(top).scimType).toBe('invalidSyntax');
    expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false);
  });

  it('refuses a body nested too deep, and one with too many values', () => {
    let deep: unknown = 1;
    for (let i = 0; i < 5_000; i += 1) deep = [deep];
    expect(refusal({ ...base, deep }).scimType).toBe('invalidSyntax');
    expect(refusal({ ...base, many: new Array(300_000).fill(0) }).status).toBe(413);
  });
});

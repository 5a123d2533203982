import type { JsonObject } from '@sekisho/provider-kit';
import { describe, expect, it } from 'vitest';
import { defineResourceType, groupType, userType } from '../schema/resource-type.ts';
import { complex, simple } from '../schema/schema.ts';
import { urns } from '../schema/urns.ts';
import { type ApplyPatchOptions, applyPatch } from './apply-patch.ts';
import { parsePatch } from './parse-patch.ts';

const jensen: JsonObject = {
  userName: 'bjensen',
  title: 'Guide',
  name: { givenName: 'Barbara', familyName: 'Jensen' },
  emails: [
    { value: 'b@work.example', type: 'work', primary: true },
    { value: 'b@home.example', type: 'home' },
  ],
  addresses: [
    { type: 'work', streetAddress: '100 Universal City Plaza', locality: 'Hollywood' },
    { type: 'home', streetAddress: '456 Hollywood Blvd', locality: 'Hollywood' },
  ],
  [urns.enterpriseUser]: { department: 'Tour', manager: { value: 'm1' } },
  shoeSize: 27,
};

const body = (...operations: JsonObject[]) => ({ schemas: [urns.patchOp], Operations: operations });

function patched(operation: JsonObject | JsonObject[], options?: ApplyPatchOptions, resource = jensen) {
  const operations = parsePatch(userType, body(...[operation].flat()));
  return applyPatch(userType, resource, operations, options);
}

const [work, home] = [
  { value: 'b@work.example', type: 'work', primary: true },
  { value: 'b@home.example', type: 'home' },
];

describe('applyPatch', () => {
  it.each<[string, JsonObject | JsonObject[], JsonObject]>([
    // RFC 7644 §3.5.2.1
    [
      'the RFC: add attributes without a path',
      { op: 'add', value: { emails: [{ value: 'babs@jensen.org', type: 'home' }], nickName: 'Babs' } },
      { nickName: 'Babs', emails: [work, home, { value: 'babs@jensen.org', type: 'home' }] },
    ],
    [
      'add one value given without an array',
      { op: 'add', path: 'emails', value: { value: 'c@x' } },
      { emails: [work, home, { value: 'c@x' }] },
    ],
    [
      'add a value that is there: nothing twice',
      { op: 'add', path: 'emails', value: [{ value: 'B@WORK.example', type: 'Work', display: 'B' }] },
      { emails: [{ value: 'B@WORK.example', type: 'Work', primary: true, display: 'B' }, home] },
    ],
    [
      'add a new primary: it takes the place of the old',
      { op: 'add', path: 'emails', value: [{ value: 'c@x', primary: true }] },
      { emails: [{ ...work, primary: false }, home, { value: 'c@x', primary: true }] },
    ],
    [
      'add parts of a name: the others stay',
      { op: 'add', value: { name: { middleName: 'Jane' } } },
      { name: { givenName: 'Barbara', familyName: 'Jensen', middleName: 'Jane' } },
    ],
    [
      'add to an element chosen',
      { op: 'add', path: 'emails[type eq "home"]', value: { display: 'Home' } },
      { emails: [work, { ...home, display: 'Home' }] },
    ],
    [
      'add to an element that is not there makes it',
      { op: 'add', path: 'emails[type eq "Other" and primary eq true].value', value: 'o@x' },
      { emails: [{ ...work, primary: false }, home, { type: 'Other', primary: true, value: 'o@x' }] },
    ],
    ['add null adds nothing', { op: 'add', path: 'nickName', value: null }, {}],
    // §3.5.2.3
    [
      'the RFC: replace all values of an attribute',
      { op: 'replace', path: 'emails', value: [{ value: 'new@x', type: 'work' }] },
      { emails: [{ value: 'new@x', type: 'work' }] },
    ],
    [
      'the RFC: replace an entire element chosen',
      {
        op: 'replace',
        path: 'addresses[type eq "work"]',
        value: { type: 'work', streetAddress: '911 Universal City Plaza', country: 'US', primary: true },
      },
      {
        addresses: [
          { type: 'work', streetAddress: '911 Universal City Plaza', country: 'US', primary: true },
          { type: 'home', streetAddress: '456 Hollywood Blvd', locality: 'Hollywood' },
        ],
      },
    ],
    [
      'the RFC: replace one part of an element chosen',
      { op: 'replace', path: 'addresses[type eq "work"].streetAddress', value: '1010 Broadway Ave' },
      {
        addresses: [
          { type: 'work', streetAddress: '1010 Broadway Ave', locality: 'Hollywood' },
          { type: 'home', streetAddress: '456 Hollywood Blvd', locality: 'Hollywood' },
        ],
      },
    ],
    [
      'the RFC: replace several attributes without a path',
      {
        op: 'replace',
        value: { emails: [{ value: 'bjensen@example.com', type: 'work', primary: true }], nickName: 'Babs' },
      },
      { nickName: 'Babs', emails: [{ value: 'bjensen@example.com', type: 'work', primary: true }] },
    ],
    [
      'an element replaced without its type keeps the one it was chosen by',
      { op: 'replace', path: 'emails[type eq "home"]', value: { value: 'h@x' } },
      { emails: [work, { type: 'home', value: 'h@x' }] },
    ],
    [
      'replace a part of every element',
      { op: 'replace', path: 'addresses.locality', value: 'Tokyo' },
      {
        addresses: [
          { type: 'work', streetAddress: '100 Universal City Plaza', locality: 'Tokyo' },
          { type: 'home', streetAddress: '456 Hollywood Blvd', locality: 'Tokyo' },
        ],
      },
    ],
    ['replace what is absent adds it', { op: 'replace', path: 'nickName', value: 'Babs' }, { nickName: 'Babs' }],
    [
      'replace a part of a name that is absent',
      { op: 'replace', path: 'name.formatted', value: 'B. J.' },
      { name: { givenName: 'Barbara', familyName: 'Jensen', formatted: 'B. J.' } },
    ],
    ['replace with null removes', { op: 'replace', path: 'title', value: null }, { title: undefined }],
    [
      'a part given as null goes, the others stay',
      { op: 'replace', path: 'name', value: { givenName: null } },
      { name: { familyName: 'Jensen' } },
    ],
    [
      'replace primary moves it',
      { op: 'replace', path: 'emails[type eq "home"].primary', value: true },
      {
        emails: [
          { ...work, primary: false },
          { ...home, primary: true },
        ],
      },
    ],
    ['op in any case', { OP: 'RePlace', PATH: 'TITLE', VALUE: 'Chief' }, { title: 'Chief' }],
    [
      'a core attribute by its URN',
      { op: 'replace', path: `${urns.user}:name.familyName`, value: 'J' },
      { name: { givenName: 'Barbara', familyName: 'J' } },
    ],
    [
      'an extension attribute by its URN',
      { op: 'replace', path: `${urns.enterpriseUser}:department`, value: 'HR' },
      { [urns.enterpriseUser]: { department: 'HR', manager: { value: 'm1' } } },
    ],
    [
      'an extension by a path that is its URN',
      { op: 'replace', path: urns.enterpriseUser, value: { division: 'East' } },
      { [urns.enterpriseUser]: { department: 'Tour', manager: { value: 'm1' }, division: 'East' } },
    ],
    [
      'an extension as a key without a path',
      {
        op: 'add',
        value: { [urns.enterpriseUser.toLowerCase()]: { manager: { displayName: 'ignored', value: 'm2' } } },
      },
      { [urns.enterpriseUser]: { department: 'Tour', manager: { value: 'm2' } } },
    ],
    [
      'dotted and qualified keys without a path, as Entra ID sends',
      {
        op: 'replace',
        value: {
          'name.givenName': 'K',
          'name.familyName': 'U',
          [`${urns.enterpriseUser}:employeeNumber`]: '7',
          'emails[type eq "work"].value': 'w@x',
        },
      },
      {
        name: { givenName: 'K', familyName: 'U' },
        [urns.enterpriseUser]: { department: 'Tour', manager: { value: 'm1' }, employeeNumber: '7' },
        emails: [{ ...work, value: 'w@x' }, home],
      },
    ],
    [
      'read-only members without a path are passed over, as Okta sends',
      { op: 'replace', value: { id: 'x', meta: {}, schemas: [], groups: [], title: 'T' } },
      { title: 'T' },
    ],
    ['schemas by path changes nothing', { op: 'add', path: 'schemas', value: [urns.enterpriseUser] }, {}],
    ['the password is taken and dropped', { op: 'replace', path: 'password', value: 'secret' }, {}],
    // §3.5.2.2
    ['remove an attribute', { op: 'remove', path: 'title' }, { title: undefined }],
    ['remove a part', { op: 'remove', path: 'name.givenName' }, { name: { familyName: 'Jensen' } }],
    [
      'remove the last part: the whole goes',
      [
        { op: 'remove', path: 'name.givenName' },
        { op: 'remove', path: 'name.familyName' },
      ],
      { name: undefined },
    ],
    [
      'remove an element chosen',
      { op: 'remove', path: 'emails[type eq "work" and value ew "WORK.example"]' },
      { emails: [home] },
    ],
    [
      'remove all elements one by one: the attribute goes',
      [
        { op: 'remove', path: 'emails[type eq "work"]' },
        { op: 'remove', path: 'emails[type eq "home"]' },
      ],
      { emails: undefined },
    ],
    [
      'remove a part of an element chosen',
      { op: 'remove', path: 'emails[type eq "work"].primary' },
      { emails: [{ value: 'b@work.example', type: 'work' }, home] },
    ],
    [
      'remove what is not there changes nothing',
      [
        { op: 'remove', path: 'nickName' },
        { op: 'remove', path: 'emails[type eq "x"]' },
      ],
      {},
    ],
    [
      'remove with a value removes what it names, not all',
      { op: 'remove', path: 'emails', value: [{ value: 'B@HOME.example' }] },
      { emails: [work] },
    ],
    [
      'remove an extension attribute',
      { op: 'remove', path: `${urns.enterpriseUser}:manager` },
      { [urns.enterpriseUser]: { department: 'Tour' } },
    ],
    ['remove an extension', { op: 'remove', path: urns.enterpriseUser }, { [urns.enterpriseUser]: undefined }],
    // Attributes no schema knows
    ['set what no schema knows', { op: 'replace', path: 'SHOESIZE', value: 28 }, { shoeSize: 28 }],
    ['set a part of what no schema knows', { op: 'add', path: 'locker.number', value: 5 }, { locker: { number: 5 } }],
    [
      'append to a list no schema knows',
      [
        { op: 'add', path: 'tags', value: ['a'] },
        { op: 'add', path: 'tags', value: ['a', 'b'] },
      ],
      { tags: ['a', 'b'] },
    ],
    [
      'an extension no schema knows',
      { op: 'add', path: 'urn:x:1.0:Thing:colour', value: 'red' },
      { 'urn:x:1.0:Thing': { colour: 'red' } },
    ],
    [
      'its whole block',
      [
        { op: 'add', value: { 'urn:x:1.0:Thing': { a: 1 } } },
        { op: 'add', path: 'urn:x:1.0:Thing', value: { b: 2 } },
      ],
      { 'urn:x:1.0:Thing': { a: 1, b: 2 } },
    ],
    ['roles as a string', { op: 'add', path: 'roles', value: 'ADMIN' }, { roles: [{ value: 'ADMIN' }] }],
  ])('%s', (_rule, operation, expected) => {
    const before = structuredClone(jensen);
    const wanted = Object.fromEntries(
      Object.entries({ ...jensen, ...expected }).filter(([, value]) => value !== undefined),
    );
    const result = patched(operation);
    expect(result.resource).toEqual(wanted);
    expect(result.changed).toBe(Object.keys(expected).length > 0);
    expect(jensen).toEqual(before);
  });

  it.each<[string, JsonObject, string]>([
    [
      'replace whose filter matches nothing',
      { op: 'replace', path: 'emails[type eq "other"].value', value: 'x' },
      'noTarget',
    ],
    [
      'replace of an element that is not there',
      { op: 'replace', path: 'emails[type eq "other"]', value: { value: 'x' } },
      'noTarget',
    ],
    [
      'add through a filter no element can be made from',
      { op: 'add', path: 'emails[value co "zzz"].display', value: 'x' },
      'noTarget',
    ],
    ['remove without a path', { op: 'remove' }, 'noTarget'],
    ['remove of what is required', { op: 'remove', path: 'userName' }, 'mutability'],
    ['replace of what is required by null', { op: 'replace', path: 'userName', value: null }, 'invalidValue'],
    ['an empty userName', { op: 'replace', value: { userName: ' ' } }, 'invalidValue'],
    ['id by path', { op: 'replace', path: 'id', value: 'x' }, 'mutability'],
    ['meta by path', { op: 'remove', path: 'meta.version' }, 'mutability'],
    ['groups by path', { op: 'add', path: 'groups', value: [{ value: 'g' }] }, 'mutability'],
    [
      'a read-only part by path',
      { op: 'replace', path: `${urns.enterpriseUser}:manager.displayName`, value: 'x' },
      'mutability',
    ],
    ['the core schema', { op: 'remove', path: urns.user }, 'mutability'],
    ['a wrong type', { op: 'replace', path: 'active', value: 'False' }, 'invalidValue'],
    ['a wrong type without a path', { op: 'replace', value: { active: 'False' } }, 'invalidValue'],
    ['a wrong type for a part', { op: 'replace', path: 'name.givenName', value: { a: 1 } }, 'invalidValue'],
    [
      'a string for a complex attribute',
      { op: 'add', path: `${urns.enterpriseUser}:manager`, value: 'm2' },
      'invalidValue',
    ],
    [
      'an array for one element',
      { op: 'replace', path: 'emails[type eq "work"]', value: [{ value: 'a' }, { value: 'b' }] },
      'invalidValue',
    ],
    [
      'two primaries at once',
      {
        op: 'add',
        path: 'emails',
        value: [
          { value: 'a', primary: true },
          { value: 'b', primary: true },
        ],
      },
      'invalidValue',
    ],
    ['primary for several elements', { op: 'replace', path: 'emails.primary', value: true }, 'invalidValue'],
    ['no value', { op: 'add', path: 'title' }, 'invalidValue'],
    ['no object without a path', { op: 'replace', value: 'x' }, 'invalidValue'],
    ['an operation that is none', { op: 'move', path: 'title', value: 'x' }, 'invalidSyntax'],
    ['no operation', { path: 'title', value: 'x' }, 'invalidSyntax'],
    ['a path that is none', { op: 'replace', path: 'na me', value: 'x' }, 'invalidPath'],
    ['a path of three parts', { op: 'replace', path: 'name.given.first', value: 'x' }, 'invalidPath'],
    ['a part of what has none', { op: 'replace', path: 'userName.first', value: 'x' }, 'invalidPath'],
    ['a path that is a number', { op: 'replace', path: 5, value: 'x' }, 'invalidPath'],
    ['a bracket left open', { op: 'replace', path: 'emails[type eq "work"', value: 'x' }, 'invalidPath'],
    ['a filter that is none', { op: 'replace', path: 'emails[type is "work"].value', value: 'x' }, 'invalidFilter'],
    [
      'a filter of the wrong type',
      { op: 'replace', path: 'emails[primary eq "True"].value', value: 'x' },
      'invalidFilter',
    ],
    ['a path to a prototype', { op: 'add', path: '__proto__.polluted', value: true }, 'invalidPath'],
    ['a path to a constructor', { op: 'add', path: 'constructor.prototype', value: { polluted: true } }, 'invalidPath'],
    ['a key to a prototype', JSON.parse('{"op":"add","value":{"__proto__":{"polluted":true}}}'), 'invalidSyntax'],
    [
      'a key to a prototype, deep',
      JSON.parse('{"op":"add","path":"x","value":{"a":{"__proto__":{"polluted":true}}}}'),
      'invalidSyntax',
    ],
  ])('refuses %s', (_what, operation, scimType) => {
    expect(() => patched(operation)).toThrowError(expect.objectContaining({ status: 400, scimType }));
    expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false);
  });

  it('applies nothing when one operation can not be', () => {
    expect(() =>
      patched([
        { op: 'replace', path: 'title', value: 'Chief' },
        { op: 'replace', path: 'id', value: 'x' },
      ]),
    ).toThrowError();
    expect(jensen['title']).toBe('Guide');
  });

  it('makes missing elements for a provider that means so, keeping the case of what it wrote', () => {
    const options = { createMissingElements: true };
    expect(
      patched({ op: 'replace', path: 'phoneNumbers[type eq "Mobile"].value', value: '090' }, options).resource[
        'phoneNumbers'
      ],
    ).toEqual([{ type: 'Mobile', value: '090' }]);
    expect(
      patched({ op: 'replace', path: 'emails[type eq "other"]', value: { value: 'o@x' } }, options).resource['emails'],
    ).toEqual([work, home, { type: 'other', value: 'o@x' }]);
    expect(() => patched({ op: 'replace', path: 'emails[type co "zzz"].value', value: 'x' }, options)).toThrowError(
      expect.objectContaining({ scimType: 'noTarget' }),
    );
  });

  it('says that nothing changed, and hands back the same object', () => {
    const result = patched([
      { op: 'replace', value: { title: 'Guide', name: { familyName: 'Jensen' } } },
      { op: 'add', path: 'emails', value: [{ value: 'b@home.example', type: 'home' }] },
      { op: 'replace', path: 'title', value: 'X' },
      { op: 'replace', path: 'title', value: 'Guide' },
    ]);
    expect(result).toEqual({ resource: jensen, changed: false });
    expect(result.resource).toBe(jensen);
  });

  it.each([
    ['no schemas', { Operations: [{ op: 'remove', path: 'title' }] }, 'invalidSyntax', 400],
    ['no Operations', { schemas: [urns.patchOp] }, 'invalidSyntax', 400],
    ['empty Operations', body(), 'invalidSyntax', 400],
    ['an operation that is no object', { schemas: [urns.patchOp], Operations: ['x'] }, 'invalidSyntax', 400],
    [
      'too many operations',
      body(...new Array<JsonObject>(1_001).fill({ op: 'remove', path: 'title' })),
      undefined,
      413,
    ],
  ])('refuses a body with %s', (_what, message, scimType, status) => {
    expect(() => parsePatch(userType, message)).toThrowError(expect.objectContaining({ status, scimType }));
  });

  it('lets an immutable value be set once', () => {
    const badge = defineResourceType({
      name: 'Badge',
      endpoint: '/Badges',
      description: 'Badge',
      schema: {
        id: 'urn:example:schemas:Badge',
        name: 'Badge',
        description: 'Badge',
        attributes: [
          simple('serial', 'string', 'Serial number', { mutability: 'immutable' }),
          complex('holder', 'Holder', [
            simple('since', 'dateTime', 'Since', { mutability: 'immutable' }),
            simple('note', 'string', 'Note'),
          ]),
        ],
      },
    });
    const apply = (resource: JsonObject, operation: JsonObject) =>
      applyPatch(badge, resource, parsePatch(badge, body(operation))).resource;
    const set = apply({}, { op: 'add', path: 'serial', value: 'A1' });
    expect(set).toEqual({ serial: 'A1' });
    expect(apply(set, { op: 'replace', path: 'serial', value: 'A1' })).toBe(set);
    const held = { serial: 'A1', holder: { since: '2020-01-01T00:00:00Z' } };
    expect(apply(held, { op: 'add', path: 'holder', value: { note: 'x' } })).toEqual({
      serial: 'A1',
      holder: { since: '2020-01-01T00:00:00Z', note: 'x' },
    });
    for (const operation of [
      { op: 'replace', path: 'serial', value: 'B2' },
      { op: 'remove', path: 'serial' },
      { op: 'replace', path: 'holder.since', value: '2021-01-01T00:00:00Z' },
      { op: 'replace', value: { holder: { since: null } } },
    ]) {
      expect(() => apply(held, operation)).toThrowError(expect.objectContaining({ scimType: 'mutability' }));
    }
  });

  it('renames a group', () => {
    const operations = parsePatch(groupType, body({ op: 'replace', value: { id: 'x', displayName: 'B' } }));
    expect(applyPatch(groupType, { displayName: 'A' }, operations)).toEqual({
      resource: { displayName: 'B' },
      changed: true,
    });
  });
});

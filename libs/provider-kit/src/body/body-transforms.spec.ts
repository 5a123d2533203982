import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../json.ts';
import { coreUserSchema, enterpriseUserSchema } from '../schema-urns.ts';
import type { BodyTransform } from '../transform.ts';
import { appRoles } from './app-roles.ts';
import { arrayFromSingle } from './array-from-single.ts';
import { booleanFromString } from './boolean-from-string.ts';
import { dropAttributes } from './drop-attributes.ts';
import { dropEmpty, dropNulls } from './drop-nulls.ts';
import { managerFromAnyShape } from './manager.ts';
import { nestEnterpriseAttributes, nestFlatNames } from './nest-flat-names.ts';
import { declareSchemas, dropNonUrnSchemas, renameSchema } from './schemas.ts';

interface Row {
  readonly sentence: string;
  readonly transform: BodyTransform;
  readonly from: JsonObject;
  readonly to: JsonObject;
}

const malformedEnterprise = renameSchema({
  'urn:ietf:params:scim:schemas:extension:enterprise:2.0User': enterpriseUserSchema,
});

const rows: readonly Row[] = [
  {
    sentence: 'null members and elements go, false and 0 and "" stay',
    transform: dropNulls,
    from: { title: null, active: false, count: 0, nickName: '', emails: [null, { type: null, value: 'a' }] },
    to: { active: false, count: 0, nickName: '', emails: [{ value: 'a' }] },
  },
  {
    sentence: 'an object that held nothing but null goes, an empty one stays',
    transform: dropNulls,
    from: { name: { familyName: null }, meta: {} },
    to: { meta: {} },
  },
  {
    sentence: 'empty strings go with dropEmpty, and what they leave empty',
    transform: dropEmpty,
    from: { userName: 'a', title: '', [enterpriseUserSchema]: { department: ' ' } },
    to: { userName: 'a' },
  },
  {
    sentence: 'booleans in quotes become booleans, in elements too; other words stay',
    transform: booleanFromString('active', 'primary'),
    from: { active: 'False', nickName: 'true', emails: [{ primary: 'True', value: 'true' }], Active: 'perhaps' },
    to: { active: false, nickName: 'true', emails: [{ primary: true, value: 'true' }], Active: 'perhaps' },
  },
  {
    sentence: 'one object, one string and strings become arrays of objects',
    transform: arrayFromSingle('emails', 'roles', 'phoneNumbers', 'ims'),
    from: { emails: { value: 'a@b.jp' }, roles: 'ADMIN', phoneNumbers: ['03-1', { value: '03-2' }], ims: '' },
    to: {
      emails: [{ value: 'a@b.jp' }],
      roles: [{ value: 'ADMIN' }],
      phoneNumbers: [{ value: '03-1' }, { value: '03-2' }],
      ims: [],
    },
  },
  {
    sentence: 'named attributes go, whatever the case of their names',
    transform: dropAttributes('password', 'groups'),
    from: { Password: 'x', groups: [], userName: 'a' },
    to: { userName: 'a' },
  },
  {
    sentence: 'a misspelt URN is written right in schemas and as a member name',
    transform: malformedEnterprise,
    from: {
      schemas: [coreUserSchema, 'urn:ietf:params:scim:schemas:extension:enterprise:2.0User'],
      'urn:ietf:params:scim:schemas:extension:enterprise:2.0User': { department: '営業部' },
    },
    to: { schemas: [coreUserSchema, enterpriseUserSchema], [enterpriseUserSchema]: { department: '営業部' } },
  },
  {
    sentence: 'a misspelt and a right extension are put together, the right one winning',
    transform: malformedEnterprise,
    from: {
      [enterpriseUserSchema]: { department: 'right' },
      'urn:ietf:params:scim:schemas:extension:enterprise:2.0User': { department: 'wrong', division: 'kept' },
    },
    to: { [enterpriseUserSchema]: { department: 'right', division: 'kept' } },
  },
  {
    sentence: 'schemas that are no URN go',
    transform: dropNonUrnSchemas,
    from: { schemas: ['urn:a:b', 'http://schemas.microsoft.com/x'] },
    to: { schemas: ['urn:a:b'] },
  },
  {
    sentence: 'schemas that are no list of strings are left for the core to refuse',
    transform: dropNonUrnSchemas,
    from: { schemas: ['urn:a:b', 7] },
    to: { schemas: ['urn:a:b', 7] },
  },
  {
    sentence: 'an extension in use is listed',
    transform: declareSchemas(coreUserSchema),
    from: { schemas: [coreUserSchema], [enterpriseUserSchema]: { department: 'x' } },
    to: { schemas: [coreUserSchema, enterpriseUserSchema], [enterpriseUserSchema]: { department: 'x' } },
  },
  {
    sentence: 'schemas are added where there are none',
    transform: declareSchemas(coreUserSchema),
    from: { userName: 'a' },
    to: { schemas: [coreUserSchema], userName: 'a' },
  },
  {
    sentence: 'enterprise attributes move down; what is there already wins',
    transform: nestEnterpriseAttributes,
    from: { userName: 'a', department: 'top', division: 'd', [enterpriseUserSchema]: { department: 'own' } },
    to: { userName: 'a', [enterpriseUserSchema]: { department: 'own', division: 'd' } },
  },
  {
    sentence: 'flat names go where they belong: URN, sub-attribute, typed element',
    transform: nestFlatNames,
    from: {
      userName: 'a',
      [`${enterpriseUserSchema}:department`]: '開発部',
      [`${enterpriseUserSchema}:manager.value`]: 'm1',
      [`${coreUserSchema}:title`]: '課長',
      'name.givenName': '花子',
      'name.familyName': '佐藤',
      'emails[type eq "work"].value': 'a@b.jp',
      'emails[type eq "work"].primary': true,
    },
    to: {
      userName: 'a',
      [enterpriseUserSchema]: { department: '開発部', manager: { value: 'm1' } },
      title: '課長',
      name: { givenName: '花子', familyName: '佐藤' },
      emails: [{ type: 'work', value: 'a@b.jp', primary: true }],
    },
  },
  {
    sentence: "another vendor's extension object stays where it is",
    transform: nestFlatNames,
    from: { 'urn:okta:acme:1.0:user:custom': { shoeSize: 27 } },
    to: { 'urn:okta:acme:1.0:user:custom': { shoeSize: 27 } },
  },
  {
    sentence: 'a manager as string',
    transform: managerFromAnyShape,
    from: { [enterpriseUserSchema]: { manager: 'm1' } },
    to: { [enterpriseUserSchema]: { manager: { value: 'm1' } } },
  },
  {
    sentence: 'a manager as list of one, as managerId, as nothing',
    transform: (body) => managerFromAnyShape(managerFromAnyShape(body)),
    from: { [enterpriseUserSchema]: { manager: [{ managerId: 'm1', displayName: '鈴木' }] } },
    to: { [enterpriseUserSchema]: { manager: { value: 'm1', displayName: '鈴木' } } },
  },
  {
    sentence: 'a manager of nobody goes, its display name with it',
    transform: managerFromAnyShape,
    from: { [enterpriseUserSchema]: { department: 'x', manager: { displayName: ' ' } } },
    to: { [enterpriseUserSchema]: { department: 'x' } },
  },
  {
    sentence: 'roles as JSON in a string, and with displayName for display',
    transform: appRoles,
    from: {
      roles: [
        { value: '{"id":"1","value":"ADMIN","displayName":"管理者"}' },
        { value: 'USER', displayName: '一般' },
        { value: '{broken' },
      ],
    },
    to: {
      roles: [{ value: 'ADMIN', display: '管理者' }, { value: 'USER', display: '一般' }, { value: '{broken' }],
    },
  },
];

describe('body transforms', () => {
  it.each(rows)('$sentence', ({ transform, from, to }) => {
    expect(transform(from)).toEqual(to);
    expect(transform(to)).toEqual(to);
  });

  const transforms: readonly (readonly [string, BodyTransform])[] = [
    ...new Map(
      rows.map((row) => [row.transform, [row.transform.name || row.sentence, row.transform] as const]),
    ).values(),
  ];

  it.each(transforms)('%s hands a member __proto__ on and sets no prototype', (_name, transform) => {
    const hostile: JsonObject = JSON.parse(
      '{"__proto__":{"polluted":true},"name.__proto__":1,"constructor":{"prototype":{"polluted":true}},"roles":[{"__proto__":{"polluted":true}}]}',
    );
    const result = transform(hostile);
    expect(Object.hasOwn(result, '__proto__')).toBe(true);
    expect(Object.getPrototypeOf(result)).toBe(Object.prototype);
    expect(Reflect.get({}, 'polluted')).toBeUndefined();
  });

  it.each(transforms)('%s answers quickly to bodies with very many members', (_name, transform) => {
    const many = Object.fromEntries(
      Array.from({ length: 50_000 }, (_unused, place) => [`name.x${place}`, null] as const),
    );
    const started = performance.now();
    transform({ ...many, schemas: Array.from({ length: 50_000 }, (_unused, place) => `urn:x:${place}`) });
    expect(performance.now() - started).toBeLessThan(2_000);
  });

  it('looks no deeper than SCIM goes', () => {
    let nested: JsonObject = { bottom: null };
    for (let level = 0; level < 100_000; level += 1) nested = { nested };
    expect(() => dropNulls(nested)).not.toThrow();
  });
});

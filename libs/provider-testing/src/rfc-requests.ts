import {
  coreGroupSchema,
  coreUserSchema,
  enterpriseUserSchema,
  type JsonObject,
  patchOpSchema,
} from '@sekisho/provider-kit';
import type { CaseRequest } from './case-folder.ts';

const user: JsonObject = {
  schemas: [coreUserSchema],
  userName: 'hanako.sato@example.co.jp',
};

const fullUser: JsonObject = {
  schemas: [coreUserSchema, enterpriseUserSchema],
  externalId: '7d1f',
  userName: 'hanako.sato@example.co.jp',
  name: { formatted: '佐藤 花子', familyName: '佐藤', givenName: '花子' },
  displayName: '佐藤 花子',
  nickName: 'true',
  title: '課長',
  userType: 'Employee',
  preferredLanguage: 'ja',
  locale: 'ja-JP',
  timezone: 'Asia/Tokyo',
  active: true,
  emails: [
    { value: 'hanako.sato@example.co.jp', type: 'work', primary: true },
    { value: 'hanako@example.jp', type: 'home' },
  ],
  phoneNumbers: [{ value: 'tel:+81-3-1234-5678', type: 'work' }],
  addresses: [{ type: 'work', locality: '千代田区', region: '東京都', country: 'JP', primary: true }],
  roles: [{ value: 'ADMIN', display: '管理者', primary: true }],
  [enterpriseUserSchema]: {
    employeeNumber: '0042',
    department: '営業部',
    manager: { value: '26118915-6090-4610-87e4-49d8ca9f808d' },
  },
};

const group: JsonObject = {
  schemas: [coreGroupSchema],
  externalId: 'g-1',
  displayName: '営業部',
  members: [{ value: '2819c223-7f76-453a-919d-413861904646', type: 'User', display: '佐藤 花子' }],
};

const operations: readonly JsonObject[] = [
  { op: 'add', path: 'members', value: [{ value: '2819c223-7f76-453a-919d-413861904646' }] },
  { op: 'add', path: 'members', value: [] },
  { op: 'remove', path: 'members[value eq "2819c223-7f76-453a-919d-413861904646"]' },
  { op: 'remove', path: 'members' },
  { op: 'replace', path: 'members', value: [{ value: 'a' }, { value: 'b' }] },
  { op: 'replace', path: 'active', value: false },
  { op: 'replace', path: 'nickName', value: 'False' },
  { op: 'replace', path: 'title', value: null },
  { op: 'replace', path: 'name.familyName', value: '鈴木' },
  { op: 'replace', path: 'name', value: { familyName: '鈴木', givenName: '花子' } },
  { op: 'replace', path: 'emails[type eq "work"].value', value: 'h.suzuki@example.co.jp' },
  {
    op: 'replace',
    path: 'emails[type eq "work" and primary eq true]',
    value: { value: 'x@example.co.jp', type: 'work' },
  },
  { op: 'add', path: 'emails', value: [{ value: 'y@example.co.jp', type: 'other', primary: false }] },
  { op: 'replace', path: 'roles', value: [{ value: 'USER', display: '一般' }] },
  { op: 'remove', path: 'phoneNumbers[type eq "work"]' },
  { op: 'replace', path: `${enterpriseUserSchema}:department`, value: '開発部' },
  { op: 'add', path: `${enterpriseUserSchema}:manager`, value: { value: '26118915-6090-4610-87e4-49d8ca9f808d' } },
  { op: 'replace', path: `${enterpriseUserSchema}:manager.value`, value: '26118915-6090-4610-87e4-49d8ca9f808d' },
  { op: 'remove', path: `${enterpriseUserSchema}:manager` },
  {
    op: 'replace',
    value: { displayName: '鈴木 花子', title: '部長', emails: [{ value: 'z@example.co.jp', primary: true }] },
  },
  {
    op: 'add',
    value: { [enterpriseUserSchema]: { department: '開発部' }, 'urn:example:acme:2.0:User': { shoeSize: 27 } },
  },
];

/** Filters of RFC 7644 §3.4.2.2, and of the same grammar. */
const filters: readonly string[] = [
  'userName eq "hanako.sato@example.co.jp"',
  'userName Eq "john"',
  'name.familyName co "佐藤"',
  'externalId eq "7d1f"',
  `${coreUserSchema}:userName sw "J"`,
  'title pr',
  'meta.lastModified gt "2011-05-13T04:42:34Z"',
  'title pr and userType eq "Employee"',
  `schemas eq "${enterpriseUserSchema}"`,
  'userType eq "Employee" and (emails co "example.com" or emails.value co "example.org")',
  'userType ne "Employee" and not (emails co "example.com" or emails.value co "example.org")',
  'emails[type eq "work" and value co "@example.com"] or ims[type eq "xmpp" and value co "@foo.com"]',
  'active eq true',
  'displayName eq "営業 \\"特別\\" and 開発"',
  'title eq null',
];

/**
 * What a client that follows RFC 7643 and RFC 7644 sends: no plugin changes it. Read-only attributes and `password` are
 * not among it, since a plugin may withhold them, nor are empty strings and `null` in a whole resource, which mean the
 * same as leaving out (RFC 7643 §2.5).
 */
export const rfcRequests: readonly (CaseRequest & { readonly sentence: string })[] = [
  { sentence: 'the least of a user', method: 'POST', path: '/Users', body: user },
  { sentence: 'a user with everything', method: 'POST', path: '/Users', body: fullUser },
  { sentence: 'a user replaced', method: 'PUT', path: '/Users/1', body: { ...fullUser, active: false } },
  {
    sentence: "a user with another vendor's extension",
    method: 'POST',
    path: '/Users',
    body: {
      ...user,
      schemas: [coreUserSchema, 'urn:example:acme:2.0:User'],
      'urn:example:acme:2.0:User': { shoeSize: 27, tags: ['a', 'b'] },
    },
  },
  { sentence: 'a group with a member', method: 'POST', path: '/Groups', body: group },
  { sentence: 'a group replaced by an empty one', method: 'PUT', path: '/Groups/1', body: { ...group, members: [] } },
  ...operations.map((operation) => ({
    sentence: `PATCH ${JSON.stringify(operation)}`,
    method: 'PATCH' as const,
    path: isGroupOperation(operation) ? '/Groups/1' : '/Users/1',
    body: { schemas: [patchOpSchema], Operations: [operation] },
  })),
  ...filters.map((filter) => ({
    sentence: `the filter ${filter}`,
    method: 'GET' as const,
    path: `/Users?filter=${encodeURIComponent(filter)}`,
    body: undefined,
  })),
];

function isGroupOperation(operation: JsonObject): boolean {
  return typeof operation['path'] === 'string' && operation['path'].startsWith('members');
}

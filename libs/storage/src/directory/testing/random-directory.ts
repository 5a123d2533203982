import { urns } from '@sekisho/scim-core';
import fc from 'fast-check';

/**
 * Random people and filters for property tests. Values come from one small pool, so that filters hit; among them what
 * breaks naive compilers: LIKE's wildcards, quotes, backslashes, astral characters.
 */

export const words = [
  'x',
  'X@',
  'a%',
  '_a',
  'é',
  'É',
  '山田',
  'ﾀﾛｳ',
  '😀',
  '\uFFFD',
  'a\\b',
  "o'b",
  '"q"',
  '$.a',
  '',
  ' ',
  'aa',
];
const word = fc.constantFrom(...words);
const text = fc.oneof(
  word,
  fc.tuple(word, word).map((pair) => pair.join('')),
);
const name = text.filter((value) => value.trim() !== '');
const types = fc.constantFrom('work', 'Home', 'other');
const plural = fc.array(
  fc.record({ value: name, type: types, primary: fc.constant(false), display: text }, { requiredKeys: ['value'] }),
  { maxLength: 3 },
);
/** The attributes of a User without its name, as a provider would send them. */
export const person = fc.record(
  {
    externalId: text,
    displayName: text,
    title: text,
    active: fc.boolean(),
    name: fc.record({ familyName: text, givenName: text }, { requiredKeys: [] }),
    emails: plural,
    phoneNumbers: plural,
    badge: fc.oneof(fc.integer({ min: -3, max: 3 }), text, fc.boolean()),
    [urns.enterpriseUser]: fc.record({ department: text, manager: fc.record({ value: name }) }, { requiredKeys: [] }),
  },
  { requiredKeys: [] },
);

const quote = (value: string) => JSON.stringify(value);
const instants = ['2026-04-01T00:00:00Z', '2026-04-01T09:00:00.001+09:00', '2026-04-01T00:00:02Z'];
const stringPaths = [
  'userName',
  'externalId',
  'displayName',
  'title',
  'name.familyName',
  'emails',
  'emails.value',
  'emails.type',
  'phoneNumbers.display',
  'groups.display',
  'groups.value',
  'groups.$ref',
  'id',
  'meta.version',
  'meta.location',
  'unknown',
  `${urns.enterpriseUser}:department`,
  `${urns.enterpriseUser}:manager.value`,
];
const comparison = fc.constantFrom('eq', 'ne', 'co', 'sw', 'ew', 'gt', 'ge', 'lt', 'le', 'Eq');
const ordering = fc.constantFrom('eq', 'ne', 'gt', 'ge', 'lt', 'le');
const elementPart = fc.oneof(
  fc
    .tuple(fc.constantFrom('value', 'type', 'display'), comparison, fc.oneof(text, types))
    .map(([part, operator, value]) => `${part} ${operator} ${quote(value)}`),
  fc.constantFrom('primary pr', 'type pr', 'primary eq false', 'display ne null'),
);
const elementFilter = fc.oneof(
  elementPart,
  fc.tuple(elementPart, fc.constantFrom('and', 'or'), elementPart).map((parts) => parts.join(' ')),
  elementPart.map((part) => `not (${part})`),
);
const leaf = fc.oneof(
  {
    arbitrary: fc.tuple(fc.constantFrom(...stringPaths), comparison, text).map(([p, o, v]) => `${p} ${o} ${quote(v)}`),
    weight: 6,
  },
  fc
    .constantFrom(...stringPaths, 'emails', 'name', 'groups', 'meta', 'meta.created', 'badge')
    .map((path) => `${path} pr`),
  fc
    .tuple(fc.constantFrom('meta.created', 'meta.lastModified'), ordering, fc.constantFrom(...instants))
    .map(([path, operator, value]) => `${path} ${operator} ${quote(value)}`),
  fc.tuple(ordering, fc.integer({ min: -3, max: 3 })).map(([operator, value]) => `badge ${operator} ${value}`),
  fc.constantFrom('active eq true', 'active ne true', 'active eq false', 'title eq null', 'externalId ne null'),
  fc
    .tuple(fc.constantFrom('emails', 'phoneNumbers', 'groups'), elementFilter)
    .map(([path, inner]) => `${path}[${inner}]`),
  comparison.map((operator) => `meta[location ${operator} "x"]`),
);
/** The connection's, in requests for pages. */
export const baseUrl = 'https://scim.example/scim/v2/x';

/** The filter with a real id and its address here and there, which no pool of words can hold, and with parts of them. */
export function withReal(filterText: string, id: string): string {
  return filterText
    .replaceAll('id eq "x"', `id eq "${id}"`)
    .replace(/\b(meta\.location|meta\[location) (\w+) "x"/g, `$1 $2 "${baseUrl}/Users/${id}"`)
    .replace(/\bmeta\.location (\w+) "a%"/g, `meta.location $1 "${id.slice(-12)}"`)
    .replace(/\bgroups\.\$ref (\w+) "x"/g, `groups.$$ref $1 "${baseUrl}/Groups/"`)
    .replace(/\bmeta\.location (\w+) "_a"/g, `meta.location $1 "${baseUrl}/Us"`);
}

/** The text of a filter on a User, of any depth. */
export const { filter } = fc.letrec<{ filter: string }>((tie) => ({
  filter: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    leaf,
    fc.tuple(tie('filter'), fc.constantFrom('and', 'or'), tie('filter')).map(([a, op, b]) => `(${a}) ${op} (${b})`),
    tie('filter').map((inner) => `not (${inner})`),
  ),
}));

import { isJsonObject, type JsonObject, type JsonValue } from '@sekisho/provider-kit';
import * as fc from 'fast-check';

/** Member names that hooks look at, and those that reach a prototype when code assigns them. */
const names = [
  'schemas',
  'id',
  'meta',
  'userName',
  'name',
  'name.givenName',
  'active',
  'ACTIVE',
  'emails',
  'roles',
  'groups',
  'members',
  'manager',
  'managerId',
  'department',
  'value',
  'display',
  'displayName',
  '$ref',
  'type',
  'primary',
  'operation',
  'op',
  'path',
  'Operations',
  'attributes',
  'password',
  '',
  ' ',
  '.',
  '[',
  'emails[type eq "work"].value',
  'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User',
  'urn:ietf:params:scim:schemas:extension:enterprise:2.0User',
  'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager',
  'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager.value',
  'urn:scim:schemas:core:2.0',
  'urn:',
  '__proto__',
  'constructor',
  'prototype',
  'toString',
  'name.__proto__',
];

const texts = [
  '',
  ' ',
  'True',
  'false',
  'add',
  'Remove',
  'REPLACE',
  'members',
  'members[value eq "a"]',
  'manager',
  'active',
  '__proto__.polluted',
  'constructor.prototype.polluted',
  'emails[',
  ']',
  '"',
  '\\',
  '{"value":"x"}',
  '{',
  'a\u0000b',
  '\ud800',
  'urn:ietf:params:scim:schemas:core:2.0:User',
  'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department',
];

const { value } = fc.letrec<{ value: JsonValue }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.constantFrom<JsonValue>(...texts),
    fc.constantFrom<JsonValue>(null, true, false, 0, -1, 1.5e300),
    fc.array(tie('value'), { maxLength: 4 }),
    // Parsed, because a literal would set the prototype where a request's `__proto__` is a member.
    fc
      .array(fc.tuple(fc.constantFrom(...names), tie('value')), { maxLength: 5 })
      .map((entries): JsonValue => Object.fromEntries(entries)),
  ),
}));

/** Bodies made of what hooks look at, put together as nobody would. */
export const anyBody: fc.Arbitrary<JsonObject> = value.filter((made) => isJsonObject(made));

/** Filters put together from pieces of the grammar. */
export const anyFilter: fc.Arbitrary<string> = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        'userName',
        'eq',
        'and',
        'or',
        'not',
        'pr',
        '(',
        ')',
        '[',
        ']',
        '"',
        '"a b"',
        '\\',
        ' ',
        'True',
        'null',
        '1',
        '名',
      ),
      fc.string({ maxLength: 6 }),
    ),
    { maxLength: 20 },
  )
  .map((pieces) => pieces.join(''));

/** Bodies that are hard by their size: nested without end, wide, long. */
export function oversizedBodies(): readonly (readonly [string, JsonObject])[] {
  let deep: JsonValue = null;
  for (let level = 0; level < 50_000; level += 1) deep = level % 2 === 0 ? [deep] : { name: deep };
  const wide = Object.fromEntries(Array.from({ length: 20_000 }, (_unused, place) => [`name.x${place}`, null]));
  const long = 'a.'.repeat(500_000);
  return [
    [
      'nested 50,000 deep',
      { schemas: deep, name: deep, emails: deep, roles: deep, Operations: [{ op: 'add', value: deep }] },
    ],
    ['with 20,000 flat names', wide],
    [
      'with a name and a path of a million characters',
      { [long]: long, Operations: [{ op: 'replace', path: long, value: { [long]: 1 } }] },
    ],
    ['with 20,000 schemas', { schemas: Array.from({ length: 20_000 }, (_unused, place) => `urn:x:${place}`) }],
    ['with 20,000 elements', { emails: Array.from({ length: 20_000 }, () => '"\\'.repeat(20)) }],
    [
      'with a path of unclosed quotes',
      { Operations: [{ op: 'add', path: `roles[value eq ${'"\\'.repeat(200_000)}`, value: 1 }] },
    ],
  ];
}

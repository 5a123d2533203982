import type { JsonObject } from '@sekisho/provider-kit';
import { describe, expect, it } from 'vitest';
import { groupType } from '../schema/resource-type.ts';
import { urns } from '../schema/urns.ts';
import { type MemberChange, splitMemberOperations } from './member-changes.ts';
import { parsePatch } from './parse-patch.ts';

const baseUrl = 'https://scim.example/scim/v2/C';

function split(...operations: JsonObject[]) {
  return splitMemberOperations(parsePatch(groupType, { schemas: [urns.patchOp], Operations: operations }), baseUrl);
}

describe('splitMemberOperations', () => {
  it.each<[string, JsonObject[], MemberChange[]]>([
    [
      'add',
      [{ op: 'Add', path: 'members', value: [{ $ref: null, value: 'a' }, { value: 'b' }, { value: 'a' }] }],
      [{ kind: 'add', ids: ['a', 'b'] }],
    ],
    ['add one object', [{ op: 'add', path: 'members', value: { value: 'a' } }], [{ kind: 'add', ids: ['a'] }]],
    ['add without a path', [{ op: 'add', value: { MEMBERS: [{ value: 'a' }] } }], [{ kind: 'add', ids: ['a'] }]],
    ['add nobody', [{ op: 'add', path: 'members', value: [] }], []],
    [
      'several additions, then removals, then an addition',
      [
        { op: 'add', path: 'members', value: [{ value: 'a' }] },
        { op: 'add', value: { members: [{ value: 'b' }, { value: 'a' }] } },
        { op: 'remove', path: 'members[value eq "a"]' },
        { op: 'remove', path: 'members', value: [{ value: 'c' }] },
        { op: 'add', path: 'members', value: [{ value: 'a' }] },
      ],
      [
        { kind: 'add', ids: ['a', 'b'] },
        { kind: 'remove', ids: ['a', 'c'] },
        { kind: 'add', ids: ['a'] },
      ],
    ],
    [
      'replacements, which are not joined',
      [
        { op: 'replace', path: 'members', value: [{ value: 'a' }] },
        { op: 'replace', path: 'members', value: [{ value: 'b' }] },
      ],
      [
        { kind: 'replace', ids: ['a'] },
        { kind: 'replace', ids: ['b'] },
      ],
    ],
    ['remove by filter', [{ op: 'remove', path: 'members[value eq "a"]' }], [{ kind: 'remove', ids: ['a'] }]],
    [
      'remove by a filter of several',
      [{ op: 'remove', path: 'members[value eq "a" or value eq "b"]' }],
      [{ kind: 'remove', ids: ['a', 'b'] }],
    ],
    [
      'remove with values, as Entra ID does: not everybody',
      [{ op: 'Remove', path: 'members', value: [{ $ref: null, value: 'a' }] }],
      [{ kind: 'remove', ids: ['a'] }],
    ],
    ['remove with an empty list names nobody', [{ op: 'remove', path: 'members', value: [] }], []],
    ['remove everybody', [{ op: 'remove', path: `${urns.group}:members` }], [{ kind: 'removeAll' }]],
    [
      'remove by another condition',
      [{ op: 'remove', path: 'members[type eq "User"]' }],
      [
        {
          kind: 'removeWhere',
          filter: {
            kind: 'compare',
            path: { keys: ['type'], type: 'string', caseExact: false },
            operator: 'eq',
            value: 'user',
          },
          baseUrl,
        },
      ],
    ],
    [
      'add by address',
      [{ op: 'add', path: 'members', value: [{ $ref: `${baseUrl}/Users/a` }] }],
      [{ kind: 'add', ids: ['a'] }],
    ],
    [
      'remove by address, as a value',
      [{ op: 'remove', path: 'members', value: [{ $ref: `${baseUrl}/Users/a` }] }],
      [{ kind: 'remove', ids: ['a'] }],
    ],
    [
      'remove by a filter on addresses',
      [{ op: 'remove', path: `members[$ref eq "${baseUrl}/Users/a" or value eq "b"]` }],
      [{ kind: 'remove', ids: ['a', 'b'] }],
    ],
    [
      'remove by an address of elsewhere: nobody',
      [{ op: 'remove', path: 'members[$ref eq "https://elsewhere.example/Users/a"]' }],
      [{ kind: 'remove', ids: [] }],
    ],
    [
      "remove by a group's address, which only the member's own can tell",
      [{ op: 'remove', path: `members[$ref eq "${baseUrl}/Groups/a"]` }],
      [
        {
          kind: 'removeWhere',
          filter: {
            kind: 'compare',
            path: { keys: ['$ref'], type: 'reference', caseExact: false },
            operator: 'eq',
            value: `${baseUrl}/Groups/a`.toLowerCase(),
          },
          baseUrl,
        },
      ],
    ],
    [
      'replace',
      [{ op: 'replace', path: 'members', value: [{ value: 'a', display: 'A' }] }],
      [{ kind: 'replace', ids: ['a'] }],
    ],
    ['replace by nobody', [{ op: 'replace', path: 'members', value: [] }], [{ kind: 'removeAll' }]],
    ['replace by null', [{ op: 'replace', value: { members: null } }], [{ kind: 'removeAll' }]],
    [
      'several, in their order',
      [
        { op: 'remove', path: 'members[value eq "a"]' },
        { op: 'add', path: 'members', value: [{ value: 'b' }] },
      ],
      [
        { kind: 'remove', ids: ['a'] },
        { kind: 'add', ids: ['b'] },
      ],
    ],
  ])('reads: %s', (_what, operations, expected) => {
    expect(split(...operations)).toEqual({ attributeOperations: [], memberChanges: expected });
  });

  it('leaves the attributes of the same request to applyPatch', () => {
    const result = split(
      { op: 'replace', value: { id: 'x', displayName: 'B', members: [{ value: 'a' }] } },
      { op: 'replace', path: 'externalId', value: 'e' },
    );
    expect(result.memberChanges).toEqual([{ kind: 'replace', ids: ['a'] }]);
    expect(result.attributeOperations).toMatchObject([
      { op: 'replace', value: { id: 'x', displayName: 'B' } },
      { op: 'replace', value: 'e' },
    ]);
  });

  it.each<[string, JsonObject, string]>([
    ["a member's value", { op: 'replace', path: 'members[value eq "a"].value', value: 'b' }, 'mutability'],
    ['a member in place', { op: 'replace', path: 'members[value eq "a"]', value: { value: 'b' } }, 'mutability'],
    ['a part of every member', { op: 'remove', path: 'members.display' }, 'mutability'],
    ['members that are strings', { op: 'add', path: 'members', value: ['a'] }, 'invalidValue'],
    [
      'a member by an address of elsewhere',
      { op: 'add', path: 'members', value: [{ $ref: 'https://elsewhere.example/Users/a' }] },
      'invalidValue',
    ],
    ['a member without value', { op: 'add', path: 'members', value: [{ display: 'A' }] }, 'invalidValue'],
  ])('refuses %s', (_what, operation, scimType) => {
    expect(() => split(operation)).toThrowError(expect.objectContaining({ status: 400, scimType }));
  });
});

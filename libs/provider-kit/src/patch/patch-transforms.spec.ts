import { describe, expect, it } from 'vitest';
import { appRolesOperation } from '../body/app-roles.ts';
import type { JsonObject } from '../json.ts';
import { coreUserSchema, enterpriseUserSchema, patchOpSchema } from '../schema-urns.ts';
import { eachOperation, type OperationTransform } from '../transform.ts';
import { dropFromPathless } from './drop-from-pathless.ts';
import { fullPath } from './full-path.ts';
import { lowerCaseVerb } from './lower-case-verb.ts';
import { membersFromOperations, nothingForNoOperations, patchFromResource } from './operations-of.ts';
import { removeListed } from './remove-listed.ts';
import { splitPathless } from './split-pathless.ts';
import { arrayOperation, booleanOperation, dropNullsInValue, dropValueOfRemove, managerOperation } from './values.ts';

const managerPath = `${enterpriseUserSchema}:manager`;

interface Row {
  readonly sentence: string;
  readonly transform: OperationTransform;
  readonly from: JsonObject;
  readonly to: readonly JsonObject[];
}

const rows: readonly Row[] = [
  {
    sentence: 'a verb in capitals',
    transform: lowerCaseVerb,
    from: { op: 'Add', path: 'x' },
    to: [{ op: 'add', path: 'x' }],
  },
  { sentence: 'a verb that is no string stays', transform: lowerCaseVerb, from: { op: 7 }, to: [{ op: 7 }] },
  {
    sentence: 'manager gets its URN',
    transform: fullPath,
    from: { op: 'add', path: 'Manager', value: 'm' },
    to: [{ op: 'add', path: managerPath, value: 'm' }],
  },
  {
    sentence: 'a dot after the URN becomes a colon',
    transform: fullPath,
    from: { op: 'add', path: `${enterpriseUserSchema}.department`, value: 'x' },
    to: [{ op: 'add', path: `${enterpriseUserSchema}:department`, value: 'x' }],
  },
  {
    sentence: 'a boolean in quotes inside a path filter',
    transform: fullPath,
    from: { op: 'replace', path: 'roles[primary eq "True"].value', value: 'ADMIN' },
    to: [{ op: 'replace', path: 'roles[primary eq true].value', value: 'ADMIN' }],
  },
  {
    sentence: 'flat names of a pathless value get operations of their own, plain names stay together',
    transform: splitPathless,
    from: {
      op: 'replace',
      value: {
        displayName: 'a',
        'name.givenName': 'b',
        title: 'c',
        [`${enterpriseUserSchema}:employeeNumber`]: 'd',
        department: 'e',
      },
    },
    to: [
      { op: 'replace', value: { displayName: 'a', title: 'c' } },
      { op: 'replace', path: 'name.givenName', value: 'b' },
      { op: 'replace', path: `${enterpriseUserSchema}:employeeNumber`, value: 'd' },
      { op: 'replace', path: `${enterpriseUserSchema}:department`, value: 'e' },
    ],
  },
  {
    sentence: "an extension's object in a pathless value stays",
    transform: splitPathless,
    from: { op: 'add', value: { [enterpriseUserSchema]: { department: 'x' }, 'urn:acme:ext:1.0': { a: 1 } } },
    to: [{ op: 'add', value: { [enterpriseUserSchema]: { department: 'x' }, 'urn:acme:ext:1.0': { a: 1 } } }],
  },
  {
    sentence: 'read-only members leave a pathless value',
    transform: dropFromPathless('id', 'meta'),
    from: { op: 'replace', value: { id: '1', displayName: 'x' } },
    to: [{ op: 'replace', value: { displayName: 'x' } }],
  },
  {
    sentence: 'an operation is not emptied by leaving out',
    transform: dropFromPathless('id'),
    from: { op: 'replace', value: { id: '1' } },
    to: [{ op: 'replace', value: { id: '1' } }],
  },
  {
    sentence: 'listed members are removed one by one',
    transform: removeListed('members'),
    from: { op: 'remove', path: 'members', value: [{ value: 'a' }, { $ref: null, value: 'b"c' }] },
    to: [
      { op: 'remove', path: 'members[value eq "a"]' },
      { op: 'remove', path: 'members[value eq "b\\"c"]' },
    ],
  },
  {
    sentence: 'an empty list removes nobody',
    transform: removeListed('members'),
    from: { op: 'remove', path: 'members', value: [] },
    to: [{ op: 'add', path: 'members', value: [] }],
  },
  {
    sentence: 'elements that name nobody match nobody, and never empty the group',
    transform: removeListed('members'),
    from: { op: 'remove', path: 'members', value: [{ display: 'x' }, null, [], 'plain'] },
    to: [
      { op: 'remove', path: 'members[value eq ""]' },
      { op: 'remove', path: 'members[value eq null]' },
      { op: 'remove', path: 'members[value eq ""]' },
      { op: 'remove', path: 'members[value eq "plain"]' },
    ],
  },
  {
    sentence: 'a remove without value empties the group, as the RFC says',
    transform: removeListed('members'),
    from: { op: 'remove', path: 'members' },
    to: [{ op: 'remove', path: 'members' }],
  },
  {
    sentence: 'active in quotes',
    transform: booleanOperation('active', 'primary'),
    from: { op: 'replace', path: 'active', value: 'False' },
    to: [{ op: 'replace', path: 'active', value: false }],
  },
  {
    sentence: 'booleans in quotes in a list and in a pathless value',
    transform: booleanOperation('active', 'primary'),
    from: { op: 'replace', value: { active: 'true', emails: [{ primary: 'false', value: 'x' }] } },
    to: [{ op: 'replace', value: { active: true, emails: [{ primary: false, value: 'x' }] } }],
  },
  {
    sentence: '$ref null leaves a member',
    transform: dropNullsInValue,
    from: { op: 'add', path: 'members', value: [{ $ref: null, value: 'a' }] },
    to: [{ op: 'add', path: 'members', value: [{ value: 'a' }] }],
  },
  {
    sentence: 'null as the value itself unassigns, and stays',
    transform: dropNullsInValue,
    from: { op: 'replace', path: 'title', value: null },
    to: [{ op: 'replace', path: 'title', value: null }],
  },
  {
    sentence: 'null in a pathless value unassigns, and stays',
    transform: dropNullsInValue,
    from: { op: 'replace', value: { title: null } },
    to: [{ op: 'replace', value: { title: null } }],
  },
  {
    sentence: 'the value of a remove goes',
    transform: dropValueOfRemove,
    from: { op: 'remove', path: 'emails[type eq "work"].value', value: 'x' },
    to: [{ op: 'remove', path: 'emails[type eq "work"].value' }],
  },
  {
    sentence: 'a manager as string',
    transform: managerOperation,
    from: { op: 'add', path: managerPath, value: 'm' },
    to: [{ op: 'add', path: managerPath, value: { value: 'm' } }],
  },
  {
    sentence: 'a manager as empty string is removed',
    transform: managerOperation,
    from: { op: 'add', path: managerPath, value: '' },
    to: [{ op: 'remove', path: managerPath }],
  },
  {
    sentence: "a manager's value as empty string is removed",
    transform: managerOperation,
    from: { op: 'replace', path: `${managerPath}.value`, value: '' },
    to: [{ op: 'remove', path: managerPath }],
  },
  {
    sentence: 'a manager as list of one',
    transform: managerOperation,
    from: { op: 'add', path: managerPath, value: [{ $ref: '../Users/m', value: 'm' }] },
    to: [{ op: 'add', path: managerPath, value: { $ref: '../Users/m', value: 'm' } }],
  },
  {
    sentence: 'roles as a string at a path',
    transform: arrayOperation('roles'),
    from: { op: 'replace', path: 'roles', value: 'ADMIN' },
    to: [{ op: 'replace', path: 'roles', value: [{ value: 'ADMIN' }] }],
  },
  {
    sentence: 'app roles as JSON in strings',
    transform: appRolesOperation,
    from: { op: 'add', path: 'roles', value: [{ value: '{"id":"1","value":"ADMIN","displayName":"Admin"}' }] },
    to: [{ op: 'add', path: 'roles', value: [{ value: 'ADMIN', display: 'Admin' }] }],
  },
];

describe('operation transforms', () => {
  it.each(rows)('$sentence', ({ transform, from, to }) => {
    expect(transform(from)).toEqual(to);
    expect(eachOperation(transform)(to)).toEqual(to);
  });

  it.each([...new Set(rows.map((row) => row.transform))])('%o takes operations of any shape', (transform) => {
    for (const value of [undefined, null, 7, '', 'x', [], [null], [[]], {}, { value: null }, { __proto__: null }]) {
      for (const path of [undefined, null, 7, '', 'members', 'members[', '__proto__.x', 'urn:', `${managerPath}`]) {
        for (const op of [undefined, null, 'REMOVE', 'add', 'replace', 'x']) {
          const operation: JsonObject = JSON.parse(JSON.stringify({ op, path, value }));
          expect(() => transform(operation)).not.toThrow();
        }
      }
    }
  });
});

describe('a SCIM 1.1 PATCH body', () => {
  it('becomes a PatchOp message, removals first', () => {
    expect(
      membersFromOperations({
        schemas: ['urn:scim:schemas:core:1.0'],
        displayName: '営業部',
        members: [
          { value: 'a', display: 'A' },
          { value: 'b', operation: 'delete' },
          { value: 'c', operation: 'add' },
        ],
        meta: { attributes: ['title'] },
      }),
    ).toEqual({
      schemas: [patchOpSchema],
      Operations: [
        { op: 'remove', path: 'title' },
        { op: 'replace', value: { displayName: '営業部' } },
        { op: 'remove', path: 'members[value eq "b"]' },
        { op: 'add', path: 'members', value: [{ value: 'a', display: 'A' }, { value: 'c' }] },
      ],
    });
  });

  it.each([
    ['that has Operations', { schemas: [patchOpSchema], Operations: [], members: [{ value: 'a' }] }],
    ['with nothing to do', { schemas: ['urn:scim:schemas:core:1.0'] }],
    ['that is empty', {}],
  ])('%s stays as it is', (_sentence, body) => {
    expect(membersFromOperations(body)).toEqual(body);
  });

  it('is read from a resource sent by PATCH', () => {
    expect(patchFromResource({ schemas: [coreUserSchema], active: false })).toEqual({
      schemas: [patchOpSchema],
      Operations: [{ op: 'replace', value: { active: false } }],
    });
  });

  it('is an empty list of operations, which changes nothing', () => {
    const empty = { schemas: [patchOpSchema], operations: [] };
    const read = { schemas: [patchOpSchema], operations: [{ op: 'add', value: {} }] };
    expect(nothingForNoOperations(empty)).toEqual(read);
    expect(nothingForNoOperations(read)).toEqual(read);
  });
});

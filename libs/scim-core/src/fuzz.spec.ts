import fc from 'fast-check';
import { describe, it } from 'vitest';
import { parseBulk } from './bulk/parse-bulk.ts';
import { parseFilter } from './filter/parse-filter.ts';
import { foldResource } from './fold/fold-resource.ts';
import { parseListRequest, parseSearchRequest } from './list/parse-list-request.ts';
import { describeUser } from './parse/describe-user.ts';
import { parseGroup } from './parse/parse-group.ts';
import { parseUser } from './parse/parse-user.ts';
import { splitMemberOperations } from './patch/member-changes.ts';
import { parsePatch } from './patch/parse-patch.ts';
import { parsePreconditions } from './preconditions/preconditions.ts';
import { renderUser } from './render/render-resource.ts';
import { groupType, userType } from './schema/resource-type.ts';
import { createResourceTypes } from './schema/resource-types.ts';
import { urns } from './schema/urns.ts';
import { ScimError } from './scim-error.ts';
import { checkProperty } from './testing/check-property.ts';

/** Whatever arrives, the answer is a value or a ScimError: never another error, never a hang. */
function onlyScimErrors(run: () => unknown): void {
  try {
    run();
  } catch (error) {
    if (!(error instanceof ScimError)) throw error;
  }
}

const baseUrl = 'https://scim.example/scim/v2/c';

const name = fc.oneof(
  fc.constantFrom(
    'userName',
    'USERNAME',
    'emails',
    'name',
    'schemas',
    'active',
    'roles',
    'members',
    'displayName',
    'Operations',
    'op',
    'path',
    'value',
    'type',
    'primary',
    'timezone',
    '$ref',
    '__proto__',
    'constructor',
    'prototype',
    'toString',
    urns.enterpriseUser,
    `${urns.user}:userName`,
    'a.b',
    '',
    'bulkId',
    'method',
    'data',
  ),
  fc.string({ unit: 'binary' }),
);
const { value: anything } = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 5, withCrossShrink: true },
    fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.double(),
      fc.boolean(),
      fc.constant(null),
      fc.constantFrom(
        'a@b',
        'ADMIN',
        'bulkId:x',
        'POST',
        '/Users',
        'replace',
        'remove',
        urns.user,
        urns.group,
        urns.patchOp,
        'emails[type eq "work"]',
      ),
    ),
    fc.array(tie('value'), { maxLength: 4 }),
    fc.array(fc.tuple(name, tie('value')), { maxLength: 6 }).map((entries) => Object.fromEntries(entries)),
  ),
}));

/** With the envelope right, so that the inside is reached. */
const inside = (urn: string, more: object) =>
  anything.map((value) => ({ schemas: [urn], ...more, ...(typeof value === 'object' ? value : { value }) }));

const filterPiece = fc.oneof(
  fc.constantFrom(
    'userName',
    'emails',
    'emails.value',
    'meta.lastModified',
    'active',
    'and',
    'or',
    'not',
    'eq',
    'ne',
    'co',
    'gt',
    'pr',
    '(',
    ')',
    '[',
    ']',
    '].',
    '.',
    '"',
    '"x"',
    '"2011-05-13T04:42:34Z"',
    '5',
    '-1e9',
    'true',
    'null',
    '$ref',
    urns.enterpriseUser,
    ':',
    ' ',
    '\\',
    '__proto__',
    'constructor',
  ),
  fc.string({ unit: 'binary' }),
);
const filterText = fc
  .tuple(fc.array(filterPiece, { maxLength: 30 }), fc.constantFrom(' ', ''))
  .map(([pieces, glue]) => pieces.join(glue));

describe('whatever arrives, only a ScimError is thrown', () => {
  it('by filters and paths', () => {
    checkProperty(
      'fuzzed filters',
      fc.property(filterText, (text) => {
        onlyScimErrors(() => parseFilter(userType, text));
        onlyScimErrors(() => parseFilter(groupType, text));
        onlyScimErrors(() =>
          parsePatch(userType, { schemas: [urns.patchOp], Operations: [{ op: 'add', path: text, value: 'x' }] }),
        );
        onlyScimErrors(() =>
          parseListRequest(userType, { filter: text, sortBy: text, attributes: text, count: text, cursor: text }),
        );
        onlyScimErrors(() => parsePreconditions(text, text));
      }),
    );
  });

  it('by bodies', () => {
    checkProperty(
      'fuzzed bodies',
      fc.property(
        anything,
        inside(urns.user, { userName: 'a' }),
        inside(urns.group, { displayName: 'a' }),
        (any, user, group) => {
          onlyScimErrors(() => parseUser(any));
          onlyScimErrors(() => parseGroup(any, baseUrl));
          onlyScimErrors(() => parseSearchRequest(userType, any));
          onlyScimErrors(() => parseGroup(group, baseUrl));
          onlyScimErrors(() => {
            const resource = parseUser(user);
            foldResource(userType, resource);
            renderUser(
              { id: '1', resource, version: 1, createdAt: new Date(0), modifiedAt: new Date(0) },
              { baseUrl: '' },
            );
            describeUser(resource);
          });
        },
      ),
    );
  });

  it('by messages', () => {
    const operations = fc.array(anything, { maxLength: 4 });
    const types = createResourceTypes();
    checkProperty(
      'fuzzed messages',
      fc.property(operations, (list) => {
        onlyScimErrors(() => parsePatch(userType, { schemas: [urns.patchOp], Operations: list }));
        onlyScimErrors(() =>
          splitMemberOperations(parsePatch(groupType, { schemas: [urns.patchOp], Operations: list }), baseUrl),
        );
        onlyScimErrors(() => parseBulk(types, { schemas: [urns.bulkRequest], Operations: list }));
      }),
    );
  });
});

import type { JsonObject } from '@sekisho/provider-kit';
import { describe, expect, it } from 'vitest';
import { createResourceTypes } from '../schema/resource-types.ts';
import { urns } from '../schema/urns.ts';
import { ScimError } from '../scim-error.ts';
import { resolveReferences } from './bulk-references.ts';
import { parseBulk } from './parse-bulk.ts';
import { renderBulkResponse } from './render-bulk.ts';

const types = createResourceTypes();

function plan(...operations: JsonObject[]) {
  return parseBulk(types, { schemas: [urns.bulkRequest], Operations: operations }).steps;
}

const alice = { method: 'POST', path: '/Users', bulkId: 'qwerty', data: { schemas: [urns.user], userName: 'Alice' } };
const guides = {
  method: 'post',
  path: '/Groups',
  bulkId: 'ytrewq',
  data: { schemas: [urns.group], displayName: 'Tour Guides', members: [{ type: 'User', value: 'bulkId:qwerty' }] },
};

describe('parseBulk', () => {
  it('runs what others refer to first, and substitutes its id', () => {
    const steps = plan(guides, alice);
    expect(steps.map((step) => step.operation.bulkId)).toEqual(['qwerty', 'ytrewq']);
    const group = steps[1];
    if (group?.kind !== 'run') throw new Error('refused');
    expect(group.operation).toMatchObject({ method: 'POST', index: 0, references: ['qwerty'] });
    expect(resolveReferences(group.operation, new Map([['qwerty', '92b725cd']])).data).toMatchObject({
      members: [{ type: 'User', value: '92b725cd' }],
    });
    expect(() => resolveReferences(group.operation, new Map())).toThrowError(expect.objectContaining({ status: 409 }));
  });

  it('keeps the order of what does not refer to each other', () => {
    const steps = plan(
      { method: 'DELETE', path: '/Users/1' },
      { method: 'PUT', path: '/users/2', data: {}, version: 'W/"4"' },
      {
        method: 'PATCH',
        path: '/Groups/bulkId:ytrewq',
        data: { Operations: [{ op: 'remove', path: 'members[value eq "bulkId:qwerty"]' }] },
      },
      guides,
      alice,
    );
    expect(steps.map((step) => step.operation.index)).toEqual([0, 1, 4, 3, 2]);
    const patch = steps[4];
    if (patch?.kind !== 'run') throw new Error('refused');
    const resolved = resolveReferences(
      patch.operation,
      new Map([
        ['qwerty', 'u1'],
        ['ytrewq', 'g1'],
      ]),
    );
    expect(resolved.id).toBe('g1');
    expect(resolved.data).toEqual({ Operations: [{ op: 'remove', path: 'members[value eq "u1"]' }] });
    expect(steps[1]).toMatchObject({ operation: { id: '2', version: 'W/"4"' } });
  });

  it.each<[string, JsonObject, number, string | undefined]>([
    ['a method that is none', { method: 'GET', path: '/Users/1' }, 400, 'invalidSyntax'],
    ['an endpoint that is none', { method: 'DELETE', path: '/Devices/1' }, 400, 'invalidPath'],
    ['a POST to one resource', { ...alice, path: '/Users/1' }, 400, 'invalidPath'],
    ['a PUT to all', { method: 'PUT', path: '/Users', data: {} }, 400, 'invalidPath'],
    ['a POST without bulkId', { method: 'POST', path: '/Users', data: {} }, 400, 'invalidSyntax'],
    ['a POST without data', { method: 'POST', path: '/Users', bulkId: 'a' }, 400, 'invalidSyntax'],
    ['an id encoded badly', { method: 'DELETE', path: '/Users/%E0%A4%A' }, 400, 'invalidPath'],
    [
      'a reference to nothing',
      { ...guides, bulkId: 'x', data: { members: [{ value: 'bulkId:nobody' }] } },
      400,
      'invalidValue',
    ],
    ['a reference to itself', { ...guides, data: { members: [{ value: 'bulkId:ytrewq' }] } }, 409, 'invalidValue'],
  ])('refuses %s, and only that operation', (_what, operation, status, scimType) => {
    const steps = plan(operation, alice);
    expect(steps.find((step) => step.operation.index === 0)).toMatchObject({
      kind: 'refused',
      error: { status, scimType },
    });
    expect(steps.find((step) => step.operation.index === 1)).toMatchObject({ kind: 'run' });
  });

  it('refuses a circle and a bulkId used twice', () => {
    const refers = (bulkId: string, to: string) => ({
      method: 'POST',
      path: '/Groups',
      bulkId,
      data: { displayName: bulkId, members: [{ value: `bulkId:${to}` }] },
    });
    expect(plan(refers('a', 'b'), refers('b', 'a'), alice).map((step) => step.kind)).toEqual([
      'refused',
      'refused',
      'run',
    ]);
    expect(plan(alice, alice).map((step) => step.kind)).toEqual(['run', 'refused']);
  });

  it.each([
    ['no schemas', { Operations: [alice] }, 400, 'invalidSyntax'],
    ['no Operations', { schemas: [urns.bulkRequest] }, 400, 'invalidSyntax'],
    ['failOnErrors of 0', { schemas: [urns.bulkRequest], failOnErrors: 0, Operations: [alice] }, 400, 'invalidValue'],
    ['too many operations', { schemas: [urns.bulkRequest], Operations: new Array(1_001).fill(alice) }, 413, undefined],
    ['no object', [], 400, 'invalidSyntax'],
  ])('refuses a request with %s', (_what, body, status, scimType) => {
    expect(() => parseBulk(types, body)).toThrowError(expect.objectContaining({ status, scimType }));
  });

  it('reads failOnErrors', () => {
    expect(parseBulk(types, { schemas: [urns.bulkRequest], failOnErrors: 2, Operations: [alice] }).failOnErrors).toBe(
      2,
    );
  });
});

describe('renderBulkResponse', () => {
  it('answers in the order of the request', () => {
    const error = new ScimError(400, 'invalidSyntax', { ja: '不正', en: 'Wrong' });
    expect(
      renderBulkResponse([
        {
          operation: { index: 1, method: 'POST', bulkId: 'b' },
          status: 201,
          location: 'https://x/Users/1',
          version: 'W/"1"',
        },
        { operation: { index: 0, method: 'POST', bulkId: 'a' }, error },
        { operation: { index: 2, method: 'DELETE', bulkId: undefined }, status: 204, location: 'https://x/Users/2' },
      ]),
    ).toEqual({
      schemas: [urns.bulkResponse],
      Operations: [
        {
          method: 'POST',
          bulkId: 'a',
          status: '400',
          response: { schemas: [urns.error], status: '400', scimType: 'invalidSyntax', detail: 'Wrong' },
        },
        { method: 'POST', bulkId: 'b', location: 'https://x/Users/1', version: 'W/"1"', status: '201' },
        { method: 'DELETE', location: 'https://x/Users/2', status: '204' },
      ],
    });
  });
});

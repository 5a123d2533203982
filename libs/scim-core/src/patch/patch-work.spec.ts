import type { JsonObject } from '@sekisho/provider-kit';
import { describe, expect, it } from 'vitest';
import { scimLimits } from '../limits.ts';
import { parseUser } from '../parse/parse-user.ts';
import { userType } from '../schema/resource-type.ts';
import { urns } from '../schema/urns.ts';
import { applyPatch } from './apply-patch.ts';
import { parsePatch } from './parse-patch.ts';

const numbers = (count: number) => Array.from({ length: count }, (_, index) => index);
const emails = (count: number, prefix = 'a') => numbers(count).map((n) => ({ value: `${prefix}${n}`, type: 'work' }));
const user = (more: JsonObject) => parseUser({ schemas: [urns.user], userName: 'taro', ...more });

function patch(resource: JsonObject, operations: readonly JsonObject[]) {
  return applyPatch(userType, resource, parsePatch(userType, { schemas: [urns.patchOp], Operations: operations }));
}

describe('a PATCH that asks for too much work', () => {
  const { values, patchOperations } = scimLimits;
  const many = user({ emails: emails(values) });

  it.each<readonly [string, readonly JsonObject[], number]>([
    [
      'a thousand conditions on two thousand values',
      numbers(patchOperations).map((n) => ({ op: 'replace', path: `emails[value co "${n}"].display`, value: 'x' })),
      413,
    ],
    [
      'a few conditions of two hundred comparisons each',
      numbers(50).map(() => ({
        op: 'remove',
        path: `emails[${numbers(200)
          .map((n) => `value eq "z${n}"`)
          .join(' or ')}]`,
      })),
      413,
    ],
    [
      'a thousand additions to two thousand values',
      numbers(patchOperations).map((n) => ({ op: 'add', path: 'emails', value: [{ value: `a${n}`, type: 'work' }] })),
      413,
    ],
    ['more operations than allowed', numbers(patchOperations + 1).map(() => ({ op: 'remove', path: 'title' })), 413],
    [
      'more attributes than operations allowed, without a path',
      [{ op: 'add', value: Object.fromEntries(numbers(patchOperations).map((n) => [`x${n}`, 1])) }],
      413,
    ],
    [
      'more of an extension’s',
      [{ op: 'add', value: { 'urn:x:y': Object.fromEntries(numbers(patchOperations).map((n) => [`x${n}`, 1])) } }],
      413,
    ],
    ['a value too many', [{ op: 'add', path: 'emails', value: [{ value: 'one more' }] }], 400],
    ['too many values to remove', [{ op: 'remove', path: 'emails', value: emails(values + 1) }], 400],
  ])('is refused: %s', (_sentence, operations, status) => {
    expect(() => patch(many, operations)).toThrowError(expect.objectContaining({ status }));
  });

  it('is refused when values no schema knows grow step by step', () => {
    const grown = numbers(3).reduce<JsonObject>((resource, turn) => {
      const value = numbers(values / 4).map((n) => `${turn} ${n}`);
      return patch(resource, [{ op: 'add', path: 'badges', value }]).resource;
    }, user({}));
    const more = numbers(values / 2).map((n) => `more ${n}`);
    expect(() => patch(grown, [{ op: 'add', path: 'badges', value: more }])).toThrowError(
      expect.objectContaining({ status: 400 }),
    );
  });

  it('is not what providers send', () => {
    const operations = numbers(500).map((n) => ({
      op: 'replace',
      path: `emails[value eq "a${n}"].display`,
      value: 'x',
    }));
    expect(patch(user({ emails: emails(100) }), operations.slice(0, 100)).changed).toBe(true);
    const added = patch(user({ emails: emails(1_000) }), [{ op: 'add', path: 'emails', value: emails(1_000, 'b') }]);
    expect(added.resource['emails']).toHaveLength(2_000);
    const removed = patch(many, [{ op: 'remove', path: 'emails', value: emails(values - 1) }]);
    expect(removed.resource['emails']).toHaveLength(1);
  });
});

import type { JsonObject, JsonValue } from '@sekisho/provider-kit';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseUser } from '../parse/parse-user.ts';
import { userType } from '../schema/resource-type.ts';
import { urns } from '../schema/urns.ts';
import { ScimError } from '../scim-error.ts';
import { checkProperty } from '../testing/check-property.ts';
import { applyPatch, type ChangedResource } from './apply-patch.ts';
import { applyReplace } from './apply-replace.ts';
import { parsePatch } from './parse-patch.ts';

/** Random users, and random operations on them: sensible, odd and hostile ones. */
const word = fc.constantFrom('a', 'A', 'b', 'c@x.jp', '山田', '', 'é');
const kind = fc.constantFrom('work', 'Work', 'home');

const email: fc.Arbitrary<JsonObject> = fc.record(
  { value: word, type: kind, primary: fc.boolean(), display: word },
  { requiredKeys: [] },
);
const emails = fc
  .array(email, { maxLength: 3 })
  .filter((list) => list.filter((one) => one['primary'] === true).length < 2);
const name = fc.record({ givenName: word, familyName: word, phonetic: word }, { requiredKeys: [] });
const block = fc.record({ department: word, manager: fc.record({ value: word }) }, { requiredKeys: [] });
const unknown: fc.Arbitrary<JsonValue> = fc.oneof(
  word,
  fc.integer(),
  fc.boolean(),
  fc.array(word, { maxLength: 2 }),
  fc.dictionary(fc.constantFrom('p', 'q'), word),
);

const attributes = {
  title: word,
  active: fc.boolean(),
  name,
  emails,
  roles: fc.oneof(word, fc.array(word, { maxLength: 2 })),
  shoeSize: unknown,
  [urns.enterpriseUser]: block,
  'urn:example:1.0:Thing': fc.dictionary(fc.constantFrom('p', 'q'), word),
};

const user = fc
  .record(attributes, { requiredKeys: [] })
  .map((more) => parseUser({ schemas: [urns.user], userName: 'taro', ...more }));

const pathsWithValues: fc.Arbitrary<{ path: string; value: JsonValue }> = fc.oneof(
  fc.record({
    path: fc.constantFrom(
      'title',
      'TITLE',
      'userName',
      `${urns.user}:title`,
      'name.givenName',
      `${urns.enterpriseUser}:department`,
    ),
    value: fc.constantFrom('x', 'Y', '山'),
  }),
  fc.record({ path: fc.constant('active'), value: fc.boolean() }),
  fc.record({ path: fc.constant('name'), value: name }),
  fc.record({ path: fc.constant('emails'), value: fc.oneof(emails, email) }),
  fc.record({
    path: fc.constantFrom(
      'emails[type eq "work"].value',
      'emails[type eq "Home" or value eq "a"].display',
      'emails.display',
    ),
    value: word,
  }),
  fc.record({
    path: fc.constantFrom('emails[type eq "work"]', 'emails[value eq "a" and type eq "home"]'),
    value: fc.record({ display: word }, { requiredKeys: [] }),
  }),
  fc.record({ path: fc.constant('emails[type eq "home"].primary'), value: fc.boolean() }),
  fc.record({ path: fc.constant(urns.enterpriseUser), value: block }),
  fc.record({
    path: fc.constantFrom('shoeSize', 'shoesize', 'locker', 'urn:example:1.0:Thing:p', 'urn:example:1.0:Thing'),
    value: unknown,
  }),
);

const pathless = fc.record({
  op: fc.constantFrom('add', 'replace'),
  value: fc.record(attributes, { requiredKeys: [] }),
});

const operation: fc.Arbitrary<JsonObject> = fc.oneof(
  pathsWithValues.chain(({ path, value }) => fc.constantFrom('add', 'Replace').map((op) => ({ op, path, value }))),
  pathsWithValues.map(({ path }) => ({ op: 'remove', path })),
  pathsWithValues.map(({ path, value }) => ({ op: 'remove', path, value })),
  pathless,
);

const hostile: fc.Arbitrary<JsonObject> = fc.record(
  {
    op: fc.constantFrom('add', 'replace', 'remove', 'ADD'),
    path: fc.oneof(
      fc.constantFrom(
        '__proto__',
        '__proto__.polluted',
        'constructor.prototype.polluted',
        'emails[constructor eq "x"].polluted',
        'name.__proto__',
        'toString',
        'x.toString',
        'hasOwnProperty.call',
      ),
      fc.string(),
    ),
    value: fc.oneof(
      fc.jsonValue().map(asJson),
      fc
        .constantFrom('{"__proto__":{"polluted":1}}', '{"constructor":{"prototype":{"polluted":1}}}')
        .map((text): JsonValue => JSON.parse(text)),
    ),
  },
  { requiredKeys: ['op'] },
);

function asJson(value: unknown): JsonValue {
  const text = JSON.stringify(value);
  return JSON.parse(text);
}

function apply(
  resource: JsonObject,
  operations: readonly JsonObject[],
  createMissingElements = false,
): ChangedResource | ScimError {
  try {
    return applyPatch(userType, resource, parsePatch(userType, { schemas: [urns.patchOp], Operations: operations }), {
      createMissingElements,
    });
  } catch (error) {
    if (error instanceof ScimError) return error;
    throw error;
  }
}

function freeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null) {
    for (const member of Object.values(value)) freeze(member);
    Object.freeze(value);
  }
  return value;
}

describe('applyPatch, for any user and operations', () => {
  it('writes to nothing it was given, and makes what parse would make', () => {
    checkProperty(
      'patched users parse again',
      fc.property(
        user,
        fc.array(fc.oneof(operation, hostile), { minLength: 1, maxLength: 4 }),
        fc.boolean(),
        (resource, operations, create) => {
          const result = apply(freeze(resource), operations, create);
          if (result instanceof ScimError) return;
          expect(parseUser({ schemas: [urns.user], ...result.resource })).toEqual(result.resource);
        },
      ),
    );
  });

  it('changes nothing the second time', () => {
    checkProperty(
      'operations are idempotent',
      fc.property(user, operation, fc.boolean(), (resource, one, create) => {
        const first = apply(resource, [one], create);
        if (first instanceof ScimError) return;
        const second = apply(first.resource, [one], create);
        expect(second).toEqual({ resource: first.resource, changed: false });
      }),
    );
  });

  it('says changed when, and only when, something differs', () => {
    checkProperty(
      'changed tells the truth',
      fc.property(user, fc.array(operation, { minLength: 1, maxLength: 3 }), (resource, operations) => {
        const result = apply(resource, operations);
        if (result instanceof ScimError) return;
        if (result.changed) expect(result.resource).not.toEqual(resource);
        else expect(result.resource).toBe(resource);
      }),
    );
  });

  it('leaves a user unchanged when each value is replaced by itself', () => {
    checkProperty(
      'no-op',
      fc.property(user, (resource) => {
        const operations = Object.entries(resource).map(([path, value]) => ({ op: 'replace', path, value }));
        expect(apply(resource, operations)).toEqual({ resource, changed: false });
        expect(apply(resource, [{ op: 'replace', value: resource }])).toEqual({ resource, changed: false });
        expect(applyReplace(userType, resource, structuredClone(resource))).toEqual({ resource, changed: false });
      }),
    );
  });

  it('does one after the other what it does at once', () => {
    checkProperty(
      'operations compose',
      fc.property(user, operation, operation, (resource, a, b) => {
        const once = apply(resource, [a, b]);
        const first = apply(resource, [a]);
        if (first instanceof ScimError || once instanceof ScimError) return;
        expect(apply(first.resource, [b])).toMatchObject({ resource: once.resource });
      }),
    );
  });

  it('never reaches a prototype, and refuses only as SCIM does', () => {
    checkProperty(
      'no pollution',
      fc.property(
        user,
        fc.array(hostile, { minLength: 1, maxLength: 5 }),
        fc.boolean(),
        (resource, operations, create) => {
          const before = Object.getOwnPropertyNames(Object.prototype).length;
          apply(resource, operations, create);
          expect(Object.getOwnPropertyNames(Object.prototype)).toHaveLength(before);
          expect(Reflect.get({}, 'polluted')).toBeUndefined();
        },
      ),
    );
  });
});

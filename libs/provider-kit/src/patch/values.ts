import { readFlatAttribute } from '../attribute-path.ts';
import { readMultiValued } from '../body/array-from-single.ts';
import { booleanFromString, readBoolean } from '../body/boolean-from-string.ts';
import { dropNulls } from '../body/drop-nulls.ts';
import { readManager } from '../body/manager.ts';
import { isJsonArray, isJsonObject, type JsonObject, type JsonValue } from '../json.ts';
import { enterpriseUserSchema, nameIn, sameName } from '../schema-urns.ts';
import type { OperationTransform } from '../transform.ts';
import { hasMember, memberOf, pathOf, verbOf, withMember } from './operation.ts';

/**
 * Turns `"False"` into `false` where the path ends in one of `names`, and in a pathless value. Entra ID deactivates by
 * `{ "op": "Replace", "path": "active", "value": "False" }`.
 */
export function booleanOperation(...names: readonly string[]): OperationTransform {
  return (operation) => {
    const path = pathOf(operation);
    const value = memberOf(operation, 'value');
    if (path !== undefined) {
      const last = path.split(/[.:]/).at(-1) ?? path;
      const read = nameIn(names, last) === undefined ? inElements(value, names) : readBoolean(value);
      return [read === value ? operation : withMember(operation, 'value', read)];
    }
    return [isJsonObject(value) ? withMember(operation, 'value', booleanFromString(...names)(value)) : operation];
  };
}

/** `emails` replaced by a list whose elements say `"primary": "True"`. */
function inElements(value: JsonValue | undefined, names: readonly string[]): JsonValue | undefined {
  const read = booleanFromString(...names);
  if (isJsonArray(value)) return value.map((element) => (isJsonObject(element) ? read(element) : element));
  return value;
}

/**
 * Leaves out `null` inside an operation's value, never the value itself: Entra ID adds a member as
 * `{ "$ref": null, "value": "id" }`, while `"value": null` alone unassigns the attribute (RFC 7643 §2.5).
 */
export function dropNullsInValue(operation: JsonObject): readonly JsonObject[] {
  const value = memberOf(operation, 'value');
  if (isJsonArray(value)) {
    return [
      withMember(
        operation,
        'value',
        value.map((element) => (isJsonObject(element) ? dropNulls(element) : element)),
      ),
    ];
  }
  return [hasPathAndObject(operation, value) ? withMember(operation, 'value', dropNulls(value)) : operation];
}

/** In a pathless value `"title": null` unassigns the title, so only a value at a path is looked into. */
function hasPathAndObject(operation: JsonObject, value: JsonValue | undefined): value is JsonObject {
  return pathOf(operation) !== undefined && isJsonObject(value);
}

/** A `remove` says where, not what: drops the `value` that Entra ID sends along, once `removeListed` has read its lists. */
export function dropValueOfRemove(operation: JsonObject): readonly JsonObject[] {
  const drop = verbOf(operation) === 'remove' && pathOf(operation) !== undefined && hasMember(operation, 'value');
  return [drop ? withMember(operation, 'value', undefined) : operation];
}

/**
 * Gives a manager at an enterprise path its RFC shape. Entra ID adds a plain id string, or a list of one; it removes by
 * adding `""`. Also below the attribute: `…:User:manager.value` with `""` removes.
 */
export function managerOperation(operation: JsonObject): readonly JsonObject[] {
  const path = pathOf(operation);
  const flat = path === undefined ? undefined : readFlatAttribute(path);
  const verb = verbOf(operation);
  if (path === undefined || flat?.schema === undefined || !sameName(flat.schema, enterpriseUserSchema))
    return [operation];
  if (!sameName(flat.attribute, 'manager') || (verb !== 'add' && verb !== 'replace')) return [operation];
  const value = memberOf(operation, 'value');
  if (sameName(flat.rest, '.value')) {
    return [value === '' ? { op: 'remove', path: path.slice(0, -'.value'.length) } : operation];
  }
  if (flat.rest !== '' || value === undefined || value === null) return [operation];
  const manager = readManager(value);
  return [manager === undefined ? { op: 'remove', path } : withMember(operation, 'value', manager)];
}

/** Makes the value at the path of a multi-valued attribute an array of objects: `roles` as `"ADMIN"` or `["ADMIN"]`. */
export function arrayOperation(...names: readonly string[]): OperationTransform {
  return (operation) => {
    const path = pathOf(operation);
    const value = memberOf(operation, 'value');
    const verb = verbOf(operation);
    if (verb !== 'add' && verb !== 'replace') return [operation];
    if (path !== undefined) {
      if (nameIn(names, path) === undefined || value === undefined) return [operation];
      return [withMember(operation, 'value', readMultiValued(value))];
    }
    if (!isJsonObject(value)) return [operation];
    const read = Object.fromEntries(
      Object.entries(value).map(([name, member]) => [
        name,
        nameIn(names, name) === undefined ? member : readMultiValued(member),
      ]),
    );
    return [withMember(operation, 'value', read)];
  };
}

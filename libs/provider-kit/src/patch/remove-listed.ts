import { isJsonArray, isJsonObject, type JsonValue } from '../json.ts';
import { nameIn, sameName } from '../schema-urns.ts';
import type { OperationTransform } from '../transform.ts';
import { memberOf, pathOf, verbOf } from './operation.ts';

/**
 * Turns `{ op: remove, path: members, value: [{ value: id }, …] }` into one `remove` a value,
 * `members[value eq "id"]`. That is how Entra ID takes people out of a group; RFC 7644 §3.5.2.2 gives such a `value` no
 * meaning, so that a literal reading empties the group.
 *
 * An empty list removes nobody: it becomes an `add` of nothing, the only operation that says so.
 * An element without a usable `value` becomes a filter that matches nobody; never a `remove` of the whole attribute.
 */
export function removeListed(...attributes: readonly string[]): OperationTransform {
  return (operation) => {
    const path = pathOf(operation);
    const value = memberOf(operation, 'value');
    if (verbOf(operation) !== 'remove' || path === undefined || nameIn(attributes, path) === undefined) {
      return [operation];
    }
    if (value === undefined || value === null) return [operation];
    const listed = isJsonArray(value) ? value : [value];
    if (listed.length === 0) return [{ op: 'add', path, value: [] }];
    return listed.map((element) => ({ op: 'remove', path: `${path}[value eq ${literal(element)}]` }));
  };
}

/** The element's `value` as a filter literal (RFC 7644 §3.4.2.2: JSON's own notation). */
function literal(element: JsonValue): string {
  if (!isJsonObject(element)) return isJsonArray(element) ? '""' : JSON.stringify(element);
  const id = Object.entries(element).find(([name]) => sameName(name, 'value'))?.[1];
  return typeof id === 'string' || typeof id === 'number' ? JSON.stringify(id) : '""';
}

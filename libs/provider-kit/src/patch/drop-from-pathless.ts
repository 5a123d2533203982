import { isJsonObject, objectFrom } from '../json.ts';
import { nameIn } from '../schema-urns.ts';
import type { OperationTransform } from '../transform.ts';
import { isPathless, memberOf, withMember } from './operation.ts';

/**
 * Leaves named members out of a pathless operation's value. Okta renames a group by `{ "id": "…", "displayName": "…" }`;
 * `id` is read-only, and a strict reading of RFC 7644 §3.5.2 refuses the whole request for it.
 * An operation that would be left with nothing stays as it is, for scim-core to judge.
 */
export function dropFromPathless(...names: readonly string[]): OperationTransform {
  return (operation) => {
    const value = memberOf(operation, 'value');
    if (!isPathless(operation) || !isJsonObject(value)) return [operation];
    const kept = Object.entries(value).filter(([name]) => nameIn(names, name) === undefined);
    return kept.length === 0 ? [operation] : [withMember(operation, 'value', objectFrom(kept))];
  };
}

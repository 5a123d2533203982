import type { JsonObject, JsonValue } from '../json.ts';
import { objectFrom } from '../json.ts';
import { sameName } from '../schema-urns.ts';

/** An operation's member, whatever the case of its name. */
export function memberOf(operation: JsonObject, name: 'op' | 'path' | 'value'): JsonValue | undefined {
  return Object.entries(operation).find(([candidate]) => sameName(candidate, name))?.[1];
}

/** Whether the operation has the member at all: `value: null` is one, no `value` is none. */
export function hasMember(operation: JsonObject, name: 'op' | 'path' | 'value'): boolean {
  return Object.keys(operation).some((candidate) => sameName(candidate, name));
}

/** The operation's verb in lower case; undefined for anything but a string. */
export function verbOf(operation: JsonObject): string | undefined {
  const op = memberOf(operation, 'op');
  return typeof op === 'string' ? op.toLowerCase() : undefined;
}

/** The operation's path; undefined when pathless, or when the path is no string. */
export function pathOf(operation: JsonObject): string | undefined {
  const path = memberOf(operation, 'path');
  return typeof path === 'string' && path !== '' ? path : undefined;
}

/** The operation with a member replaced, or left out when undefined. Its other members and their order stay. */
export function withMember(
  operation: JsonObject,
  name: 'op' | 'path' | 'value',
  value: JsonValue | undefined,
): JsonObject {
  const has = hasMember(operation, name);
  const entries = Object.entries(operation).flatMap(([candidate, held]) => {
    if (!sameName(candidate, name)) return [[candidate, held] as const];
    return value === undefined ? [] : [[candidate, value] as const];
  });
  return has || value === undefined ? objectFrom(entries) : objectFrom([...entries, [name, value]]);
}

/** Whether the operation speaks of the resource itself: its path is absent, `null` or empty. */
export function isPathless(operation: JsonObject): boolean {
  const path = memberOf(operation, 'path');
  return path === undefined || path === null || path === '';
}

import { isJsonArray, isJsonObject, type JsonValue, objectFrom } from '../json.ts';
import { nameIn } from '../schema-urns.ts';
import type { BodyTransform } from '../transform.ts';

/** Every shape of a multi-valued attribute as its RFC one: an array of objects with `value`. */
export function readMultiValued(value: JsonValue | undefined): JsonValue | undefined {
  if (typeof value === 'string') return value === '' ? [] : [{ value }];
  if (isJsonObject(value)) return [value];
  if (!isJsonArray(value)) return value;
  return value.map((element) => (typeof element === 'string' ? { value: element } : element));
}

/**
 * Makes the named attributes arrays of objects. OneLogin sends `emails` as one object; CloudGate UNO maps a
 * single-value custom field to `roles`, so that a string arrives; others send `["ADMIN"]`.
 * An empty string is no value: it becomes the empty array.
 */
export function arrayFromSingle(...names: readonly string[]): BodyTransform {
  return (body) =>
    objectFrom(
      Object.entries(body).map(([name, value]) => [
        name,
        nameIn(names, name) === undefined ? value : readMultiValued(value),
      ]),
    );
}

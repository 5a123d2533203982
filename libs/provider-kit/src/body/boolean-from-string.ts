import { isJsonArray, isJsonObject, type JsonObject, type JsonValue, objectFrom } from '../json.ts';
import { nameIn } from '../schema-urns.ts';
import type { BodyTransform } from '../transform.ts';

/** `"True"`, `" false"` as booleans; anything else as it is, for scim-core to judge. */
export function readBoolean(value: JsonValue | undefined): JsonValue | undefined {
  if (typeof value !== 'string') return value;
  const word = value.trim().toLowerCase();
  return word === 'true' ? true : word === 'false' ? false : value;
}

/**
 * Turns `"True"` and `"false"` into booleans where the attribute is one of `names`: at the top and in the elements of
 * multi-valued attributes. Entra ID sends `"active": "False"` (its aadOptscim062020 flag is meant to stop that) and
 * OneLogin's templates put quotes around `{$user.active}`.
 */
export function booleanFromString(...names: readonly string[]): BodyTransform {
  const readMembers = (object: JsonObject): JsonObject =>
    objectFrom(
      Object.entries(object).map(([name, value]) => [
        name,
        nameIn(names, name) === undefined ? value : readBoolean(value),
      ]),
    );
  return (body) =>
    objectFrom(
      Object.entries(readMembers(body)).map(([name, value]) => [
        name,
        isJsonArray(value) ? value.map((element) => (isJsonObject(element) ? readMembers(element) : element)) : value,
      ]),
    );
}

import { isJsonArray, isJsonObject, type JsonObject, type JsonValue } from '@sekisho/provider-kit';

export { isJsonArray, isJsonObject };

/** An object under construction. It is handed out as a {@link JsonObject}. */
export type MutableJsonObject = Record<string, JsonValue | undefined>;

/** The own member whose name is the same but for case, with the spelling it has. RFC 7643 §2.1: names have no case. */
export function findMember(
  object: JsonObject,
  name: string,
): { readonly name: string; readonly value: JsonValue } | undefined {
  const exact = Object.hasOwn(object, name) ? object[name] : undefined;
  if (exact !== undefined) return { name, value: exact };
  const wanted = name.toLowerCase();
  for (const key of Object.keys(object)) {
    if (key.length !== name.length || key.toLowerCase() !== wanted) continue;
    const value = object[key];
    if (value !== undefined) return { name: key, value };
  }
  return undefined;
}

export type JsonValue = string | number | boolean | null | readonly JsonValue[] | JsonObject;

/** A JSON object as it came in: nothing about its members is known. */
export interface JsonObject {
  readonly [name: string]: JsonValue | undefined;
}

/** Narrows to an object, not an array. */
export function isJsonObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** `Array.isArray` that keeps the element type. */
export function isJsonArray(value: JsonValue | undefined): value is readonly JsonValue[] {
  return Array.isArray(value);
}

/** One member of an object: its name and value. */
export type JsonEntry = readonly [name: string, value: JsonValue | undefined];

/**
 * Builds an object from entries. Every transform here goes through it: `Object.fromEntries` defines own properties, so
 * that an own member `__proto__` (which `JSON.parse` makes) stays a member for scim-core to refuse, and no prototype is
 * ever set. `result[name] = value` would set one.
 */
export function objectFrom(entries: Iterable<JsonEntry>): JsonObject {
  return Object.fromEntries(entries);
}

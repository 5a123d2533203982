import { isJsonArray, isJsonObject, type JsonObject, type JsonValue, objectFrom } from '../json.ts';

/**
 * How deep a SCIM body is looked into: resource, extension, attribute, element, sub-attribute. What lies deeper is none
 * of a provider's documented shapes and is handed on untouched, so that nesting without end costs nothing here.
 */
const deepest = 6;

/**
 * Leaves out members that are `null`, and elements that are. Entra ID sends `"addresses": null`, `"$ref": null`;
 * OneLogin's templates `"id": null`. RFC 7643 §2.5 calls them unassigned, which is what leaving out says, too.
 * An object that held nothing else goes with them; an empty one that came as such stays.
 */
export function dropNulls(body: JsonObject): JsonObject {
  return dropFrom(body, (value) => value === null);
}

/**
 * As `dropNulls`, and empty strings as well: OneLogin fills a template's unset parameters with `""`.
 * Not for providers that follow the RFC, where `""` is a value.
 */
export function dropEmpty(body: JsonObject): JsonObject {
  return dropFrom(body, (value) => value === null || (typeof value === 'string' && value.trim() === ''));
}

function dropFrom(body: JsonObject, unwanted: (value: JsonValue) => boolean): JsonObject {
  const kept = keep(body, unwanted, 1);
  return isJsonObject(kept) ? kept : {};
}

function keep(value: JsonValue, unwanted: (value: JsonValue) => boolean, depth: number): JsonValue | undefined {
  if (unwanted(value)) return undefined;
  if (depth > deepest) return value;
  if (isJsonArray(value)) {
    return value.flatMap((element) => keep(element, unwanted, depth + 1) ?? []);
  }
  if (!isJsonObject(value)) return value;
  const entries = Object.entries(value);
  const kept = entries.flatMap(([name, member]) => {
    if (member === undefined) return [];
    const next = keep(member, unwanted, depth + 1);
    return next === undefined ? [] : [[name, next] as const];
  });
  return kept.length === 0 && entries.length > 0 ? undefined : objectFrom(kept);
}

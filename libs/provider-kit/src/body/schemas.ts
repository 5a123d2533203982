import { isJsonArray, isJsonObject, type JsonObject, type JsonValue, objectFrom } from '../json.ts';
import { sameName } from '../schema-urns.ts';
import type { BodyTransform } from '../transform.ts';

/** No provider misspells more URNs than this in one body; what does is left for scim-core. Bounds the work of merging. */
const mostMisspelt = 16;

/**
 * Writes schema URNs as the RFC does, in `schemas` and where one names an extension's object; `to` by `from`.
 * Entra ID's own documentation has `…enterprise:2.0User`; OneLogin's templates `urn:scim:schemas:core:2.0`.
 * Where both spellings hold an object the two are put together, the RFC's spelling winning.
 */
export function renameSchema(renamed: Readonly<Record<string, string>>): BodyTransform {
  const table = new Map(Object.entries(renamed).map(([from, to]) => [from.toLowerCase(), to]));
  const rename = (urn: string): string => table.get(urn.toLowerCase()) ?? urn;
  return (body) => {
    const withSchemas = onSchemas(body, (urns) => withoutRepeats(urns.map(rename)));
    const misspelt = Object.keys(body).filter((name) => rename(name) !== name);
    return misspelt.length === 0 || misspelt.length > mostMisspelt ? withSchemas : renameMembers(withSchemas, rename);
  };
}

function renameMembers(body: JsonObject, rename: (urn: string) => string): JsonObject {
  const members = new Map<string, JsonValue | undefined>();
  for (const [name, value] of Object.entries(body)) {
    const target = rename(name);
    const held = members.get(target);
    const rightWins = target === name ? [held, value] : [value, held];
    members.set(target, members.has(target) ? merged(rightWins[0], rightWins[1]) : value);
  }
  return objectFrom(members);
}

function merged(weaker: JsonValue | undefined, stronger: JsonValue | undefined): JsonValue | undefined {
  return isJsonObject(weaker) && isJsonObject(stronger) ? { ...weaker, ...stronger } : stronger;
}

/**
 * Leaves out of `schemas` what is no URN. Entra ID lists `http://schemas.microsoft.com/2006/11/ResourceManagement/…`
 * for groups; RFC 7643 §3.1 wants schema URIs of the resource alone.
 */
export function dropNonUrnSchemas(body: JsonObject): JsonObject {
  return onSchemas(body, (urns) => urns.filter((urn) => urn.toLowerCase().startsWith('urn:')));
}

/**
 * Lists in `schemas` each extension that the body uses, and `core` when it is missing: an administrator's OneLogin
 * template may have the enterprise object and not its URN, or no `schemas` at all.
 */
export function declareSchemas(core: string): BodyTransform {
  return (body) => {
    const used = Object.entries(body)
      .filter(([name, value]) => name.toLowerCase().startsWith('urn:') && isJsonObject(value))
      .map(([name]) => name);
    const complete = (urns: readonly string[]): readonly string[] => {
      const listed = new Set(urns.map((urn) => urn.toLowerCase()));
      const missing = used.filter((name) => !listed.has(name.toLowerCase()));
      return [...(listed.has(core.toLowerCase()) ? [] : [core]), ...urns, ...missing];
    };
    const has = Object.keys(body).some((name) => sameName(name, 'schemas'));
    return has ? onSchemas(body, complete) : { schemas: complete([]), ...body };
  };
}

function onSchemas(body: JsonObject, change: (urns: readonly string[]) => readonly string[]): JsonObject {
  return objectFrom(
    Object.entries(body).map(([name, value]) => [name, sameName(name, 'schemas') ? changed(value, change) : value]),
  );
}

/** `schemas` that is no array of strings is left for scim-core to refuse. */
function changed(
  value: JsonValue | undefined,
  change: (urns: readonly string[]) => readonly string[],
): JsonValue | undefined {
  if (!isJsonArray(value)) return value;
  const urns = value.filter((urn): urn is string => typeof urn === 'string');
  return urns.length === value.length ? change(urns) : value;
}

function withoutRepeats(urns: readonly string[]): readonly string[] {
  return [...new Map(urns.map((urn) => [urn.toLowerCase(), urn])).values()];
}

import { readFlatAttribute } from '../attribute-path.ts';
import { isJsonArray, isJsonObject, type JsonEntry, type JsonObject, type JsonValue, objectFrom } from '../json.ts';
import {
  coreGroupSchema,
  coreUserSchema,
  enterpriseAttributes,
  enterpriseUserSchema,
  nameIn,
  sameName,
} from '../schema-urns.ts';

/**
 * Moves enterprise attributes from the top of a user into the extension's object. Entra ID's documentation creates a
 * user with `"department"` and `"manager"` beside `"userName"`. What the extension already holds wins.
 */
export function nestEnterpriseAttributes(body: JsonObject): JsonObject {
  return move(body, (name) => {
    const attribute = nameIn(enterpriseAttributes, name);
    return attribute === undefined ? undefined : { keys: [enterpriseUserSchema, attribute] };
  });
}

/**
 * Puts members with a flat name where RFC 7643 has them: `"urn:…:enterprise:2.0:User:department"`, `"name.givenName"`,
 * `"emails[type eq \"work\"].value"`. Administrators type paths into a mapping whose provider writes them down as names.
 * What is already in its place wins. An extension's object under its own URN is in its place.
 */
export function nestFlatNames(body: JsonObject): JsonObject {
  return move(body, (name) => placeOf(name, isJsonObject(body[name])));
}

/** Where a member belongs: the way down from the body, and the type of the element if it is a list's. */
interface Place {
  readonly keys: readonly [string, ...string[]];
  readonly elementType?: string;
}

const elementOfType = /^\[type eq "(?<type>[\w-]+)"\]$/i;

function placeOf(name: string, holdsObject: boolean): Place | undefined {
  const flat = readFlatAttribute(name);
  if (flat === undefined) return undefined;
  const known =
    flat.schema !== undefined && [coreUserSchema, coreGroupSchema, enterpriseUserSchema].includes(flat.schema);
  if (flat.schema !== undefined && holdsObject && !known) return undefined;
  const isCore = flat.schema === undefined || flat.schema === coreUserSchema || flat.schema === coreGroupSchema;
  const sub = /^(?<element>\[[^\]]*\])?(?:\.(?<name>[A-Za-z$][\w$-]*))?$/.exec(flat.rest)?.groups;
  if (sub === undefined || (flat.schema === undefined && flat.rest === '')) return undefined;
  const keys: readonly [string, ...string[]] = isCore
    ? [flat.attribute, ...(sub['name'] === undefined ? [] : [sub['name']])]
    : [flat.schema ?? '', flat.attribute, ...(sub['name'] === undefined ? [] : [sub['name']])];
  if (sub['element'] === undefined) return { keys };
  const type = elementOfType.exec(sub['element'])?.groups?.['type'];
  return type === undefined || sub['name'] === undefined || !isCore ? undefined : { keys, elementType: type };
}

/** A body with more flat names than this comes from no mapping; it is left for scim-core. Bounds the work of nesting. */
const mostMoved = 100;

function move(body: JsonObject, placeFor: (name: string) => Place | undefined): JsonObject {
  const staying: JsonEntry[] = [];
  const moving: { readonly place: Place; readonly value: JsonValue | undefined }[] = [];
  for (const [name, value] of Object.entries(body)) {
    const place = placeFor(name);
    if (place === undefined) staying.push([name, value]);
    else moving.push({ place, value });
  }
  if (moving.length === 0 || moving.length > mostMoved) return body;
  return moving.reduce(
    (current, { place, value }) =>
      place.elementType === undefined
        ? putAt(current, place.keys, value)
        : putInElement(current, place.keys, place.elementType, value),
    objectFrom(staying),
  );
}

function putAt(object: JsonObject, [key, ...rest]: readonly string[], value: JsonValue | undefined): JsonObject {
  if (key === undefined) return object;
  const present = Object.keys(object).find((name) => sameName(name, key));
  if (rest.length === 0) return present === undefined ? { ...object, [key]: value } : object;
  const held = present === undefined ? undefined : object[present];
  const below = isJsonObject(held) ? held : {};
  return { ...object, [present ?? key]: putAt(below, rest, value) };
}

function putInElement(
  body: JsonObject,
  [list, sub]: readonly string[],
  type: string,
  value: JsonValue | undefined,
): JsonObject {
  if (list === undefined || sub === undefined) return body;
  const present = Object.keys(body).find((name) => sameName(name, list)) ?? list;
  const held = Object.hasOwn(body, present) ? body[present] : undefined;
  const elements = isJsonArray(held) ? held : [];
  const place = elements.findIndex((element) => isJsonObject(element) && element['type'] === type);
  const element = elements[place];
  const next = putAt(isJsonObject(element) ? element : { type }, [sub], value);
  return { ...body, [present]: place < 0 ? [...elements, next] : elements.with(place, next) };
}

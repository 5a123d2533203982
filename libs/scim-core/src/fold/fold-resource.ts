import type { JsonObject, JsonValue } from '@sekisho/provider-kit';
import { isJsonArray, isJsonObject, type MutableJsonObject } from '../json/json.ts';
import { isUnsafeName } from '../json/safe-json.ts';
import { schemasOf } from '../render/schemas-of.ts';
import { findExtension } from '../schema/attribute-name.ts';
import type { Attribute, ResourceType } from '../schema/resource-type.ts';
import { normaliseDateTime } from './date-time.ts';
import { foldString } from './fold-string.ts';

/**
 * What filters read instead of the resource: canonical keys (those no schema knows in lower case), strings folded where
 * case does not matter, dateTimes as fixed-width UTC. Empty strings, arrays and objects are left out, so that `pr` is
 * "the key is there" (RFC 7644 §3.4.2.2: a non-empty value).
 */
export type MatchDocument = JsonObject;

/** The match document of a resource. What the resource lacks (`id`, `meta`, members) is not in it either. */
export function foldResource(type: ResourceType, resource: JsonObject): MatchDocument {
  const document: MutableJsonObject = { schemas: schemasOf(type, resource).map(foldString) };
  for (const [key, value] of Object.entries(resource)) {
    const lower = key.toLowerCase();
    if (lower === 'schemas' || isUnsafeName(lower)) continue;
    const extension = key.includes(':') ? findExtension(type, key) : undefined;
    if (extension !== undefined && isJsonObject(value)) {
      put(document, extension.schema.id, foldMembers(extension.attributes, value));
      continue;
    }
    const attribute = type.attributes.get(lower);
    put(document, attribute?.name ?? lower, foldValue(attribute, value));
  }
  return document;
}

/**
 * One element of a multi-valued attribute, folded as it would be in a match document. What came of an element is
 * remembered as long as the element lives: a PATCH may ask a thousand times for the same thousand.
 */
export function foldElement(attribute: Attribute | undefined, element: JsonValue): JsonValue {
  if (!isJsonObject(element)) return foldValue(attribute, element) ?? {};
  const known = foldedElements.get(element);
  if (known !== undefined && known.attribute === attribute) return known.folded;
  const folded = foldValue(attribute, element) ?? {};
  foldedElements.set(element, { attribute, folded });
  return folded;
}

const foldedElements = new WeakMap<JsonObject, { attribute: Attribute | undefined; folded: JsonValue }>();

function put(document: MutableJsonObject, key: string, value: JsonValue | undefined): void {
  if (value !== undefined) document[key] = value;
}

function foldMembers(
  attributes: ReadonlyMap<string, Attribute> | undefined,
  value: JsonObject,
): JsonObject | undefined {
  const result: MutableJsonObject = {};
  for (const [key, member] of Object.entries(value)) {
    const lower = key.toLowerCase();
    if (isUnsafeName(lower)) continue;
    const attribute = attributes?.get(lower);
    put(result, attribute?.name ?? lower, foldValue(attribute, member));
  }
  return Object.keys(result).length === 0 ? undefined : result;
}

function foldValue(attribute: Attribute | undefined, value: JsonValue | undefined): JsonValue | undefined {
  if (value === null || value === undefined || value === '') return undefined;
  if (isJsonArray(value)) {
    const elements = value.map((element) => foldValue(attribute, element)).filter((element) => element !== undefined);
    return elements.length === 0 ? undefined : elements;
  }
  if (isJsonObject(value)) return foldMembers(attribute?.children, value);
  if (typeof value !== 'string') return value;
  if (attribute?.type === 'dateTime') return normaliseDateTime(value);
  return attribute?.caseExact === true ? value : foldString(value);
}

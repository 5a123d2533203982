import type { JsonObject, JsonValue } from '@sekisho/provider-kit';
import { normaliseDateTime } from '../fold/date-time.ts';
import { isJsonArray, isJsonObject, type MutableJsonObject } from '../json/json.ts';
import { invalidSyntax, invalidValue, quoted } from '../refusals.ts';
import type { Attribute } from '../schema/resource-type.ts';
import { assertFewValues } from './assert-few-values.ts';

/**
 * Reads one attribute's value against its schema: types checked, names in canonical spelling, readOnly parts left out,
 * unknown parts kept. null, [] and an object with nothing in it are "no value" (RFC 7643 §2.5) and come back as
 * undefined, as does what is never stored (`password`). `label` is the name that a refusal shows.
 */
export function readAttribute(
  attribute: Attribute,
  value: JsonValue | undefined,
  label: string = attribute.name,
): JsonValue | undefined {
  if (value === null || value === undefined) return undefined;
  const read = attribute.multiValued ? readMany(attribute, value, label) : readOne(attribute, value, label);
  return attribute.mutability === 'writeOnly' && attribute.returned === 'never' ? undefined : read;
}

/** Reads one element of a multi-valued attribute. */
export function readElement(attribute: Attribute, value: JsonValue, label: string): JsonValue | undefined {
  if (value === null) return undefined;
  if (attribute.acceptsSimpleValues === true && typeof value === 'string') {
    return value.trim() === '' ? undefined : { value };
  }
  return readOne(attribute, value, label);
}

/** A value no schema knows: kept as it came, but for nulls and what is empty. */
export function readUnknown(value: JsonValue | undefined): JsonValue | undefined {
  if (value === null || value === undefined) return undefined;
  if (isJsonArray(value)) return value.length === 0 ? undefined : value;
  if (isJsonObject(value)) return Object.keys(value).length === 0 ? undefined : value;
  return value;
}

/** Reads the members of a complex value or an extension's block. */
export function readMembers(
  attributes: ReadonlyMap<string, Attribute>,
  value: JsonObject,
  label: string,
): MutableJsonObject | undefined {
  const result: MutableJsonObject = {};
  const seen = new Set<string>();
  for (const [key, member] of Object.entries(value)) {
    const lower = key.toLowerCase();
    if (seen.has(lower)) throw repeated(`${label}.${key}`);
    seen.add(lower);
    const attribute = attributes.get(lower);
    if (attribute?.mutability === 'readOnly') continue;
    const read =
      attribute === undefined ? readUnknown(member) : readAttribute(attribute, member, `${label}.${attribute.name}`);
    if (read !== undefined) result[attribute?.name ?? key] = read;
  }
  return Object.keys(result).length === 0 ? undefined : result;
}

/** Refuses a second `primary: true` (RFC 7643 §2.4). */
export function assertOnePrimary(elements: readonly JsonValue[], label: string): void {
  const primaries = elements.filter((element) => isJsonObject(element) && element['primary'] === true);
  if (primaries.length > 1) {
    throw invalidValue({
      ja: `${label} で primary を true にできる値は 1 つだけです。`,
      en: `Only one value of ${label} can have primary set to true.`,
    });
  }
}

/** The refusal of a name that comes twice, perhaps in another case. */
export function repeated(label: string): Error {
  return invalidSyntax({
    ja: `属性 ${label} が重複しています。属性名の大文字と小文字は区別されません。`,
    en: `The attribute ${label} is given twice; attribute names have no case.`,
  });
}

function readMany(attribute: Attribute, value: JsonValue, label: string): JsonValue | undefined {
  const list = isJsonArray(value) ? value : attribute.acceptsSimpleValues === true ? [value] : undefined;
  if (list === undefined) {
    throw invalidValue({
      ja: `${label} は複数値属性です。配列で指定してください（例: ${example(attribute)}）。受信した値: ${quoted(value)}`,
      en: `${label} has many values: send an array, such as ${example(attribute)}. Got ${quoted(value)}.`,
    });
  }
  // Members of a group are rows of their own; everything else is kept in one document, which every read pays for.
  if (attribute.name !== 'members') assertFewValues(list, label);
  const elements: JsonValue[] = [];
  list.forEach((element, index) => {
    const read = readElement(attribute, element, `${label}[${index}]`);
    if (element !== null) assertParts(attribute, read, `${label}[${index}]`);
    if (read !== undefined) elements.push(read);
  });
  if (elements.length === 0) return undefined;
  assertOnePrimary(elements, label);
  return elements;
}

/** Whether a reference has an address in place of this `value` (RFC 7643 §2.4): whoever reads it looks the id up there. */
export function isGivenByAddress({ name }: Attribute, element: JsonObject): boolean {
  const address = element['$ref'];
  return name === 'value' && typeof address === 'string' && address !== '';
}

/** An element that lacks what makes it one, such as a member without `value`, is refused: dropping it would lose somebody. */
function assertParts(attribute: Attribute, element: JsonValue | undefined, label: string): void {
  for (const child of attribute.children.values()) {
    const part = isJsonObject(element) ? element[child.name] : undefined;
    if (!child.required || (part !== undefined && part !== '')) continue;
    if (isJsonObject(element) && isGivenByAddress(child, element)) continue;
    throw invalidValue({
      ja: `${label} には ${child.name} が必要です（例: ${exampleObject(attribute)}）。`,
      en: `${label} needs ${child.name}, such as ${exampleObject(attribute)}.`,
    });
  }
}

function readOne(attribute: Attribute, value: JsonValue, label: string): JsonValue | undefined {
  switch (attribute.type) {
    case 'complex':
      if (isJsonObject(value)) return readMembers(attribute.children, value, label);
      throw wrongType(label, value, {
        ja: `オブジェクト（例: ${exampleObject(attribute)}）`,
        en: `an object, such as ${exampleObject(attribute)}`,
      });
    case 'string':
      if (typeof value === 'string') return value;
      throw wrongType(label, value, { ja: '文字列', en: 'a string' });
    case 'reference':
      if (typeof value === 'string') return value;
      throw wrongType(label, value, { ja: '参照先の URI の文字列', en: 'a URI as a string' });
    case 'boolean':
      if (typeof value === 'boolean') return value;
      throw wrongType(label, value, {
        ja: '引用符のない true または false',
        en: 'true or false without quotation marks',
      });
    case 'integer':
      if (typeof value === 'number' && Number.isSafeInteger(value)) return value;
      throw wrongType(label, value, { ja: '整数', en: 'an integer' });
    case 'decimal':
      if (typeof value === 'number') return value;
      throw wrongType(label, value, { ja: '数値', en: 'a number' });
    case 'dateTime':
      if (typeof value === 'string' && normaliseDateTime(value) !== undefined) return value;
      throw wrongType(label, value, {
        ja: '日時（例: 2011-05-13T04:42:34Z）',
        en: 'a date and time, such as 2011-05-13T04:42:34Z',
      });
    case 'binary':
      if (typeof value === 'string' && /^[A-Za-z0-9+/_-]*={0,2}$/.test(value.replace(/\s+/g, ''))) return value;
      throw wrongType(label, value, { ja: 'Base64 の文字列', en: 'a base64 string' });
  }
}

function wrongType(label: string, value: JsonValue, wanted: { ja: string; en: string }): Error {
  return invalidValue({
    ja: `${label} には${wanted.ja}を指定してください。受信した値: ${quoted(value)}`,
    en: `${label} must be ${wanted.en}. Got ${quoted(value)}.`,
  });
}

function example(attribute: Attribute): string {
  return attribute.type === 'complex' ? `[${exampleObject(attribute)}]` : '["…"]';
}

function exampleObject(attribute: Attribute): string {
  const [first] = attribute.children.values();
  return first === undefined ? '{…}' : `{"${first.name}": "…"}`;
}

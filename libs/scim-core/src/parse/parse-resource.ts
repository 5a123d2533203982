import type { JsonObject, JsonValue } from '@sekisho/provider-kit';
import { findMember, isJsonArray, isJsonObject, type MutableJsonObject } from '../json/json.ts';
import { assertSafeJson } from '../json/safe-json.ts';
import { invalidSyntax, invalidValue, quoted } from '../refusals.ts';
import { resolveAttributeName } from '../schema/attribute-name.ts';
import type { Attribute, ResourceType } from '../schema/resource-type.ts';
import { assertEachHasFewValues } from './assert-few-values.ts';
import { isGivenByAddress, readAttribute, readMembers, readUnknown, repeated } from './read-attribute.ts';

/**
 * The body of POST and PUT: untrusted JSON in, a resource out whose names are canonical and whose values are what the
 * schema says. Left out: what the service computes (`schemas`, `id`, `meta`, every readOnly attribute) and what it
 * never stores (`password`). Kept: attributes and extensions that no schema knows. Refused: everything else, with the
 * attribute's name and the way out.
 */
export function parseResource(type: ResourceType, body: unknown): JsonObject {
  assertSafeJson(body);
  if (!isJsonObject(body)) {
    throw invalidSyntax({
      ja: `リクエスト本文は JSON オブジェクトで送信してください（${type.name} リソース）。`,
      en: `The body must be a JSON object: a ${type.name} resource.`,
    });
  }
  assertSchemas(type, findMember(body, 'schemas')?.value);
  const draft: Draft = { resource: {}, blocks: new Map(), names: new Set() };
  readInto(type, draft, body);
  const { resource } = draft;
  assertComplete(type, resource);
  assertEachHasFewValues(resource);
  return resource;
}

/** Refuses a resource without a value that its schema requires (RFC 7643 §7, `required`). */
export function assertComplete(type: ResourceType, resource: JsonObject): void {
  assertRequired(type.attributes, resource, '');
  for (const extension of type.extensions.values()) {
    const block = resource[extension.schema.id];
    if (isJsonObject(block)) assertRequired(extension.attributes, block, `${extension.schema.id}:`);
    else if (extension.required) throw missing(extension.schema.id);
  }
}

/** Whether a required string has something to show: an empty or blank userName names nobody. */
function isFilled(value: JsonValue | undefined): boolean {
  return typeof value === 'string' ? value.trim() !== '' : value !== undefined;
}

function assertSchemas(type: ResourceType, schemas: JsonValue | undefined): void {
  const listed = isJsonArray(schemas) ? schemas : [];
  if (listed.some((urn) => typeof urn === 'string' && urn.toLowerCase() === type.schema.id.toLowerCase())) return;
  throw invalidSyntax({
    ja: `schemas に "${type.schema.id}" を含めてください。受信した値: ${quoted(schemas)}`,
    en: `schemas must list "${type.schema.id}". Got ${quoted(schemas)}.`,
  });
}

/** A resource being read. Names are looked up by their lower case, because a body may hold thousands of them. */
interface Draft {
  readonly resource: MutableJsonObject;
  /** The blocks of extensions in `resource`, by lower-case URN. */
  readonly blocks: Map<string, MutableJsonObject>;
  /** Everything in `resource`, in lower case. */
  readonly names: Set<string>;
}

function readInto(type: ResourceType, draft: Draft, body: JsonObject): void {
  for (const [key, value] of Object.entries(body)) {
    const resolved = resolveAttributeName(type, key);
    if (resolved?.kind === 'schema') {
      if (resolved.extension === undefined) {
        // The core schema's own URN as a key: some clients qualify core attributes the way extensions are.
        if (isJsonObject(value)) readInto(type, draft, value);
      } else {
        mergeBlock(type, draft, resolved.extension, value);
      }
      continue;
    }
    if (resolved?.attribute === undefined && resolved?.extension !== undefined && !isJsonObject(value)) {
      // An attribute of an extension that no schema knows, written flat: it goes where a path would look for it.
      mergeBlock(type, draft, resolved.extension, { [resolved.name]: value ?? null });
    } else if (resolved?.attribute === undefined || resolved.subName !== undefined) {
      const read = readUnknown(value);
      if (read !== undefined) set(draft, key, read, key);
      if (key.includes(':') && isJsonObject(read)) draft.blocks.set(key.toLowerCase(), replaceBlock(draft, key, read));
    } else if (resolved.extension !== undefined) {
      mergeBlock(type, draft, resolved.extension, { [resolved.name]: value ?? null });
    } else if (resolved.attribute.mutability !== 'readOnly') {
      const read = readAttribute(resolved.attribute, value);
      if (read !== undefined) set(draft, resolved.name, read, key);
    }
  }
}

/** The block of an extension that no schema knows, as an object of our own that more can be merged into. */
function replaceBlock(draft: Draft, name: string, read: JsonObject): MutableJsonObject {
  const block = { ...read };
  draft.resource[name] = block;
  return block;
}

function mergeBlock(type: ResourceType, draft: Draft, urn: string, value: JsonValue | undefined): void {
  if (value === null || value === undefined) return;
  if (!isJsonObject(value)) {
    throw invalidValue({
      ja: `${urn} にはオブジェクトを指定してください。受信した値: ${quoted(value)}`,
      en: `${urn} must be an object. Got ${quoted(value)}.`,
    });
  }
  const attributes: ReadonlyMap<string, Attribute> = type.extensions.get(urn.toLowerCase())?.attributes ?? new Map();
  const block = readMembers(attributes, value, urn);
  if (block === undefined) return;
  const present = draft.blocks.get(urn.toLowerCase());
  if (present === undefined) {
    set(draft, urn, block, urn);
    draft.blocks.set(urn.toLowerCase(), block);
    return;
  }
  for (const [name, member] of Object.entries(block)) {
    if (Object.hasOwn(present, name)) throw repeated(`${urn}:${name}`);
    present[name] = member;
  }
}

function set({ resource, names }: Draft, name: string, value: JsonValue, written: string): void {
  const lower = name.toLowerCase();
  if (names.has(lower)) throw repeated(written);
  names.add(lower);
  resource[name] = value;
}

function assertRequired(attributes: ReadonlyMap<string, Attribute>, resource: JsonObject, prefix: string): void {
  for (const attribute of attributes.values()) {
    const value = resource[attribute.name];
    if (attribute.required && !isFilled(value) && !isGivenByAddress(attribute, resource))
      throw missing(`${prefix}${attribute.name}`);
    if (attribute.type !== 'complex' || value === undefined) continue;
    const elements = isJsonArray(value) ? value : [value];
    for (const element of elements) {
      if (isJsonObject(element)) assertRequired(attribute.children, element, `${prefix}${attribute.name}.`);
    }
  }
}

function missing(name: string): Error {
  return invalidValue({
    ja: `必須属性 ${name} に値がありません。IdP の属性マッピングで ${name} に値を設定してください。`,
    en: `The required attribute ${name} has no value. Map a value to ${name} in the identity provider.`,
  });
}

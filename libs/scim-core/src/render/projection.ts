import type { JsonObject, JsonValue } from '@sekisho/provider-kit';
import { isJsonArray, isJsonObject, type MutableJsonObject } from '../json/json.ts';
import { invalidValue } from '../refusals.ts';
import { findExtension, resolveAttributeName } from '../schema/attribute-name.ts';
import type { Attribute, ResourceType } from '../schema/resource-type.ts';

/**
 * `attributes` and `excludedAttributes` (RFC 7644 §3.9), read against the schema. Names nobody knows are no error: they
 * select nothing.
 */
export interface Projection {
  readonly mode: 'include' | 'exclude';
  /** Lower-case attribute name, or extension URN, to the parts asked for; `all` is the attribute as a whole. */
  readonly selected: ReadonlyMap<string, Selection>;
}

type Selection = 'all' | ReadonlyMap<string, Selection>;

/** Reads the two parameters; undefined when neither selects anything. Giving both is 400: the RFC has them exclude each other. */
export function parseProjection(
  type: ResourceType,
  attributes: readonly string[],
  excludedAttributes: readonly string[],
): Projection | undefined {
  const included = attributes.map((name) => name.trim()).filter((name) => name !== '');
  const excluded = excludedAttributes.map((name) => name.trim()).filter((name) => name !== '');
  if (included.length > 0 && excluded.length > 0) {
    throw invalidValue({
      ja: 'attributes と excludedAttributes は同時に指定できません。どちらか一方を指定してください。',
      en: 'attributes and excludedAttributes exclude each other. Send one of them.',
    });
  }
  if (included.length > 0) return { mode: 'include', selected: select(type, included) };
  if (excluded.length > 0) return { mode: 'exclude', selected: select(type, excluded) };
  return undefined;
}

/** Whether the reply shows anything of an attribute, so that what it does not show need not be loaded (`members`, `groups`). */
export function showsAttribute(type: ResourceType, projection: Projection | undefined, name: string): boolean {
  const attribute = type.attributes.get(name.toLowerCase());
  if (attribute?.returned === 'always') return true;
  if (projection === undefined) return attribute?.returned !== 'request';
  const selection = projection.selected.get(name.toLowerCase());
  return projection.mode === 'include' ? selection !== undefined : selection !== 'all';
}

/** A complete resource cut to what was asked for. What is returned always stays, what is returned never goes. */
export function project(type: ResourceType, projection: Projection | undefined, resource: JsonObject): JsonObject {
  const result: MutableJsonObject = {};
  for (const [key, value] of Object.entries(resource)) {
    const extension = key.includes(':') ? findExtension(type, key) : undefined;
    const selection = projection?.selected.get(key.toLowerCase());
    const shown =
      extension !== undefined && isJsonObject(value)
        ? projectBlock(extension.attributes, projection, selection, value)
        : projectValue(type.attributes.get(key.toLowerCase()), projection?.mode, selection, value);
    if (shown !== undefined) result[key] = shown;
  }
  return result;
}

function projectBlock(
  attributes: ReadonlyMap<string, Attribute>,
  projection: Projection | undefined,
  selection: Selection | undefined,
  block: JsonObject,
): JsonObject | undefined {
  if (selection === 'all')
    return projection?.mode === 'exclude' ? onlyAlways(attributes, block) : withoutHidden(attributes, block);
  return projectMembers(attributes, projection?.mode, selection, block);
}

function projectMembers(
  attributes: ReadonlyMap<string, Attribute>,
  mode: Projection['mode'] | undefined,
  selection: ReadonlyMap<string, Selection> | undefined,
  value: JsonObject,
): JsonObject | undefined {
  const result: MutableJsonObject = {};
  for (const [key, member] of Object.entries(value)) {
    const shown = projectValue(attributes.get(key.toLowerCase()), mode, selection?.get(key.toLowerCase()), member);
    if (shown !== undefined) result[key] = shown;
  }
  return Object.keys(result).length === 0 ? undefined : result;
}

function projectValue(
  attribute: Attribute | undefined,
  mode: Projection['mode'] | undefined,
  selection: Selection | undefined,
  value: JsonValue | undefined,
): JsonValue | undefined {
  if (attribute?.returned === 'never') return undefined;
  if (attribute?.returned === 'always') return value;
  if (selection === undefined) {
    if (mode === 'include') return undefined;
    return attribute?.returned === 'request' ? undefined : value;
  }
  if (selection === 'all') return mode === 'include' ? value : undefined;
  // A part of it is named.
  const parts = attribute?.children ?? new Map<string, Attribute>();
  if (isJsonArray(value)) {
    const elements = value
      .map((element) => (isJsonObject(element) ? projectMembers(parts, mode, selection, element) : undefined))
      .filter((element) => element !== undefined);
    return elements.length === 0 ? undefined : elements;
  }
  return isJsonObject(value) ? projectMembers(parts, mode, selection, value) : undefined;
}

function onlyAlways(attributes: ReadonlyMap<string, Attribute>, block: JsonObject): JsonObject | undefined {
  return projectMembers(attributes, 'include', new Map(), block);
}

function withoutHidden(attributes: ReadonlyMap<string, Attribute>, block: JsonObject): JsonObject | undefined {
  return projectMembers(attributes, undefined, undefined, block);
}

function select(type: ResourceType, names: readonly string[]): ReadonlyMap<string, Selection> {
  const selected = new Map<string, Selection>();
  for (const name of names) {
    const resolved = resolveAttributeName(type, name);
    if (resolved?.kind === 'schema') {
      // The core schema's URN alone asks for all that is core.
      if (resolved.extension !== undefined) add(selected, [resolved.extension]);
      else for (const attribute of type.schema.attributes) add(selected, [attribute.name]);
    } else if (resolved !== undefined) {
      // The URN of an extension that no schema knows reads like an attribute of a shorter one; both meanings are selected.
      if (resolved.extension !== undefined && resolved.attribute === undefined) add(selected, [name]);
      add(
        selected,
        [resolved.extension, resolved.name, resolved.subName].filter((key) => key !== undefined),
      );
    }
  }
  return selected;
}

function add(selected: Map<string, Selection>, keys: readonly string[]): void {
  const [first, ...rest] = keys;
  if (first === undefined) return;
  const key = first.toLowerCase();
  const present = selected.get(key);
  if (present === 'all') return;
  if (rest.length === 0) {
    selected.set(key, 'all');
    return;
  }
  const parts = new Map<string, Selection>(present ?? []);
  add(parts, rest);
  selected.set(key, parts);
}

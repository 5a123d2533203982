import type { JsonObject, JsonValue } from '@sekisho/provider-kit';
import { deepEqual } from '../json/deep-equal.ts';
import { findMember, isJsonArray, isJsonObject, type MutableJsonObject } from '../json/json.ts';
import { assertSafeJson } from '../json/safe-json.ts';
import { assertEachHasFewValues } from '../parse/assert-few-values.ts';
import { assertComplete } from '../parse/parse-resource.ts';
import { assertOnePrimary } from '../parse/read-attribute.ts';
import { invalidValue, mutability, quoted } from '../refusals.ts';
import { resolveAttributeName } from '../schema/attribute-name.ts';
import type { ResourceType } from '../schema/resource-type.ts';
import { ScimError } from '../scim-error.ts';
import { type ChangeOptions, changeValue } from './change-value.ts';
import { parsePath } from './parse-path.ts';
import type { AttributePatchPath, PatchOperation } from './patch-operation.ts';
import { PatchWork } from './patch-work.ts';

export interface ApplyPatchOptions {
  /**
   * A `replace` whose filter matches nothing makes the element, where the RFC answers 400 noTarget (§3.5.2.3). Entra
   * writes so. Only for a filter that is `eq` joined by `and`, from which the element can be made.
   */
  readonly createMissingElements?: boolean | undefined;
}

export interface ChangedResource {
  /** The same object when nothing changed. */
  readonly resource: JsonObject;
  /** False: nothing differs, so version and lastModified stay (RFC 7644 §3.5.2). */
  readonly changed: boolean;
}

/**
 * Applies operations in order to a resource as `parse*` made it: all of them, or none with the ScimError of the first
 * that can't be. Pure: the resource given is never written to. The result is again what `parse*` would make.
 */
export function applyPatch(
  type: ResourceType,
  resource: JsonObject,
  operations: readonly PatchOperation[],
  options: ApplyPatchOptions = {},
): ChangedResource {
  const all = { ...options, work: new PatchWork(), made: new WeakSet<JsonObject>() };
  const result = operations.reduce((current, operation) => applyOperation(type, current, operation, all), resource);
  if (deepEqual(resource, result)) return { resource, changed: false };
  assertSafeJson(result);
  assertComplete(type, result);
  assertEachHasFewValues(result);
  assertPrimaries(result);
  return { resource: result, changed: true };
}

interface ApplyOptions extends ChangeOptions {
  /** The objects that came into being here, which nobody else has seen. */
  readonly made: WeakSet<JsonObject>;
}

function applyOperation(
  type: ResourceType,
  resource: JsonObject,
  operation: PatchOperation,
  options: ApplyOptions,
): JsonObject {
  const { path } = operation;
  if (path?.kind === 'attribute') return applyAt(resource, operation, path, options);
  if (operation.op === 'remove')
    return removeSchema(type, resource, path?.kind === 'schema' ? path.extension : undefined, options);
  const prefix = path?.extension === undefined ? '' : `${path.extension}:`;
  if (operation.value === null && operation.op === 'replace' && path?.extension !== undefined) {
    return removeSchema(type, resource, path.extension, options);
  }
  if (!isJsonObject(operation.value)) {
    throw invalidValue({
      ja: `${path?.text ?? 'value'} には属性名と値のオブジェクトを指定してください。受信した値: ${quoted(operation.value)}`,
      en: `${path?.text ?? 'value'} takes an object of attributes. Got ${quoted(operation.value)}.`,
    });
  }
  return applyMembers(type, resource, operation.op, operation.value, prefix, options);
}

/**
 * A value without a path: each member is an operation on its own, its name read as a path. Members that clients may not
 * write are passed over, as in a PUT: Okta sends `id` with every rename.
 */
function applyMembers(
  type: ResourceType,
  resource: JsonObject,
  op: 'add' | 'replace',
  value: JsonObject,
  prefix: string,
  options: ApplyOptions,
): JsonObject {
  let current = resource;
  for (const [key, member] of Object.entries(value)) {
    const path = memberPath(type, `${prefix}${key}`, member);
    if (
      path.kind === 'attribute' &&
      (path.attribute?.mutability === 'readOnly' || path.subAttribute?.mutability === 'readOnly')
    ) {
      continue;
    }
    current = applyOperation(type, current, { op, path, value: member ?? null }, options);
  }
  return current;
}

function memberPath(type: ResourceType, key: string, member: JsonValue | undefined) {
  const resolved = resolveAttributeName(type, key);
  if (resolved?.kind === 'schema') return { kind: 'schema', extension: resolved.extension, text: key } as const;
  if (resolved?.attribute === undefined && key.includes(':') && isJsonObject(member)) {
    return unknownPath(key);
  }
  try {
    return parsePath(type, key);
  } catch (cause) {
    // A name that is no path is kept as an attribute that no schema knows, as POST keeps it.
    if (cause instanceof ScimError) return unknownPath(key);
    throw cause;
  }
}

function unknownPath(name: string): AttributePatchPath {
  return {
    kind: 'attribute',
    extension: undefined,
    name,
    attribute: undefined,
    filter: undefined,
    equals: undefined,
    subName: undefined,
    subAttribute: undefined,
    text: name,
  };
}

function applyAt(
  resource: JsonObject,
  operation: PatchOperation,
  path: AttributePatchPath,
  options: ApplyOptions,
): JsonObject {
  // `schemas` follows from what is in the resource: asking for it changes nothing.
  if (path.extension === undefined && path.attribute?.name === 'schemas') return resource;
  if (path.attribute?.mutability === 'readOnly' || path.subAttribute?.mutability === 'readOnly') throw readOnly(path);
  if (
    operation.op === 'remove' &&
    path.attribute?.required === true &&
    path.filter === undefined &&
    path.subName === undefined
  ) {
    throw mutability({
      ja: `${path.text} は必須属性のため削除できません。値を変更するには replace を使ってください。`,
      en: `${path.text} is required and can't be removed. Use replace to change it.`,
    });
  }
  if (path.extension === undefined)
    return setMember(resource, path.name, (now) => changeValue(operation, path, now, options), options);

  const unknownBlock = wholeBlock(resource, operation, path);
  if (unknownBlock !== undefined) {
    return setMember(resource, unknownBlock.name, (now) => changeValue(operation, unknownBlock, now, options), options);
  }
  const changeBlock = (block: JsonValue | undefined) => {
    const change = (now: JsonValue | undefined) => changeValue(operation, path, now, options);
    const next = setMember(isJsonObject(block) ? block : {}, path.name, change, options);
    return Object.keys(next).length === 0 ? undefined : next;
  };
  return setMember(resource, path.extension, changeBlock, options);
}

/**
 * The whole block of an extension that no schema knows is addressed like an attribute of a shorter URN: it is meant when
 * it is there, or when the value is a block.
 */
function wholeBlock(
  resource: JsonObject,
  operation: PatchOperation,
  path: AttributePatchPath,
): AttributePatchPath | undefined {
  if (path.attribute !== undefined || path.filter !== undefined) return undefined;
  const present = findMember(resource, path.text)?.name;
  const isBlock = operation.op === 'remove' || operation.value === null || isJsonObject(operation.value);
  if (present === undefined)
    return operation.op !== 'remove' && isJsonObject(operation.value) ? unknownPath(path.text) : undefined;
  if (isBlock) return unknownPath(present);
  throw invalidValue({
    ja: `${path.text} には属性名と値のオブジェクトを指定してください。受信した値: ${quoted(operation.value)}`,
    en: `${path.text} takes an object of attributes. Got ${quoted(operation.value)}.`,
  });
}

/**
 * The object with one member changed; undefined takes it out. The spelling that is there stays. A copy the first time,
 * and that copy from then on: a thousand operations must not copy a thousand members each.
 */
function setMember(
  object: JsonObject,
  name: string,
  change: (now: JsonValue | undefined) => JsonValue | undefined,
  { made }: ApplyOptions,
): JsonObject {
  const present = findMember(object, name);
  const key = present?.name ?? name;
  const next = change(present?.value);
  if (next === present?.value) return object;
  const own: MutableJsonObject = made.has(object) ? object : { ...object };
  made.add(own);
  if (next === undefined) delete own[key];
  else own[key] = next;
  return own;
}

function removeSchema(
  type: ResourceType,
  resource: JsonObject,
  extension: string | undefined,
  options: ApplyOptions,
): JsonObject {
  const definition = extension === undefined ? undefined : type.extensions.get(extension.toLowerCase());
  if (extension === undefined || definition?.required === true) {
    throw mutability({
      ja: `${extension ?? type.schema.id} は必須スキーマのため削除できません。属性を指定して削除してください。`,
      en: `${extension ?? type.schema.id} is required and can't be removed. Name the attributes to remove.`,
    });
  }
  return setMember(resource, extension, () => undefined, options);
}

function assertPrimaries(resource: JsonObject): void {
  for (const [name, value] of Object.entries(resource)) {
    if (isJsonArray(value)) assertOnePrimary(value, name);
    else if (name.includes(':') && isJsonObject(value)) assertPrimaries(value);
  }
}

function readOnly(path: AttributePatchPath): ScimError {
  return mutability({
    ja: `${path.text} は読み取り専用のため変更できません。IdP の属性マッピングから外してください。`,
    en: `${path.text} is read-only. Remove it from the identity provider's attribute mapping.`,
  });
}

import type { JsonObject, JsonValue } from '@sekisho/provider-kit';
import { matches } from '../filter/matches.ts';
import { foldElement } from '../fold/fold-resource.ts';
import { deepEqual } from '../json/deep-equal.ts';
import { isJsonArray, isJsonObject, type MutableJsonObject } from '../json/json.ts';
import { readAttribute, readElement, readUnknown } from '../parse/read-attribute.ts';
import { invalidValue, mutability, noTarget, quoted } from '../refusals.ts';
import type { Attribute } from '../schema/resource-type.ts';
import { addElements, settlePrimary, withoutNamed } from './elements.ts';
import type { AttributePatchPath, PatchOperation } from './patch-operation.ts';
import type { PatchWork } from './patch-work.ts';

/** What changing a value needs to know beside the operation. */
export interface ChangeOptions {
  readonly createMissingElements?: boolean | undefined;
  readonly work: PatchWork;
}

/** What one operation makes of one attribute's value. Undefined: the attribute has none (afterwards, or before). */
export function changeValue(
  operation: PatchOperation,
  path: AttributePatchPath,
  now: JsonValue | undefined,
  options: ChangeOptions,
): JsonValue | undefined {
  if (path.attribute?.mutability === 'writeOnly') {
    // `password`: its type is checked, and it goes no further.
    if (operation.op !== 'remove' && path.subName === undefined)
      readAttribute(path.attribute, operation.value, path.text);
    return now;
  }
  const next =
    path.filter !== undefined || (path.subName !== undefined && isMany(path.attribute, now))
      ? changeElements(operation, path, now, options)
      : path.subName !== undefined
        ? changePart(operation, path, path.subName, isJsonObject(now) ? now : {})
        : changeWhole(operation, path, now, options);
  const same = next === now || deepEqual(next, now);
  if (!same) assertMutable(path.attribute, now, path.text);
  return same ? now : next;
}

function isMany(attribute: Attribute | undefined, now: JsonValue | undefined): boolean {
  return attribute?.multiValued ?? isJsonArray(now);
}

function assertMutable(attribute: Attribute | undefined, now: JsonValue | undefined, label: string): void {
  if (attribute?.mutability !== 'immutable' || now === undefined) return;
  throw mutability({
    ja: `${label} は一度設定すると変更できません。`,
    en: `${label} can't be changed once it is set.`,
  });
}

// The whole attribute.

function changeWhole(
  operation: PatchOperation,
  path: AttributePatchPath,
  now: JsonValue | undefined,
  { work }: ChangeOptions,
): JsonValue | undefined {
  const { attribute } = path;
  if (isJsonArray(now)) work.spend(now.length);
  if (operation.op === 'remove') {
    const named = operation.value ?? undefined;
    if (named === undefined || !isMany(attribute, now)) return undefined;
    return notEmpty(withoutNamed(attribute, isJsonArray(now) ? now : [], named));
  }
  if (operation.value === null) return operation.op === 'add' ? now : undefined;
  if (attribute?.type === 'complex' && !attribute.multiValued) {
    if (!isJsonObject(operation.value)) readAttribute(attribute, operation.value, path.text);
    return isJsonObject(operation.value) ? mergeParts(attribute, operation, path.text, now, operation.value) : now;
  }
  const value = readWhole(attribute, operation.value, now, path.text);
  if (operation.op === 'replace') return value;
  if (value === undefined) return now;
  if (isJsonArray(value))
    return addElements(attribute, isJsonArray(now) ? now : now === undefined ? [] : [now], value, path.text);
  return attribute === undefined && isJsonObject(now) && isJsonObject(value) ? { ...now, ...value } : value;
}

/** One value for a multi-valued attribute is a list of one: RFC 7644 §3.5.2.1 speaks of "a new value". */
function readWhole(
  attribute: Attribute | undefined,
  value: JsonValue,
  now: JsonValue | undefined,
  label: string,
): JsonValue | undefined {
  const listed = isMany(attribute, now) && !isJsonArray(value) ? [value] : value;
  return attribute === undefined ? readUnknown(listed) : readAttribute(attribute, listed, label);
}

/** Sub-attributes not named stay as they are (RFC 7644 §3.5.2.1, §3.5.2.3). */
function mergeParts(
  attribute: Attribute,
  operation: Exclude<PatchOperation, { op: 'remove' }>,
  label: string,
  now: JsonValue | undefined,
  value: JsonObject,
): JsonValue | undefined {
  const merged: MutableJsonObject = { ...(isJsonObject(now) ? now : {}) };
  for (const [key, part] of Object.entries(value)) {
    const child = attribute.children.get(key.toLowerCase());
    if (child?.mutability === 'readOnly') continue;
    const name = child?.name ?? key;
    const read = child === undefined ? readUnknown(part) : readAttribute(child, part, `${label}.${name}`);
    if (read === undefined && operation.op === 'add') continue;
    if (!deepEqual(read, merged[name])) assertMutable(child, merged[name], `${label}.${name}`);
    if (read === undefined) delete merged[name];
    else merged[name] = read;
  }
  return Object.keys(merged).length === 0 ? undefined : merged;
}

// A part of a single complex value.

function changePart(
  operation: PatchOperation,
  path: AttributePatchPath,
  subName: string,
  now: JsonObject,
): JsonValue | undefined {
  const next = setPart(operation, path, subName, now);
  return Object.keys(next).length === 0 ? undefined : next;
}

/** An element or complex value with one part set or taken out. */
function setPart(operation: PatchOperation, path: AttributePatchPath, subName: string, now: JsonObject): JsonObject {
  const { subAttribute } = path;
  const value = operation.op === 'remove' ? undefined : operation.value;
  const read = subAttribute === undefined ? readUnknown(value) : readAttribute(subAttribute, value, path.text);
  if (read === undefined && operation.op === 'add') return now;
  if (deepEqual(read, now[subName])) return now;
  assertMutable(subAttribute, now[subName], path.text);
  if (read !== undefined) return { ...now, [subName]: read };
  const { [subName]: _removed, ...rest } = now;
  return rest;
}

// Elements chosen by a filter, or all of them when a part is named without one.

function changeElements(
  operation: PatchOperation,
  path: AttributePatchPath,
  now: JsonValue | undefined,
  options: ChangeOptions,
): JsonValue | undefined {
  const elements = isJsonArray(now) ? now : now === undefined ? [] : [now];
  options.work.spend(elements.length, path.filter);
  const chosen = new Set<number>();
  elements.forEach((element, index) => {
    if (isChosen(path, element)) chosen.add(index);
  });
  if (chosen.size === 0) return makeElement(operation, path, elements, now, options);

  const next: JsonValue[] = [];
  const touched: number[] = [];
  elements.forEach((element, index) => {
    const changed = chosen.has(index) ? changeElement(operation, path, element) : element;
    if (changed === undefined) return;
    if (chosen.has(index)) touched.push(next.length);
    next.push(changed);
  });
  const settled = settlePrimary(next, touched, path.text);
  return isJsonArray(now) ? notEmpty(settled) : settled[0];
}

function isChosen(path: AttributePatchPath, element: JsonValue): boolean {
  if (path.filter === undefined) return true;
  const folded = foldElement(path.attribute, element);
  return isJsonObject(folded) && matches(path.filter, folded);
}

function changeElement(operation: PatchOperation, path: AttributePatchPath, element: JsonValue): JsonValue | undefined {
  if (!isJsonObject(element)) return operation.op === 'remove' && path.subName === undefined ? undefined : element;
  if (path.subName !== undefined) {
    const next = setPart(operation, path, path.subName, element);
    return Object.keys(next).length === 0 ? undefined : next;
  }
  if (operation.op === 'remove' || operation.value === null) return operation.op === 'add' ? element : undefined;
  const value = readOneElement(path, operation.value);
  const next = operation.op === 'add' ? { ...element, ...value } : { ...path.equals, ...value };
  for (const child of path.attribute?.children.values() ?? []) {
    if (!deepEqual(next[child.name], element[child.name])) {
      assertMutable(child, element[child.name], `${path.text}.${child.name}`);
    }
  }
  return deepEqual(next, element) ? element : next;
}

function readOneElement(path: AttributePatchPath, value: JsonValue): JsonObject {
  const single = isJsonArray(value) && value.length === 1 ? value[0] : value;
  const read =
    single === undefined || isJsonArray(single) || path.attribute === undefined
      ? single
      : readElement(path.attribute, single, path.text);
  if (read === undefined) return {};
  if (isJsonObject(read)) return read;
  throw invalidValue({
    ja: `${path.text} には 1 つのオブジェクトを指定してください。受信した値: ${quoted(value)}`,
    en: `${path.text} takes one object. Got ${quoted(value)}.`,
  });
}

/** Nothing is there that the path chooses. */
function makeElement(
  operation: PatchOperation,
  path: AttributePatchPath,
  elements: readonly JsonValue[],
  now: JsonValue | undefined,
  options: ChangeOptions,
): JsonValue | undefined {
  // What is to go is not there: a retried removal must succeed.
  if (operation.op === 'remove') return now;
  const makes = operation.op === 'add' || path.filter === undefined || options.createMissingElements === true;
  if (!makes || (path.filter !== undefined && path.equals === undefined)) throw nothingChosen(path);
  if (operation.value === null) return now;
  const base = path.equals ?? {};
  const made =
    path.subName === undefined
      ? { ...base, ...readOneElement(path, operation.value) }
      : setPart(operation, path, path.subName, base);
  const read = path.attribute === undefined ? made : readElement(path.attribute, made, path.text);
  if (!isJsonObject(read) || deepEqual(read, base)) return now;
  return isMany(path.attribute, now) || path.attribute === undefined
    ? addElements(path.attribute, elements, [read], path.text)
    : read;
}

function nothingChosen(path: AttributePatchPath) {
  return noTarget({
    ja: `path ${quoted(path.text)} の条件に一致する値がありません。値を追加するには add を使ってください。`,
    en: `The condition in the path ${quoted(path.text)} matches no value. Use add to add one.`,
  });
}

function notEmpty(elements: readonly JsonValue[]): readonly JsonValue[] | undefined {
  return elements.length === 0 ? undefined : elements;
}

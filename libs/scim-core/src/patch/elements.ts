import type { JsonValue } from '@sekisho/provider-kit';
import { foldElement } from '../fold/fold-resource.ts';
import { deepEqual } from '../json/deep-equal.ts';
import { isJsonArray, isJsonObject } from '../json/json.ts';
import { assertOnePrimary } from '../parse/read-attribute.ts';
import type { Attribute } from '../schema/resource-type.ts';

/**
 * Appends values to a multi-valued attribute. One that is there already, the same but for `primary` or with the same
 * `value` and `type` (RFC 7643 §2.4), takes the new one's parts instead of standing twice. A new `primary: true` takes
 * the place of the old (RFC 7644 §3.5.2).
 */
export function addElements(
  attribute: Attribute | undefined,
  present: readonly JsonValue[],
  added: readonly JsonValue[],
  label: string,
): readonly JsonValue[] {
  const elements = [...present];
  const touched: number[] = [];
  for (const element of added) {
    const index = elements.findIndex((other) => isSame(attribute, other, element));
    const other = elements[index];
    if (other === undefined) {
      touched.push(elements.length);
      elements.push(element);
    } else if (isJsonObject(other) && isJsonObject(element)) {
      const merged = { ...other, ...element };
      if (deepEqual(merged, other)) continue;
      touched.push(index);
      elements[index] = merged;
    }
  }
  return settlePrimary(elements, touched, label);
}

/** Leaves `primary: true` on the element just written, if one was, and takes it from the others. */
export function settlePrimary(
  elements: readonly JsonValue[],
  touched: readonly number[],
  label: string,
): readonly JsonValue[] {
  const written = touched.filter((index) => isPrimary(elements[index]));
  if (written.length === 0) return elements;
  assertOnePrimary(
    written.flatMap((index) => elements[index] ?? []),
    label,
  );
  return elements.map((element, index) =>
    isPrimary(element) && isJsonObject(element) && index !== written[0] ? { ...element, primary: false } : element,
  );
}

/** What is left when the values named are taken out. A value is named by its `value`, or by all the parts given. */
export function withoutNamed(
  attribute: Attribute | undefined,
  present: readonly JsonValue[],
  named: JsonValue,
): readonly JsonValue[] {
  const wanted = isJsonArray(named) ? named : [named];
  return present.filter((element) => !wanted.some((name) => isNamedBy(attribute, element, name)));
}

function isNamedBy(attribute: Attribute | undefined, element: JsonValue, name: JsonValue): boolean {
  if (name === null) return false;
  if (!isJsonObject(element)) return deepEqual(foldElement(attribute, element), foldElement(attribute, name));
  const folded = foldElement(attribute, element);
  const wanted = foldElement(attribute, isJsonObject(name) ? name : { value: name });
  if (!isJsonObject(folded) || !isJsonObject(wanted)) return false;
  const parts = wanted['value'] === undefined ? Object.keys(wanted) : ['value'];
  return parts.length > 0 && parts.every((part) => deepEqual(folded[part], wanted[part]));
}

function isSame(attribute: Attribute | undefined, a: JsonValue, b: JsonValue): boolean {
  if (!isJsonObject(a) || !isJsonObject(b)) return deepEqual(a, b);
  const first = foldElement(attribute, a);
  const second = foldElement(attribute, b);
  if (!isJsonObject(first) || !isJsonObject(second)) return false;
  if (first['value'] !== undefined || second['value'] !== undefined) {
    return deepEqual(first['value'], second['value']) && deepEqual(first['type'], second['type']);
  }
  return deepEqual({ ...first, primary: null }, { ...second, primary: null });
}

function isPrimary(element: JsonValue | undefined): boolean {
  return isJsonObject(element) && element['primary'] === true;
}

import type { JsonObject, JsonValue } from '@sekisho/provider-kit';
import { foldElement } from '../fold/fold-resource.ts';
import { deepEqual } from '../json/deep-equal.ts';
import { isJsonArray, isJsonObject } from '../json/json.ts';
import { assertFewValues } from '../parse/assert-few-values.ts';
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
  assertFewValues(added, label);
  const elements = [...present];
  const places = new Map<string, number>();
  for (const [index, element] of elements.entries()) {
    const identity = identityOf(attribute, element);
    if (!places.has(identity)) places.set(identity, index);
  }
  const touched: number[] = [];
  for (const element of added) {
    const identity = identityOf(attribute, element);
    const index = places.get(identity) ?? elements.length;
    const other = elements[index];
    if (other === undefined) {
      places.set(identity, index);
      touched.push(index);
      elements.push(element);
    } else if (isJsonObject(other) && isJsonObject(element)) {
      const merged = { ...other, ...element };
      if (deepEqual(merged, other)) continue;
      touched.push(index);
      elements[index] = merged;
    }
  }
  assertFewValues(elements, label);
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
  assertFewValues(wanted, attribute?.name ?? 'value');
  const values = new Set<string>();
  const others: JsonObject[] = [];
  for (const name of wanted) {
    const folded = name === null ? {} : foldElement(attribute, isJsonObject(name) ? name : { value: name });
    if (!isJsonObject(folded)) continue;
    if (folded['value'] !== undefined) values.add(canonicalText(folded['value']));
    else if (Object.keys(folded).length > 0) others.push(folded);
  }
  return present.filter((element) => {
    const folded = foldElement(attribute, isJsonObject(element) ? element : { value: element });
    if (!isJsonObject(folded)) return true;
    if (folded['value'] !== undefined && values.has(canonicalText(folded['value']))) return false;
    return !others.some((parts) => Object.keys(parts).every((part) => deepEqual(folded[part], parts[part])));
  });
}

/** Equal for two elements that are one value: the same `value` and `type`, or without a value the same but for `primary`. */
function identityOf(attribute: Attribute | undefined, element: JsonValue): string {
  if (!isJsonObject(element)) return canonicalText(element);
  const folded = foldElement(attribute, element);
  if (!isJsonObject(folded)) return canonicalText(folded);
  if (folded['value'] !== undefined) return `value ${canonicalText([folded['value'], folded['type'] ?? null])}`;
  return `parts ${canonicalText({ ...folded, primary: null })}`;
}

/** JSON with the members of objects in one order: equal texts for equal values. */
function canonicalText(value: JsonValue): string {
  if (isJsonArray(value)) return `[${value.map(canonicalText).join()}]`;
  if (!isJsonObject(value)) return JSON.stringify(value);
  const members = Object.keys(value).sort();
  return `{${members.map((name) => `${JSON.stringify(name)}:${canonicalText(value[name] ?? null)}`).join()}}`;
}

function isPrimary(element: JsonValue | undefined): boolean {
  return isJsonObject(element) && element['primary'] === true;
}

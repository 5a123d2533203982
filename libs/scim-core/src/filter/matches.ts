import type { JsonValue } from '@sekisho/provider-kit';
import type { MatchDocument } from '../fold/fold-resource.ts';
import { isJsonArray, isJsonObject } from '../json/json.ts';
import type { CompareOperator, Filter } from './filter.ts';

/**
 * Whether a match document satisfies a filter: the plain meaning of {@link Filter}, which SQL made from it must agree
 * with. Strings compare by code point, as PostgreSQL's COLLATE "C" does for UTF-8.
 */
export function matches(filter: Filter, document: MatchDocument): boolean {
  return holds(filter, document);
}

function holds(filter: Filter, value: JsonValue): boolean {
  switch (filter.kind) {
    case 'and':
      return filter.operands.every((operand) => holds(operand, value));
    case 'or':
      return filter.operands.some((operand) => holds(operand, value));
    case 'not':
      return !holds(filter.operand, value);
    case 'present':
      return someAt(value, filter.path.keys, 0, isNotEmpty);
    case 'element':
      return someAt(value, filter.path.keys, 0, (element) => holds(filter.filter, element));
    case 'compare': {
      const { operator, value: wanted, path } = filter;
      if (operator === 'ne') return !someAt(value, path.keys, 0, (found) => found === wanted);
      return someAt(value, path.keys, 0, (found) => compare(found, operator, wanted));
    }
  }
}

/** Whether any value at the path passes; arrays on the way are looked into. */
function someAt(
  value: JsonValue | undefined,
  keys: readonly string[],
  depth: number,
  test: (value: JsonValue) => boolean,
): boolean {
  if (value === undefined || value === null) return false;
  if (isJsonArray(value)) return value.some((element) => someAt(element, keys, depth, test));
  const key = keys[depth];
  if (key === undefined) return test(value);
  return isJsonObject(value) && Object.hasOwn(value, key) && someAt(value[key], keys, depth + 1, test);
}

function isNotEmpty(value: JsonValue): boolean {
  return value !== '' && !(isJsonObject(value) && Object.keys(value).length === 0);
}

function compare(
  found: JsonValue,
  operator: Exclude<CompareOperator, 'ne'>,
  wanted: string | number | boolean,
): boolean {
  if (operator === 'eq') return found === wanted;
  if (typeof found === 'string' && typeof wanted === 'string') {
    switch (operator) {
      case 'co':
        return found.includes(wanted);
      case 'sw':
        return found.startsWith(wanted);
      case 'ew':
        return found.endsWith(wanted);
      default:
        return ordered(compareCodePoints(found, wanted), operator);
    }
  }
  if (
    typeof found === 'number' &&
    typeof wanted === 'number' &&
    operator !== 'co' &&
    operator !== 'sw' &&
    operator !== 'ew'
  ) {
    return ordered(found - wanted, operator);
  }
  return false;
}

function ordered(difference: number, operator: 'gt' | 'ge' | 'lt' | 'le'): boolean {
  switch (operator) {
    case 'gt':
      return difference > 0;
    case 'ge':
      return difference >= 0;
    case 'lt':
      return difference < 0;
    case 'le':
      return difference <= 0;
  }
}

/** Order by code point: negative, zero or positive. JavaScript's own `<` compares UTF-16 units, where U+FFFD > U+1F600. */
export function compareCodePoints(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let index = 0; index < length; index += 1) {
    if (a.charCodeAt(index) === b.charCodeAt(index)) continue;
    // Back to the start of a pair whose first halves are equal, so that whole code points are compared.
    const start = index > 0 && isLowSurrogate(a, index) && isLowSurrogate(b, index) ? index - 1 : index;
    return (a.codePointAt(start) ?? 0) - (b.codePointAt(start) ?? 0);
  }
  return a.length - b.length;
}

function isLowSurrogate(text: string, index: number): boolean {
  const unit = text.charCodeAt(index);
  return unit >= 0xdc00 && unit <= 0xdfff;
}

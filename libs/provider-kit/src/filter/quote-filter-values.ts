import { nameIn } from '../schema-urns.ts';

/** What comes next in a filter: a quoted string, a bracket, a run of other characters, or white space. */
const pieces = /"(?:[^"\\]|\\.)*"|[()[\]]|[^\s()[\]"]+|\s+|"/gs;

const comparisons: readonly string[] = ['eq', 'ne', 'co', 'sw', 'ew', 'gt', 'ge', 'lt', 'le'];
const joins: readonly string[] = ['and', 'or'];
const booleanAttributes: readonly string[] = ['active', 'primary'];
/** Strings even when they look like numbers: an employee number as `externalId`. */
const stringAttributes: readonly string[] = ['id', 'userName', 'externalId', 'displayName', 'value'];

/** Longer filters are nobody's quirk. Bounds the work of taking one with unclosed quotes to pieces. */
const longest = 8192;

/**
 * Puts quotes around values that came without (`externalId eq jyoung`, from Entra ID's own documentation), and writes
 * `True`, `"False"` as booleans after `active` and `primary`. Quoted values, numbers, `null`, and everything else stay.
 */
export function quoteFilterValues(filter: string): string {
  if (filter.length > longest) return filter;
  const found = filter.match(pieces) ?? [];
  const result: string[] = [];
  let place = 0;
  while (place < found.length) {
    const piece = found[place] ?? '';
    result.push(piece);
    place += 1;
    if (nameIn(comparisons, piece) === undefined || !isSpace(found[place])) continue;
    const attribute = lastAttribute(result);
    const after = skipSpace(found, place);
    const end = endOfValue(found, after);
    if (attribute === undefined || end === after) continue;
    result.push(...found.slice(place, after), writeValue(attribute, found.slice(after, end).join('')));
    place = end;
  }
  return result.join('');
}

/** The name before the comparison just pushed, without its path: `primary` of `emails.primary`. */
function lastAttribute(result: readonly string[]): string | undefined {
  const before = result.slice(0, -1).findLast((piece) => !isSpace(piece));
  return before === undefined || '()['.includes(before) ? undefined : before.split(/[.:]/).at(-1);
}

/** A value ends at a bracket, before ` and ` and ` or `, or where the filter does; unquoted ones may hold spaces. */
function endOfValue(found: readonly string[], start: number): number {
  if (found[start]?.startsWith('"')) return start + 1;
  let end = start;
  while (end < found.length && !'()[]'.includes(found[end] ?? ')')) {
    if (isSpace(found[end]) && isEndAfter(found, end)) break;
    end += 1;
  }
  return end;
}

function isEndAfter(found: readonly string[], space: number): boolean {
  const next = found[space + 1];
  return next === undefined || '()[]'.includes(next) || nameIn(joins, next) !== undefined;
}

function writeValue(attribute: string, value: string): string {
  const quoted = value.startsWith('"');
  const word = (quoted ? value.slice(1, -1) : value).toLowerCase();
  if (nameIn(booleanAttributes, attribute) !== undefined && (word === 'true' || word === 'false')) return word;
  if (quoted || value === 'true' || value === 'false' || value === 'null') return value;
  const looksNumeric = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:e[+-]?\d+)?$/i.test(value);
  return looksNumeric && nameIn(stringAttributes, attribute) === undefined ? value : JSON.stringify(value);
}

function skipSpace(found: readonly string[], start: number): number {
  return isSpace(found[start]) ? start + 1 : start;
}

function isSpace(piece: string | undefined): boolean {
  return piece !== undefined && piece.trim() === '';
}

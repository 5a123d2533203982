import type { AttributePath, CompareOperator, Filter } from '@sekisho/scim-core';
import { type RawBuilder, type SqlBool, sql } from 'kysely';
import { addressText, type ColumnPlace, dotted, isCanonicalUuid, type ResourceShape } from './resource-shape.ts';

/**
 * Compiles a SCIM filter into a PostgreSQL condition. Comes in: a filter bound to the schema, its values folded as the
 * match document is. Goes out: one boolean expression with every value as a parameter, never as text. It refuses
 * nothing: what no index serves is answered by looking at each document of the connection, under the statement
 * timeout of whoever runs it.
 *
 * `matches()` of scim-core is the definition of the same meaning in memory; a property test holds the two together.
 * Strings are compared as code points (`collate "C"`), whatever the database's locale.
 */
export interface CompiledFilter {
  readonly condition: RawBuilder<SqlBool>;
  /** Whether an index narrows the rows down to a few, so that neither a timeout nor a count query is called for. */
  readonly selective: boolean;
}

type Condition = RawBuilder<SqlBool>;

export function compileFilter(filter: Filter, shape: ResourceShape): CompiledFilter {
  return { condition: compileAtRoot(filter, shape), selective: isSelective(filter, shape) };
}

function compileAtRoot(filter: Filter, shape: ResourceShape): Condition {
  switch (filter.kind) {
    case 'and':
      return joined(
        filter.operands.map((operand) => compileAtRoot(operand, shape)),
        sql` and `,
      );
    case 'or':
      return joined(
        filter.operands.map((operand) => compileAtRoot(operand, shape)),
        sql` or `,
      );
    case 'not':
      return negated(compileAtRoot(filter.operand, shape));
    case 'compare':
      return compareAtRoot(filter, shape);
    case 'present':
      return presentAtRoot(filter.path, shape);
    case 'element':
      return elementAtRoot(filter, shape);
  }
}

type Compare = Extract<Filter, { kind: 'compare' }>;

function compareAtRoot(filter: Compare, shape: ResourceShape): Condition {
  const { path, operator, value } = filter;
  const place = shape.columns[dotted(path)];
  if (place !== undefined && typeof value === 'string') return compareColumn(place, operator, value);

  const indexed = shape.indexedValues[dotted(path)];
  if (indexed !== undefined && typeof value === 'string') {
    if (operator === 'eq') return indexed(value);
    if (operator === 'ne') return negated(indexed(value));
  }
  const computed = computedElements(path, shape);
  if (computed !== undefined) {
    if (operator === 'ne') return negated(compareAtRoot({ ...filter, operator: 'eq' }, shape));
    return sql`exists (select from (${computed.elements}) as computed where ${compareIn(sql`computed.element`, { ...filter, path: computed.inner })})`;
  }
  return compareIn(shape.document, filter);
}

function presentAtRoot(path: AttributePath, shape: ResourceShape): Condition {
  const place = shape.columns[dotted(path)];
  if (place !== undefined && place.kind !== 'text') return sql`true`;
  const computed = computedElements(path, shape);
  if (computed === undefined) return presentIn(shape.document, path);
  const inner =
    computed.inner.keys.length === 0 ? sql<SqlBool>`true` : presentIn(sql`computed.element`, computed.inner);
  return sql`exists (select from (${computed.elements}) as computed where ${inner})`;
}

function elementAtRoot(filter: Extract<Filter, { kind: 'element' }>, shape: ResourceShape): Condition {
  const computed = shape.elements[dotted(filter.path)];
  if (computed !== undefined) {
    return sql`exists (select from (${computed}) as computed where ${compileIn(sql`computed.element`, filter.filter, 1)})`;
  }
  const whole = compileIn(shape.document, filter, 0);
  // An index over all values of the attribute finds the few candidates; the whole filter then decides on one element.
  const candidates = requiredEqualities(filter.filter).flatMap(({ path, value }) => {
    const indexed = shape.indexedValues[`${dotted(filter.path)}.${dotted(path)}`];
    return indexed === undefined || typeof value !== 'string' ? [] : [indexed(value)];
  });
  return joined([...candidates, whole], sql` and `);
}

/** The condition on one element of a multi-valued attribute; the filter's paths start at the element. */
export function compileElementFilter(element: RawBuilder<unknown>, filter: Filter): Condition {
  return compileIn(element, filter, 0);
}

/** The condition on a document that is no table's row: an element, or a resource's match document. */
function compileIn(document: RawBuilder<unknown>, filter: Filter, depth: number): Condition {
  switch (filter.kind) {
    case 'and':
      return joined(
        filter.operands.map((operand) => compileIn(document, operand, depth)),
        sql` and `,
      );
    case 'or':
      return joined(
        filter.operands.map((operand) => compileIn(document, operand, depth)),
        sql` or `,
      );
    case 'not':
      return negated(compileIn(document, filter.operand, depth));
    case 'compare':
      return compareIn(document, filter);
    case 'present':
      return presentIn(document, filter.path);
    case 'element': {
      const element = sql.ref(`element${depth}.value`);
      return sql`exists (select from ${valuesAt(document, filter.path)} as ${sql.id(`element${depth}`)} (value)
        where ${compileIn(sql`${element}`, filter.filter, depth + 1)})`;
    }
  }
}

function compareIn(document: RawBuilder<unknown>, filter: Compare): Condition {
  if (filter.operator === 'ne') return negated(compareIn(document, { ...filter, operator: 'eq' }));
  return sql`exists (select from ${valuesAt(document, filter.path)} as candidate (value)
    where ${compareValue(filter.operator, filter.value)})`;
}

/** `candidate.value` is a `jsonb` of any type: a wrong type is no match, never an error. */
function compareValue(operator: Exclude<CompareOperator, 'ne'>, value: string | number | boolean): Condition {
  if (operator === 'eq') return sql`candidate.value = ${JSON.stringify(value)}::jsonb`;
  if (typeof value === 'string') {
    return sql`jsonb_typeof(candidate.value) = 'string'
      and ${compareText(sql<string>`candidate.value #>> '{}'`, operator, value)}`;
  }
  // CASE, because a cast in an AND may be evaluated before the type is looked at.
  const comparison = orderingSymbols[operator as keyof typeof orderingSymbols];
  if (typeof value === 'boolean' || comparison === undefined) return sql`false`;
  return sql`case when jsonb_typeof(candidate.value) = 'number'
    then (candidate.value)::numeric ${comparison} ${String(value)}::numeric else false end`;
}

const orderingSymbols = { gt: sql`>`, ge: sql`>=`, lt: sql`<`, le: sql`<=` };

/** No LIKE: with these functions there is no pattern to escape. */
function compareText(text: RawBuilder<string | null>, operator: CompareOperator, value: string): Condition {
  switch (operator) {
    case 'eq':
      return sql`${text} = ${value}`;
    case 'ne':
      return negated(sql`${text} = ${value}`);
    case 'co':
      return sql`strpos(${text}, ${value}) > 0`;
    case 'sw':
      return sql`starts_with(${text}, ${value})`;
    case 'ew':
      return sql`right(${text}, length(${value}::text)) = ${value}`;
    default:
      return sql`${text} collate "C" ${orderingSymbols[operator]} ${value}::text collate "C"`;
  }
}

function compareColumn(place: ColumnPlace, operator: CompareOperator, value: string): Condition {
  if (operator === 'ne') return negated(compareColumn(place, 'eq', value));
  switch (place.kind) {
    case 'text':
      return compareText(place.column, operator, value);
    case 'uuid':
      if (operator === 'eq') return isCanonicalUuid(value) ? sql`${place.column} = ${value}::uuid` : sql`false`;
      return compareText(sql<string>`${place.column}::text`, operator, value);
    case 'address': {
      if (operator !== 'eq') return compareText(addressText(place), operator, value);
      // As a comparison of the id, which has an index.
      const id = value.startsWith(place.prefix) ? value.slice(place.prefix.length) : '';
      return isCanonicalUuid(id) ? sql`${place.column} = ${id}::uuid` : sql`false`;
    }
    case 'timestamp': {
      const instant = new Date(value);
      if (Number.isNaN(instant.getTime())) return sql`false`;
      if (operator === 'eq') return sql`${place.column} = ${instant}::timestamptz`;
      const comparison = orderingSymbols[operator as keyof typeof orderingSymbols];
      return comparison === undefined ? sql`false` : sql`${place.column} ${comparison} ${instant}::timestamptz`;
    }
  }
}

/** RFC 7644 §3.4.2.2: present means non-empty; an empty string, an empty object and null are not. */
function presentIn(document: RawBuilder<unknown>, path: AttributePath): Condition {
  return sql`exists (select from ${valuesAt(document, path)} as candidate (value)
    where candidate.value not in ('null'::jsonb, '""'::jsonb, '{}'::jsonb, '[]'::jsonb))`;
}

/** Every value at the path, arrays taken apart on the way (jsonpath's lax mode) and at the end (`[*]`). */
function valuesAt(document: RawBuilder<unknown>, path: AttributePath): RawBuilder<unknown> {
  return sql`jsonb_path_query(${document}, ${jsonPath(path.keys)}::jsonpath)`;
}

/** `$."emails"."value"[*]`. JSON's string escapes are jsonpath's too. */
export function jsonPath(keys: readonly string[]): string {
  return `$${keys.map((key) => `.${JSON.stringify(key)}`).join('')}[*]`;
}

/** The longest computed attribute that the path runs through, and what remains of the path inside its elements. */
function computedElements(path: AttributePath, shape: ResourceShape) {
  const [first, ...rest] = path.keys;
  const elements = first === undefined ? undefined : shape.elements[first];
  return elements === undefined ? undefined : { elements, inner: { ...path, keys: rest } };
}

/** What must hold of the element for the filter to hold: the `eq` comparisons not under `or` or `not`. */
function requiredEqualities(filter: Filter): Compare[] {
  if (filter.kind === 'and') return filter.operands.flatMap(requiredEqualities);
  return filter.kind === 'compare' && filter.operator === 'eq' ? [filter] : [];
}

function isSelective(filter: Filter, shape: ResourceShape): boolean {
  switch (filter.kind) {
    case 'and':
      return filter.operands.some((operand) => isSelective(operand, shape));
    case 'or':
      return filter.operands.every((operand) => isSelective(operand, shape));
    case 'compare': {
      if (filter.operator !== 'eq') return false;
      const place = shape.columns[dotted(filter.path)];
      if (place !== undefined) return place.kind === 'uuid' || place.kind === 'address' || place.indexed;
      return shape.indexedValues[dotted(filter.path)] !== undefined;
    }
    case 'element':
      return requiredEqualities(filter.filter).some(
        ({ path }) => shape.indexedValues[`${dotted(filter.path)}.${dotted(path)}`] !== undefined,
      );
    default:
      return false;
  }
}

/** SQL's NULL counts as false before it is turned round: `not(externalId eq "x")` holds for who has none. */
function negated(condition: Condition): Condition {
  return sql`((${condition}) is not true)`;
}

function joined(conditions: readonly Condition[], operator: RawBuilder<unknown>): Condition {
  if (conditions.length === 1 && conditions[0] !== undefined) return conditions[0];
  return sql`(${sql.join(conditions, operator)})`;
}

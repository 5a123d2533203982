import type { AttributePath } from '@sekisho/scim-core';
import { type RawBuilder, sql } from 'kysely';
import { jsonPath } from './compile-filter.ts';
import { dotted, type ResourceShape } from './resource-shape.ts';

/** What resources are sorted by, as SQL, and the type a cursor's position must be cast back to. */
export interface SortKey {
  readonly expression: RawBuilder<unknown>;
  readonly cast: RawBuilder<unknown>;
}

/**
 * RFC 7644 §3.4.2.3: a multi-valued attribute sorts by its primary element, or else its first. Text sorts as the
 * match document folds it, so `caseExact` is heeded; code points decide, not a locale.
 */
export function compileSortKey(path: AttributePath, shape: ResourceShape): SortKey {
  const place = shape.columns[dotted(path)];
  if (place?.kind === 'timestamp') return { expression: place.column, cast: sql`::timestamptz` };
  // What addresses begin with is the same for all.
  if (place?.kind === 'uuid' || place?.kind === 'address') return { expression: place.column, cast: sql`::uuid` };
  if (place?.kind === 'text') return { expression: place.column, cast: sql`::text collate "C"` };

  const [attribute, ...rest] = path.keys;
  const computed = attribute === undefined ? undefined : shape.elements[attribute];
  const first =
    computed === undefined
      ? sql`coalesce(
          jsonb_path_query_first(${shape.document}, ${primaryPath(path.keys)}::jsonpath),
          jsonb_path_query_first(${shape.document}, ${jsonPath(path.keys)}::jsonpath))`
      : sql`(select jsonb_path_query_first(element, ${jsonPath(rest)}::jsonpath)
          from (${computed}) as computed order by element limit 1)`;
  if (path.type === 'integer' || path.type === 'decimal') {
    return {
      expression: sql`(select case when jsonb_typeof(value) = 'number' then value::numeric end from ${first} as value)`,
      cast: sql`::numeric`,
    };
  }
  return { expression: sql`(${first}) #>> '{}' collate "C"`, cast: sql`::text collate "C"` };
}

/** `$."emails"[*] ? (@."primary" == true)."value"`; for a path of one key the element itself. */
function primaryPath(keys: readonly string[]): string {
  const [attribute, ...rest] = keys;
  const inner = rest.map((key) => `.${JSON.stringify(key)}`).join('');
  return `$.${JSON.stringify(attribute ?? '')}[*] ? (@."primary" == true)${inner}`;
}

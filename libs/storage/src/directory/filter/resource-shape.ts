import { type AttributePath, foldString } from '@sekisho/scim-core';
import { type RawBuilder, sql } from 'kysely';

/**
 * Where the attributes of a SCIM resource type lie in SQL. Most lie in the match document; those with an index, and
 * those that are computed (`id`, `meta`, memberships), lie elsewhere. Compiling filters and sort orders is the same
 * for every resource type; only the shape differs.
 */
export interface ResourceShape {
  /** The folded resource: `scim_users.matchable`. */
  readonly document: RawBuilder<unknown>;
  /** Attributes with a column of their own, by the dotted path. */
  readonly columns: Readonly<Record<string, ColumnPlace>>;
  /** Multi-valued attributes whose values have an index for `eq`, by the dotted path of the value. */
  readonly indexedValues: Readonly<Record<string, (value: string) => RawBuilder<boolean>>>;
  /** Computed complex attributes: a query that yields each element as `jsonb`, in a column named `element`. */
  readonly elements: Readonly<Record<string, RawBuilder<unknown>>>;
}

/** A single-valued attribute that is never multi-valued, whatever a provider sends. */
export type ColumnPlace =
  | { readonly kind: 'text'; readonly column: RawBuilder<string | null>; readonly indexed: boolean }
  | { readonly kind: 'uuid'; readonly column: RawBuilder<string> }
  | AddressPlace
  | { readonly kind: 'timestamp'; readonly column: RawBuilder<Date>; readonly indexed: boolean };

/** An address is put together of its beginning and the id: nothing is stored that would change with the installation's. */
export interface AddressPlace {
  readonly kind: 'address';
  readonly column: RawBuilder<string>;
  readonly prefix: string;
}

/** `emails.value` for the keys `['emails', 'value']`. */
export function dotted(path: Pick<AttributePath, 'keys'>): string {
  return path.keys.join('.');
}

const uuidForm = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** Whether PostgreSQL's `uuid` would read the text and write it back unchanged: ids are compared with case. */
export function isCanonicalUuid(text: string): boolean {
  return uuidForm.test(text);
}

/** What `meta` shows of a resource, as one element. The same values as `renderUser` and `renderGroup` write. */
export function metaElement(
  table: 'scim_users' | 'scim_groups',
  resourceType: string,
  location: AddressPlace,
): RawBuilder<unknown> {
  return sql`select jsonb_build_object(
    'resourceType', ${sql.lit(resourceType)}::text,
    'location', ${addressText(location)},
    'created', ${sql.raw(isoText(`${table}.created_at`))},
    'lastModified', ${sql.raw(isoText(`${table}.modified_at`))},
    'version', 'W/"' || ${sql.ref(`${table}.version`)} || '"') as element`;
}

export function addressText({ column, prefix }: AddressPlace): RawBuilder<string> {
  return sql<string>`(${prefix}::text || ${column}::text)`;
}

/** `$ref` of an element that stands for another resource: folded, because no schema says that addresses are exact. */
export function reference(baseUrl: string, endpoint: '/Users' | '/Groups', id: string): RawBuilder<string> {
  return sql<string>`(${foldString(`${baseUrl}${endpoint}/`)}::text || ${sql.ref(id)}::text)`;
}

/** SQL for a timestamp in the form that `Date.toISOString()` gives. */
export function isoText(column: string): string {
  return `to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;
}

import type { AttributePath, Filter } from '../filter/filter.ts';
import { parseFilter } from '../filter/parse-filter.ts';
import { findMember, isJsonArray, isJsonObject } from '../json/json.ts';
import { assertSafeJson } from '../json/safe-json.ts';
import { scimLimits } from '../limits.ts';
import { invalidPath, invalidSyntax, invalidValue, quoted } from '../refusals.ts';
import { type Projection, parseProjection } from '../render/projection.ts';
import { resolveAttributeName } from '../schema/attribute-name.ts';
import type { ResourceType } from '../schema/resource-type.ts';
import { urns } from '../schema/urns.ts';
import { ScimError } from '../scim-error.ts';

/** A list as asked for, by GET or `.search`; every number is within bounds. */
export interface ListRequest {
  readonly filter: Filter | undefined;
  readonly sort: Sort | undefined;
  /** From 1. */
  readonly startIndex: number;
  /** At most this many; 0 asks for the total alone. */
  readonly count: number;
  /** RFC 9865: '' asks for the first page by cursor; undefined for index pagination. Opaque here. */
  readonly cursor: string | undefined;
  readonly projection: Projection | undefined;
}

/** A multi-valued attribute sorts by its primary, else its first value; resources without a value come last when ascending (RFC 7644 §3.4.2.3). */
export interface Sort {
  readonly path: AttributePath;
  readonly order: 'ascending' | 'descending';
}

/** Query parameters as an HTTP server hands them: one value or several of a name. */
export type QueryParameters = Readonly<Record<string, unknown>>;

/** Reads the query of `GET /Users` and the like (RFC 7644 §3.4.2, RFC 9865). Parameter names have no case. */
export function parseListRequest(type: ResourceType, query: QueryParameters): ListRequest {
  return read(type, (name) => {
    const wanted = name.toLowerCase();
    const key = Object.keys(query).find((candidate) => candidate.toLowerCase() === wanted);
    const value = key === undefined ? undefined : query[key];
    return Array.isArray(value) && name !== 'attributes' && name !== 'excludedAttributes' ? value[0] : value;
  });
}

/** Reads the body of `POST …/.search` (RFC 7644 §3.4.3). At the root, read it once for each resource type. */
export function parseSearchRequest(type: ResourceType, body: unknown): ListRequest {
  assertSafeJson(body);
  const schemas = isJsonObject(body) ? findMember(body, 'schemas')?.value : undefined;
  const listed = isJsonArray(schemas) ? schemas : [];
  if (
    !isJsonObject(body) ||
    !listed.some((urn) => typeof urn === 'string' && urn.toLowerCase() === urns.searchRequest.toLowerCase())
  ) {
    throw invalidSyntax({
      ja: `検索リクエストの schemas に "${urns.searchRequest}" を含めてください。受信した値: ${quoted(schemas)}`,
      en: `The schemas of a search must list "${urns.searchRequest}". Got ${quoted(schemas)}.`,
    });
  }
  return read(type, (name) => findMember(body, name)?.value ?? undefined);
}

/** Reads `attributes` and `excludedAttributes` alone, as a GET, POST, PUT or PATCH of one resource has them. */
export function parseProjectionQuery(type: ResourceType, query: QueryParameters): Projection | undefined {
  return parseProjection(
    type,
    readNames('attributes', query['attributes']),
    readNames('excludedAttributes', query['excludedAttributes']),
  );
}

function read(type: ResourceType, parameter: (name: string) => unknown): ListRequest {
  const cursor = readText('cursor', parameter('cursor'));
  const startIndex = parameter('startIndex');
  if (cursor !== undefined && startIndex !== undefined && startIndex !== '') {
    throw new ScimError(400, 'invalidCursor', {
      ja: 'cursor と startIndex は同時に指定できません。どちらか一方を指定してください。',
      en: 'cursor and startIndex are two ways of paging. Send one of them.',
    });
  }
  const filter = readText('filter', parameter('filter'));
  return {
    filter: filter === undefined || filter.trim() === '' ? undefined : parseFilter(type, filter),
    sort: readSort(type, readText('sortBy', parameter('sortBy')), readText('sortOrder', parameter('sortOrder'))),
    startIndex: Math.max(1, readInteger('startIndex', startIndex) ?? 1),
    count: cursor === undefined ? readCount(parameter('count')) : readCursorCount(parameter('count')),
    cursor,
    projection: parseProjection(
      type,
      readNames('attributes', parameter('attributes')),
      readNames('excludedAttributes', parameter('excludedAttributes')),
    ),
  };
}

/** RFC 7644 §3.4.2.4: a negative count is 0. More than the largest page is the largest page. */
function readCount(value: unknown): number {
  const count = readInteger('count', value) ?? scimLimits.defaultPageSize;
  return Math.min(Math.max(0, count), scimLimits.maxPageSize);
}

/** RFC 9865 §2.1: what is no count is invalidCount. Fewer than asked for is allowed, so a big one is bounded, not refused. */
function readCursorCount(value: unknown): number {
  if (value === undefined || value === '') return scimLimits.defaultPageSize;
  const count =
    typeof value === 'number' ? value : Number(typeof value === 'string' && value.trim() !== '' ? value : Number.NaN);
  if (Number.isInteger(count) && count >= 1) return Math.min(count, scimLimits.maxPageSize);
  throw new ScimError(400, 'invalidCount', {
    ja: `cursor を使う場合、count には 1〜${scimLimits.maxPageSize} の整数を指定してください。受信した値: ${quoted(value)}`,
    en: `With a cursor, count must be an integer from 1 to ${scimLimits.maxPageSize}. Got ${quoted(value)}.`,
  });
}

function readInteger(name: string, value: unknown): number | undefined {
  if (value === undefined || value === '') return undefined;
  if (typeof value === 'number' && Number.isInteger(value)) return value;
  if (typeof value === 'string' && /^\s*[+-]?\d+\s*$/.test(value)) return Number(value);
  throw invalidValue({
    ja: `${name} には整数を指定してください。受信した値: ${quoted(value)}`,
    en: `${name} must be an integer. Got ${quoted(value)}.`,
  });
}

function readText(name: string, value: unknown): string | undefined {
  if (value === undefined || typeof value === 'string') return value;
  throw invalidValue({
    ja: `${name} には文字列を指定してください。受信した値: ${quoted(value)}`,
    en: `${name} must be a string. Got ${quoted(value)}.`,
  });
}

/** Comma-separated in a query, an array in a body; both are taken from both. */
function readNames(name: string, value: unknown): readonly string[] {
  if (value === undefined) return [];
  const list: readonly unknown[] = Array.isArray(value) ? value : [value];
  return list.flatMap((element) => (readText(name, element) ?? '').split(','));
}

function readSort(type: ResourceType, sortBy: string | undefined, sortOrder: string | undefined): Sort | undefined {
  const order = sortOrder?.trim().toLowerCase() || 'ascending';
  if (order !== 'ascending' && order !== 'descending') {
    throw invalidValue({
      ja: `sortOrder には ascending または descending を指定してください。受信した値: ${quoted(sortOrder)}`,
      en: `sortOrder must be ascending or descending. Got ${quoted(sortOrder)}.`,
    });
  }
  if (sortBy === undefined || sortBy.trim() === '') return undefined;
  return { path: sortPath(type, sortBy.trim()), order };
}

function sortPath(type: ResourceType, text: string): AttributePath {
  const name = resolveAttributeName(type, text);
  if (name?.kind !== 'attribute' || name.attribute?.mutability === 'writeOnly') throw unsortable(text);
  const extension =
    name.extension === undefined
      ? []
      : [type.extensions.get(name.extension.toLowerCase())?.schema.id ?? name.extension.toLowerCase()];
  const keys = [...extension, name.attribute?.name ?? name.name.toLowerCase()];
  let attribute = name.attribute;
  if (name.subName !== undefined) {
    if (attribute !== undefined && attribute.type !== 'complex') throw unsortable(text);
    keys.push(name.subAttribute?.name ?? name.subName.toLowerCase());
    attribute = name.subAttribute;
  } else if (attribute?.type === 'complex') {
    const value = attribute.children.get('value');
    if (value === undefined) throw unsortable(text);
    keys.push(value.name);
    attribute = value;
  }
  return { keys, type: attribute?.type ?? 'string', caseExact: attribute?.caseExact ?? false };
}

function unsortable(text: string): ScimError {
  return invalidPath({
    ja: `sortBy ${quoted(text)} では並べ替えできません。例: userName、name.familyName、meta.lastModified`,
    en: `sortBy ${quoted(text)} can't be sorted by. Examples: userName, name.familyName, meta.lastModified.`,
  });
}

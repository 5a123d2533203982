import type { JsonObject, JsonValue } from '@sekisho/provider-kit';
import { isJsonArray, isJsonObject } from '../json/json.ts';
import { invalidValue, quoted } from '../refusals.ts';
import { groupType } from '../schema/resource-type.ts';
import { parseResource } from './parse-resource.ts';
import { idAtAddress } from './resource-address.ts';

/** A group as it is stored: canonical, validated, without `schemas`, `id`, `meta` and members. */
export type GroupResource = JsonObject;

/** One member as a client names it. `$ref` and `display` are computed by the service, so they are not kept. */
export interface GroupMember {
  readonly value: string;
  /** As given; a client may leave it out. */
  readonly type: 'User' | 'Group' | undefined;
}

export interface ParsedGroup {
  readonly resource: GroupResource;
  /** Each id once, in the order given. Empty when none came. */
  readonly members: readonly GroupMember[];
}

/**
 * Reads the body of POST or PUT /Groups. `baseUrl`, the connection's, says which addresses of members are ours. Throws a
 * ScimError that names the attribute.
 */
export function parseGroup(body: unknown, baseUrl: string): ParsedGroup {
  const { members, ...resource } = parseResource(groupType, body);
  return { resource, members: readMembersList(members, baseUrl) };
}

/** The members in a list that the schema has already checked, each by its `value`, or by its address where that is all. */
export function readMembersList(members: JsonValue | undefined, baseUrl: string): readonly GroupMember[] {
  if (!isJsonArray(members)) return [];
  const byId = new Map<string, GroupMember>();
  for (const member of members) {
    if (!isJsonObject(member)) continue;
    const value = readId(member, baseUrl);
    if (!byId.has(value)) byId.set(value, { value, type: readType(member['type']) });
  }
  return [...byId.values()];
}

function readId({ value, $ref: address }: JsonObject, baseUrl: string): string {
  if (typeof value === 'string' && value !== '') return value;
  const id = typeof address === 'string' ? idAtAddress(address, baseUrl) : undefined;
  if (id !== undefined) return id;
  throw invalidValue({
    ja: `members.$ref だけを指定する場合は、この接続の User または Group の URI にしてください（例: ${baseUrl}/Users/…）。id が分かる場合は value に指定してください。受信した値: ${quoted(address)}`,
    en: `members.$ref without a value must be the URI of a User or Group of this connection, such as ${baseUrl}/Users/…; or give the member's id as value. Got ${quoted(address)}.`,
  });
}

function readType(type: JsonValue | undefined): 'User' | 'Group' | undefined {
  if (type === undefined || type === '') return undefined;
  const lower = typeof type === 'string' ? type.toLowerCase() : '';
  if (lower === 'user') return 'User';
  if (lower === 'group') return 'Group';
  throw invalidValue({
    ja: `members.type には User または Group を指定してください。受信した値: ${quoted(type)}`,
    en: `members.type must be User or Group. Got ${quoted(type)}.`,
  });
}

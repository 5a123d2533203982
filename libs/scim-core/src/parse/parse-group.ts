import type { JsonObject, JsonValue } from '@sekisho/provider-kit';
import { isJsonArray, isJsonObject } from '../json/json.ts';
import { invalidValue, quoted } from '../refusals.ts';
import { groupType } from '../schema/resource-type.ts';
import { parseResource } from './parse-resource.ts';

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

/** Reads the body of POST or PUT /Groups. Throws a ScimError that names the attribute. */
export function parseGroup(body: unknown): ParsedGroup {
  const { members, ...resource } = parseResource(groupType, body);
  return { resource, members: readMembersList(members) };
}

/** The members in a list that the schema has already checked. */
export function readMembersList(members: JsonValue | undefined): readonly GroupMember[] {
  if (!isJsonArray(members)) return [];
  const byId = new Map<string, GroupMember>();
  for (const member of members) {
    const value = isJsonObject(member) ? member['value'] : undefined;
    if (!isJsonObject(member) || typeof value !== 'string' || value === '') {
      throw invalidValue({
        ja: `members の各要素には value（メンバーの id）が必要です。受信した値: ${quoted(member)}`,
        en: `Each of members needs a value, the member's id. Got ${quoted(member)}.`,
      });
    }
    if (!byId.has(value)) byId.set(value, { value, type: readType(member['type']) });
  }
  return [...byId.values()];
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

import { foldString } from '@sekisho/scim-core';
import type { GroupMapping } from '@sekisho/storage';

/** A role that a group can bring. */
export type MappedRole = NonNullable<GroupMapping['role']>;

const ranks: Readonly<Record<MappedRole, number>> = { guest: 0, member: 1, administrator: 2 };

/** The highest role that membership of these groups brings; undefined when none of them says anything about roles. */
export function mappedRole(mappings: readonly GroupMapping[], groupKeys: readonly string[]): MappedRole | undefined {
  const roles = mappings.flatMap(({ groupKey, role }) => (role !== null && groupKeys.includes(groupKey) ? [role] : []));
  return roles.toSorted((a, b) => ranks[b] - ranks[a])[0];
}

/** Whether one of the groups brings a role, so that a change of its members or name may change theirs. */
export function isMapped(
  context: { readonly mappings: readonly GroupMapping[] },
  groupKeys: readonly string[],
): boolean {
  return mappedRole(context.mappings, groupKeys) !== undefined;
}

export function groupKeysOf(groups: readonly { readonly displayName: string }[]): readonly string[] {
  return groups.map((group) => foldString(group.displayName));
}

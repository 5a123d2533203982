import type { DomainEvent } from '@sekisho/domain';
import type { MemberChange } from '@sekisho/scim-core';
import {
  addGroupMembers,
  type ChangedMember,
  type Database,
  type DirectoryScope,
  findGroupMembersWhere,
  isCanonicalUuid,
  keepGroupMembers,
  removeGroupMembers,
} from '@sekisho/storage';
import type { Transaction } from 'kysely';
import { unknownMembers } from '../explain/refusals.ts';

/**
 * Writes what happens to a Group's members, change by change, and returns what is different in the end: who is taken
 * out and put back in one request was never away. The caller holds the Group's lock.
 */
export interface MemberDifference {
  readonly added: readonly ChangedMember[];
  readonly removed: readonly ChangedMember[];
}

export async function applyMemberChanges(
  trx: Transaction<Database>,
  scope: DirectoryScope,
  groupId: string,
  changes: readonly MemberChange[],
  now: Date,
): Promise<MemberDifference> {
  const added = new Map<string, ChangedMember>();
  const removed = new Map<string, ChangedMember>();
  const add = async (ids: readonly string[]) => {
    for (const member of await addKnown(trx, scope, groupId, ids, now)) {
      if (!removed.delete(member.id)) added.set(member.id, member);
    }
  };
  const note = (members: readonly ChangedMember[]) => {
    for (const member of members) {
      if (!added.delete(member.id)) removed.set(member.id, member);
    }
  };
  for (const change of changes) {
    switch (change.kind) {
      case 'add':
        await add(change.ids);
        break;
      case 'remove':
        note(await removeGroupMembers(trx, scope, groupId, change.ids.filter(isCanonicalUuid)));
        break;
      case 'replace':
        await add(change.ids);
        note(await keepGroupMembers(trx, scope, groupId, change.ids));
        break;
      case 'removeAll':
        note(await keepGroupMembers(trx, scope, groupId, []));
        break;
      case 'removeWhere': {
        const ids = await findGroupMembersWhere(trx, scope, groupId, change);
        note(await removeGroupMembers(trx, scope, groupId, ids));
        break;
      }
    }
  }
  return { added: [...added.values()], removed: [...removed.values()] };
}

/** The accounts whose groups are other ones now. */
export function affectedAccounts(difference: MemberDifference): readonly string[] {
  return [...difference.added, ...difference.removed].filter(({ type }) => type === 'User').map(({ id }) => id);
}

/** One event for every row that is there or gone in the end. */
export function memberEvents(teamName: string, difference: MemberDifference): DomainEvent[] {
  return [
    ...difference.removed.map(({ label }) => ({ type: 'team.member-removed' as const, teamName, memberName: label })),
    ...difference.added.map(({ label }) => ({ type: 'team.member-added' as const, teamName, memberName: label })),
  ];
}

async function addKnown(
  trx: Transaction<Database>,
  scope: DirectoryScope,
  groupId: string,
  ids: readonly string[],
  now: Date,
): Promise<readonly ChangedMember[]> {
  const wellFormed = ids.filter(isCanonicalUuid);
  if (wellFormed.length < ids.length) throw unknownMembers(ids.filter((id) => !isCanonicalUuid(id)));
  const { added, unknown } = await addGroupMembers(trx, scope, groupId, wellFormed, now);
  if (unknown.length > 0) throw unknownMembers(unknown);
  return added;
}

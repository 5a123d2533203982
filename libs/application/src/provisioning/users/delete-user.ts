import { type DomainEvent, decideDeleteManagedAccount, isInUse } from '@sekisho/domain';
import { ScimError } from '@sekisho/scim-core';
import {
  commitScimUser,
  inTransaction,
  leaveAllGroups,
  lockScimUser,
  roleHoldersFor,
  userKeys,
} from '@sekisho/storage';
import { toAuditEvents } from '../../audit-trail/record-events.ts';
import { guardDeparture } from '../brake/guard-departure.ts';
import { decided } from '../explain/explain-domain-error.ts';
import {
  eventContext,
  type ProvisioningContext,
  type ProvisioningDependencies,
  scopeOf,
} from '../provisioning-context.ts';
import { unchangeableUser } from './other-users.ts';

export interface DeletedUser {
  readonly events: readonly DomainEvent[];
}

/**
 * DELETE of a User: the account is deleted, its erasure starts, it leaves its groups and its sessions end. The User's
 * row stays until the erasure is done, so that creating the same `userName` again gives the same id.
 */
export async function deleteUser(
  dependencies: ProvisioningDependencies,
  context: ProvisioningContext,
  id: string,
  check: (version: number) => void,
): Promise<DeletedUser> {
  const scope = scopeOf(context);
  const deleted = await inTransaction(dependencies.db, async (trx) => {
    const before = await lockScimUser(trx, scope, id);
    if (before === null) throw await unchangeableUser(trx, context, id);
    check(before.user.version);
    const now = dependencies.clock.now();
    const holders = await roleHoldersFor(trx, before.member);
    const decision = decided(() => decideDeleteManagedAccount(context.organisation, before.member, holders, now));
    if (isInUse(before.member)) {
      const stopped = await guardDeparture(trx, dependencies, context, before.member, 'delete');
      if (stopped !== null) return stopped;
    }
    const left = await leaveAllGroups(trx, scope, id, now);
    const events: readonly DomainEvent[] = [
      ...left.map((group) => ({
        type: 'team.member-removed' as const,
        teamName: group.name,
        memberName: memberLabel(before.member),
      })),
      ...decision.events,
    ];
    await commitScimUser(trx, context.organisation, scope, before, {
      member: decision.next,
      user: { ...before.user, ...userKeys(before.user.resource), version: before.user.version + 1, modifiedAt: now },
      deletedAt: now,
      events: toAuditEvents(events, eventContext(context, dependencies, now)),
    });
    return { events };
  });
  // Thrown here and not inside, because the transaction has written down what is held.
  if (deleted instanceof ScimError) throw deleted;
  return deleted;
}

function memberLabel(member: { readonly name: string; readonly email: string | null }): string {
  return member.email === null ? member.name : `${member.name} (${member.email})`;
}

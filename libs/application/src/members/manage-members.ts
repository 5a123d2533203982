import {
  type Decision,
  decideAddMember,
  decideChangeMember,
  decideRemoveMember,
  endsSessions,
  isInUse,
  type ManagedAccountChange,
  type Member,
  type NewManagedAccount,
} from '@sekisho/domain';
import {
  type Database,
  deleteMembership,
  deleteSessionsOf,
  deleteTeamMembershipsOf,
  insertMember,
  listEmailDomains,
  lockMember,
  lockRoleHolders,
  reflectActivation,
  releaseScimUser,
  roleHoldersFor,
  updateMember,
} from '@sekisho/storage';
import type { Transaction } from 'kysely';
import { recordEvents } from '../audit-trail/record-events.ts';
import { requireOrganisation } from '../organisations/require-organisation.ts';
import type { TenantScope, UseCaseDependencies } from '../use-case.ts';
import { currentActor } from './current-actor.ts';
import { accountNotFound, explainAccountConflict } from './refusals.ts';

/**
 * What administrators do to members, one transaction each: lock, decide, write, and the audit events beside it. An
 * account that loses rights or leaves use loses its sessions in the same transaction.
 */

/** Creates a managed account. Rejects with a `DomainError` that says why not and what to do. */
export async function createManagedAccount(
  dependencies: UseCaseDependencies,
  scope: TenantScope,
  wanted: Omit<NewManagedAccount, 'id'>,
): Promise<Member> {
  const { db, clock, ids } = dependencies;
  const now = clock.now();
  try {
    return await db.transaction().execute(async (trx) => {
      const organisation = await requireOrganisation(trx, scope.organisationId);
      const domains = await listEmailDomains(trx, scope.organisationId);
      const { next, events } = decideAddMember(
        { organisation, domains, actor: scope.actor },
        { ...wanted, id: ids.uuid() },
        now,
      );
      await insertMember(trx, organisation, next);
      await recordEvents(trx, events, { ...scope, now, ids });
      return next;
    });
  } catch (error) {
    throw await explainAccountConflict(db, scope.organisationId, wanted, error);
  }
}

/** Changes a member: a managed account in every respect, a personal one in its role and privileges only. */
export async function changeMember(
  dependencies: UseCaseDependencies,
  scope: TenantScope,
  memberId: string,
  change: ManagedAccountChange,
): Promise<Member> {
  const { db, clock, ids } = dependencies;
  const now = clock.now();
  try {
    return await db.transaction().execute(async (trx) => {
      const organisation = await requireOrganisation(trx, scope.organisationId);
      const before = await requireLockedMember(trx, scope, memberId);
      const touchesRights = change.role !== undefined || change.privileges !== undefined;
      const holders = touchesRights
        ? await lockRoleHolders(trx, scope.organisationId)
        : await roleHoldersFor(trx, before);
      const actor = await currentActor(trx, scope.organisationId, scope.actor, 'members:write');
      const domains = await listEmailDomains(trx, scope.organisationId);
      const { next, events } = decideChangeMember({ organisation, domains, before, holders, actor }, change, now);
      if (events.length === 0) return before;
      await updateMember(trx, organisation, next);
      if (isInUse(before) !== isInUse(next)) {
        await reflectActivation(trx, scope.organisationId, memberId, isInUse(next), now);
      }
      if (endsSessions(before, next)) await deleteSessionsOf(trx, scope.organisationId, memberId);
      await recordEvents(trx, events, { ...scope, now, ids });
      return next;
    });
  } catch (error) {
    throw await explainAccountConflict(db, scope.organisationId, change, error);
  }
}

/** Deletes a managed account (its erasure starts), or takes a personal account out of the organisation. */
export async function removeMember(
  dependencies: UseCaseDependencies,
  scope: TenantScope,
  memberId: string,
): Promise<void> {
  const { db, clock, ids } = dependencies;
  const now = clock.now();
  await db.transaction().execute(async (trx) => {
    const organisation = await requireOrganisation(trx, scope.organisationId);
    const before = await requireLockedMember(trx, scope, memberId);
    const holders = await roleHoldersFor(trx, before);
    await currentActor(trx, scope.organisationId, scope.actor, 'members:write');
    const decision: Decision<Member> = decideRemoveMember({ organisation, before, holders }, now);
    await deleteSessionsOf(trx, scope.organisationId, memberId);
    await deleteTeamMembershipsOf(trx, scope.organisationId, memberId);
    if (before.kind === 'managed') await updateMember(trx, organisation, decision.next);
    else await deleteMembership(trx, scope.organisationId, memberId);
    await recordEvents(trx, decision.events, { ...scope, now, ids });
    await releaseScimUser(trx, scope.organisationId, memberId, now);
  });
}

/** Ends every session of a member, who may sign in again. */
export async function endSessionsOfMember(
  dependencies: UseCaseDependencies,
  scope: TenantScope,
  memberId: string,
): Promise<void> {
  const { db, clock, ids } = dependencies;
  await db.transaction().execute(async (trx) => {
    const member = await requireLockedMember(trx, scope, memberId);
    const ended = await deleteSessionsOf(trx, scope.organisationId, memberId);
    if (ended === 0) return;
    await recordEvents(trx, [{ type: 'account.sessions-ended', member }], { ...scope, now: clock.now(), ids });
  });
}

async function requireLockedMember(trx: Transaction<Database>, scope: TenantScope, memberId: string): Promise<Member> {
  const member = await lockMember(trx, scope.organisationId, memberId);
  if (member === null) throw accountNotFound();
  return member;
}

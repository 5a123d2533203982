import { isInUse, type Member, type Privilege, type Role } from './account.ts';
import type { EmailDomain } from './email-domain.ts';
import { DomainError } from './errors.ts';
import type { Actor, Decision } from './events.ts';
import {
  decideChangeManagedAccount,
  decideCreateManagedAccount,
  decideDeleteManagedAccount,
  type ManagedAccountChange,
  type NewManagedAccount,
  roleEvents,
} from './managed-account.ts';
import { type Organisation, parseTimeZone } from './organisation.ts';
import { permissionsOf } from './permissions.ts';
import { assertMayGrant, assertMayTakeOver } from './privilege-grants.ts';
import { assertRolesStayHeld, type RoleHolders } from './role-safety.ts';

/**
 * What an administrator does to a member, whichever kind the account is: a managed account is the organisation's to
 * change, a personal account only as far as its membership goes.
 */

/** The state that a decision about a member is made from, read under lock. */
export interface MembershipFacts {
  readonly organisation: Organisation;
  readonly domains: readonly EmailDomain[];
  readonly before: Member;
  readonly holders: RoleHolders;
  readonly actor: Actor;
}

/** Changes a member on behalf of `actor`, or throws the {@link DomainError} that says why not. */
export function decideChangeMember(facts: MembershipFacts, change: ManagedAccountChange, now: Date): Decision<Member> {
  const { organisation, domains, before, holders, actor } = facts;
  if (change.timeZone !== undefined) parseTimeZone(change.timeZone);
  const decision =
    before.kind === 'managed'
      ? decideChangeManagedAccount(organisation, domains, before, change, holders, now)
      : decideChangeMembership(before, change, holders, now);
  assertMayGrant(actor, before, decision.next);
  if (decision.next.email !== before.email) assertMayTakeOver(actor, before);
  return decision;
}

/** Creates a managed account on behalf of `actor`, who can't give it a role above their own. */
export function decideAddMember(
  facts: Pick<MembershipFacts, 'organisation' | 'domains' | 'actor'>,
  wanted: NewManagedAccount,
  now: Date,
): Decision<Member> {
  if (wanted.timeZone !== undefined) parseTimeZone(wanted.timeZone);
  const decision = decideCreateManagedAccount(facts.organisation, facts.domains, wanted, now);
  assertMayGrant(facts.actor, { ...decision.next, role: 'guest', privileges: [] }, decision.next);
  return decision;
}

/** Deletes a managed account, or takes a personal one out of the organisation; then `next` is still that account. */
export function decideRemoveMember(
  facts: Pick<MembershipFacts, 'organisation' | 'before' | 'holders'>,
  now: Date,
): Decision<Member> {
  const { organisation, before, holders } = facts;
  return before.kind === 'managed'
    ? decideDeleteManagedAccount(organisation, before, holders, now)
    : decideLeave(before, holders);
}

function decideLeave(before: Member, holders: RoleHolders): Decision<Member> {
  assertRolesStayHeld(before, null, holders);
  return { next: before, events: [{ type: 'membership.ended', member: before }] };
}

function decideChangeMembership(
  before: Member,
  change: ManagedAccountChange,
  holders: RoleHolders,
  now: Date,
): Decision<Member> {
  assertOnlyMembershipChanges(before, change);
  const role: Role = change.role ?? before.role;
  const privileges: readonly Privilege[] = change.privileges ?? before.privileges;
  const candidate: Member = { ...before, role, privileges };
  const events = roleEvents(before, candidate);
  if (events.length === 0) return { next: before, events };
  assertRolesStayHeld(before, candidate, holders);
  const next: Member = { ...candidate, updatedAt: now };
  return { next, events: roleEvents(before, next) };
}

function assertOnlyMembershipChanges(before: Member, change: ManagedAccountChange): void {
  const { role: _role, privileges: _privileges, ...rest } = change;
  const field = Object.entries(rest).find(([, value]) => value !== undefined)?.[0];
  if (field === undefined) return;
  throw new DomainError(
    'account.personal',
    {
      ja: `${before.name} さんはヌーラボアカウントのため、管理者が変更できるのは権限だけです。管理対象アカウントへ切り替えると変更できます。`,
      en: `${before.name} has a personal account: administrators can change its role and privileges only. Switch it to a managed account to change the rest.`,
    },
    field,
  );
}

/** Whether the change takes a right away, or the account out of use: then no session may outlive it. */
export function endsSessions(before: Member, after: Member): boolean {
  const left = permissionsOf(after);
  return (isInUse(before) && !isInUse(after)) || permissionsOf(before).some((permission) => !left.includes(permission));
}

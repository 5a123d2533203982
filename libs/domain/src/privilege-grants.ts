import type { Member } from './account.ts';
import { DomainError } from './errors.ts';
import type { Actor } from './events.ts';
import { type Permission, permissions, permissionsOf } from './permissions.ts';

/** Who may hand out what: nobody gives away, or takes over, more than they hold. */

/** What the actor may do, as far as handing it on goes. */
function heldBy(actor: Actor): readonly Permission[] {
  switch (actor.kind) {
    case 'account':
      return permissionsOf({ ...actor, state: 'active' });
    case 'api-key':
      return actor.permissions;
    case 'operator':
    case 'system':
      return permissions;
    case 'provisioning':
    case 'anonymous':
      return [];
  }
}

/** What the member may do whenever the account is in use. */
function rightsOf(member: Member): readonly Permission[] {
  return permissionsOf({ ...member, state: 'active' });
}

/**
 * Refuses a change of role or privileges that gives the member a right which the actor doesn't hold. The audit log is
 * stricter: only an audit log administrator gives that privilege, and only one takes it. An API key that reads the
 * log is no such person.
 */
export function assertMayGrant(actor: Actor, before: Member, after: Member): void {
  const had = before.privileges.includes('audit-log-administrator');
  const has = after.privileges.includes('audit-log-administrator');
  if (had !== has && !isAuditLogAdministrator(actor)) {
    throw new DomainError(
      'privilege.holder-required',
      {
        ja: '監査ログ管理者の権限を付与または解除できるのは、監査ログ管理者だけです。',
        en: 'Only an audit log administrator can grant or take away the audit log privilege.',
      },
      'privileges',
    );
  }
  const held = heldBy(actor);
  const gained = rightsOf(after).filter((permission) => !rightsOf(before).includes(permission));
  if (gained.every((permission) => held.includes(permission))) return;
  throw new DomainError(
    'role.not-permitted',
    {
      ja: '自分が持っていない権限を、ほかのメンバーに与えることはできません。',
      en: "You can't give a member rights that you don't hold yourself.",
    },
    'role',
  );
}

function isAuditLogAdministrator(actor: Actor): boolean {
  return (
    actor.kind === 'operator' || (actor.kind === 'account' && actor.privileges.includes('audit-log-administrator'))
  );
}

/**
 * Refuses to hand `actor` the means to sign in as `target`, or to move the address `target` is known by, when `target`
 * may do something that the actor may not: that would be a way round every other rule.
 */
export function assertMayTakeOver(actor: Actor, target: Member): void {
  const held = heldBy(actor);
  if (rightsOf(target).every((permission) => held.includes(permission))) return;
  throw new DomainError('role.not-permitted', {
    ja: `${target.name} さんは、あなたにない権限を持っているため、この操作はできません。`,
    en: `${target.name} holds rights that you don't, so you can't do this for them.`,
  });
}

import type { Member } from './account.ts';
import { DomainError } from './errors.ts';
import type { Actor } from './events.ts';
import { permissionsOf } from './permissions.ts';

/**
 * Who may hand out what. The audit log is open to its administrators only, so nobody else may open it to anyone:
 * neither an administrator, nor an API key, nor an identity provider.
 */
export function assertMayGrant(actor: Actor, before: Member, after: Member): void {
  const had = before.privileges.includes('audit-log-administrator');
  const has = after.privileges.includes('audit-log-administrator');
  if (had === has || mayGrantAuditLog(actor)) return;
  throw new DomainError(
    'privilege.holder-required',
    {
      ja: '監査ログ管理者の権限を付与または解除できるのは、監査ログ管理者だけです。',
      en: 'Only an audit log administrator can grant or take away the audit log privilege.',
    },
    'privileges',
  );
}

function mayGrantAuditLog(actor: Actor): boolean {
  if (actor.kind === 'account') return actor.privileges.includes('audit-log-administrator');
  return actor.kind === 'operator';
}

/**
 * Refuses to hand `actor` the means to sign in as `target`, or to move the address `target` is known by, when `target`
 * may do something that the actor may not: that would be a way round every other rule.
 */
export function assertMayTakeOver(actor: Actor, target: Member): void {
  if (actor.kind === 'operator' || actor.kind === 'system') return;
  const held = actor.kind === 'account' ? permissionsOf({ ...actor, state: 'active' }) : [];
  if (permissionsOf({ ...target, state: 'active' }).every((permission) => held.includes(permission))) return;
  throw new DomainError('role.not-permitted', {
    ja: `${target.name} さんは、あなたにない権限を持っているため、この操作はできません。`,
    en: `${target.name} holds rights that you don't, so you can't do this for them.`,
  });
}

import { isInUse, type Member } from './account.ts';
import { DomainError } from './errors.ts';

/** How many accounts in use hold each protected role in an organisation, before the change. */
export interface RoleHolders {
  /** Contract owner included: an owner may do all that an administrator may. */
  readonly administrators: number;
  readonly auditLogAdministrators: number;
}

/** Whether the member's change could leave a role that must stay held without a holder. */
export function holdsProtectedRole(member: Pick<Member, 'role' | 'privileges'>): boolean {
  return (
    member.role === 'owner' || member.role === 'administrator' || member.privileges.includes('audit-log-administrator')
  );
}

/** For decisions about who {@link holdsProtectedRole} says no of: nobody has to be counted. */
export const unlimitedHolders: RoleHolders = {
  administrators: Number.POSITIVE_INFINITY,
  auditLogAdministrators: Number.POSITIVE_INFINITY,
};

function administers(member: Member): boolean {
  return isInUse(member) && (member.role === 'owner' || member.role === 'administrator');
}

function holdsAuditLog(member: Member): boolean {
  return isInUse(member) && member.privileges.includes('audit-log-administrator');
}

/**
 * Refuses a change that would leave the organisation without contract owner, administrator or audit log
 * administrator, whoever asks: UI, CSV, SCIM or API. `after` is null when the account would be deleted.
 */
export function assertRolesStayHeld(before: Member, after: Member | null, holders: RoleHolders): void {
  if (before.role === 'owner' && (after === null || after.role !== 'owner' || !isInUse(after))) {
    throw new DomainError(
      'role.owner-immutable',
      {
        ja: `${before.name} さんは契約者のため、削除・無効化・権限変更はできません。先に契約者を別のアカウントへ変更してください。`,
        en: `${before.name} is the contract owner and can't be deleted, deactivated or given another role. Hand the contract to another account first.`,
      },
      'role',
    );
  }
  if (administers(before) && (after === null || !administers(after)) && holders.administrators <= 1) {
    throw new DomainError(
      'role.last-administrator',
      {
        ja: `${before.name} さんは最後の管理者のため、削除・無効化・権限変更はできません。先に別の管理者を追加してください。`,
        en: `${before.name} is the last administrator and can't be deleted, deactivated or demoted. Make someone else an administrator first.`,
      },
      'role',
    );
  }
  if (holdsAuditLog(before) && (after === null || !holdsAuditLog(after)) && holders.auditLogAdministrators <= 1) {
    throw new DomainError(
      'role.last-audit-log-administrator',
      {
        ja: `${before.name} さんは最後の監査ログ管理者のため、削除・無効化・権限変更はできません。先に別のアカウントへ監査ログ管理者の権限を付与してください。`,
        en: `${before.name} is the last audit log administrator and can't be deleted, deactivated or lose the privilege. Grant it to someone else first.`,
      },
      'privileges',
    );
  }
}

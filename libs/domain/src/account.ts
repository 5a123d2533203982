import type { Language } from './language.ts';

/**
 * - `managed` (管理対象アカウント): the organisation's administrators create, change and delete it; SAML and SCIM apply.
 * - `personal` (ヌーラボアカウント): the person's own; administrators can only take it out of their organisation.
 */
export type AccountKind = 'managed' | 'personal';

/** `deactivated` keeps data and uses no licence. `deleted` is being erased; the row stays until erasure is done. */
export type AccountState = 'invited' | 'active' | 'deactivated' | 'deleted';

/** Contract owner (契約者), administrator (管理者), member, guest. Exactly one a membership. */
export type Role = 'owner' | 'administrator' | 'member' | 'guest';

/** Rights beside the role. Only a holder of `audit-log-administrator` grants or takes it. */
export type Privilege = 'idp-administrator' | 'audit-log-administrator' | 'inviter';

export const privileges = [
  'idp-administrator',
  'audit-log-administrator',
  'inviter',
] as const satisfies readonly Privilege[];

export interface Account {
  /** A UUID. SCIM shows it as the resource's `id`. */
  readonly id: string;
  readonly kind: AccountKind;
  readonly state: AccountState;
  /** The organisation whose administrators manage it; null for a personal account. */
  readonly managedBy: string | null;
  /** As written. Null only where the organisation's e-mail rule is waived. */
  readonly email: string | null;
  readonly name: string;
  readonly language: Language;
  readonly timeZone: string;
  /** The organisation's own number for the person (CSV column `Unique ID`); unique in the organisation. */
  readonly uniqueId: string | null;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

/** An account as one organisation sees it. */
export interface Member extends Account {
  readonly organisationId: string;
  readonly role: Role;
  readonly privileges: readonly Privilege[];
}

/** The form in which two addresses are the same: NFKC, lower case. Look-alikes in other scripts stay different. */
export function emailKey(email: string): string {
  return email.normalize('NFKC').toLowerCase();
}

/** Whether the account may sign in and counts as a holder of its role. */
export function isInUse(member: Pick<Member, 'state'>): boolean {
  return member.state === 'active' || member.state === 'invited';
}

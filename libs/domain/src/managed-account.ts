import { emailKey, isInUse, type Member, type Privilege, type Role } from './account.ts';
import { domainOf, type EmailDomain } from './email-domain.ts';
import { DomainError } from './errors.ts';
import type { Decision, DomainEvent } from './events.ts';
import type { Language } from './language.ts';
import type { Organisation } from './organisation.ts';
import { assertRolesStayHeld, type RoleHolders } from './role-safety.ts';

/**
 * The rules of managed accounts: what an organisation's administrators, its CSV files and its identity providers may do.
 * Pure: each decision takes the state it needs and the present instant, and returns the next state and its events.
 */

/** What a new managed account is made from. */
export interface NewManagedAccount {
  readonly id: string;
  readonly email: string | null;
  readonly name: string;
  readonly language?: Language | undefined;
  readonly timeZone?: string | undefined;
  readonly uniqueId?: string | null | undefined;
  readonly role: Role;
  readonly privileges?: readonly Privilege[] | undefined;
  readonly state: 'invited' | 'active' | 'deactivated';
}

/** A change to a managed account; absent fields stay as they are. */
export interface ManagedAccountChange {
  readonly email?: string | null | undefined;
  readonly name?: string | undefined;
  readonly language?: Language | undefined;
  readonly timeZone?: string | undefined;
  readonly uniqueId?: string | null | undefined;
  readonly role?: Role | undefined;
  readonly privileges?: readonly Privilege[] | undefined;
  /** false deactivates, true brings back. */
  readonly active?: boolean | undefined;
}

/** Creates a managed account, or throws the {@link DomainError} that says why not. Uniqueness is the storage's to check. */
export function decideCreateManagedAccount(
  organisation: Organisation,
  domains: readonly EmailDomain[],
  wanted: NewManagedAccount,
  now: Date,
): Decision<Member> {
  if (wanted.role === 'owner') throw ownerNotGiven();
  const email = assertEmailAllowed(organisation, domains, wanted.email);
  const member: Member = {
    id: wanted.id,
    kind: 'managed',
    state: wanted.state,
    managedBy: organisation.id,
    organisationId: organisation.id,
    email,
    name: assertName(wanted.name),
    language: wanted.language ?? organisation.defaultLanguage,
    timeZone: wanted.timeZone ?? organisation.timeZone,
    uniqueId: wanted.uniqueId ?? null,
    role: wanted.role,
    privileges: wanted.privileges ?? [],
    createdAt: now,
    updatedAt: now,
  };
  return { next: member, events: [{ type: 'account.created', member }] };
}

/**
 * Changes a managed account. A change that changes nothing returns the same state and no events.
 * Reviving (`active: true` on a deleted account whose erasure is not done) is a change too.
 */
export function decideChangeManagedAccount(
  organisation: Organisation,
  domains: readonly EmailDomain[],
  before: Member,
  change: ManagedAccountChange,
  holders: RoleHolders,
  now: Date,
): Decision<Member> {
  assertManagedHere(organisation, before);
  const emailChanges = change.email !== undefined && !sameEmail(change.email, before.email);
  const candidate: Member = {
    ...before,
    email:
      change.email === undefined
        ? before.email
        : emailChanges
          ? assertEmailAllowed(organisation, domains, change.email)
          : change.email,
    name: change.name === undefined ? before.name : assertName(change.name),
    language: change.language ?? before.language,
    timeZone: change.timeZone ?? before.timeZone,
    uniqueId: change.uniqueId === undefined ? before.uniqueId : change.uniqueId,
    role: change.role ?? before.role,
    privileges: change.privileges ?? before.privileges,
    state: nextState(before, change.active),
  };
  const changed = changedFields(before, candidate);
  const events: DomainEvent[] = [];
  if (changed.length === 0) return { next: before, events };

  const member: Member = { ...candidate, updatedAt: now };
  const ofRole = roleEvents(before, member);
  assertRolesStayHeld(before, member, holders);

  const profile = changed.filter((field) => field !== 'state' && field !== 'role' && field !== 'privileges');
  if (profile.length > 0) events.push({ type: 'account.updated', member, changed: profile });
  events.push(...ofRole);
  if (isInUse(before) && !isInUse(member)) events.push({ type: 'account.deactivated', member });
  if (!isInUse(before) && isInUse(member)) events.push({ type: 'account.activated', member });
  return { next: member, events };
}

/** Deletes a managed account: it leaves the organisation and its erasure starts. */
export function decideDeleteManagedAccount(
  organisation: Organisation,
  before: Member,
  holders: RoleHolders,
  now: Date,
): Decision<Member> {
  assertManagedHere(organisation, before);
  assertRolesStayHeld(before, null, holders);
  const member: Member = { ...before, state: 'deleted', updatedAt: now };
  return { next: member, events: [{ type: 'account.deleted', member }] };
}

function assertManagedHere(organisation: Organisation, member: Member): void {
  if (member.kind === 'managed' && member.managedBy === organisation.id) return;
  throw new DomainError('account.personal', {
    ja: `${member.name} さんはヌーラボアカウントのため、管理者は変更できません。管理対象アカウントへ切り替えてから操作してください。`,
    en: `${member.name} has a personal account, which administrators can't change. Switch it to a managed account first.`,
  });
}

function assertName(name: string): string {
  const trimmed = name.trim();
  if (trimmed.length > 0) return trimmed;
  throw new DomainError(
    'account.name-missing',
    {
      ja: '名前を入力してください。',
      en: 'A name is needed.',
    },
    'name',
  );
}

function assertEmailAllowed(
  organisation: Organisation,
  domains: readonly EmailDomain[],
  email: string | null,
): string | null {
  if (organisation.emailDomainRule === 'waived') return email;
  const domain = email === null ? null : domainOf(email);
  if (email === null || domain === null) {
    throw new DomainError(
      'account.email-missing',
      {
        ja: '管理対象アカウントにはメールアドレスが必要です。',
        en: 'A managed account needs an e-mail address.',
      },
      'email',
    );
  }
  if (domains.some((d) => d.name === domain && d.state === 'verified')) return email;
  throw new DomainError(
    'account.email-domain-unverified',
    {
      ja: `メールアドレスのドメイン ${domain} は確認されていません。「セキュリティ」→「ドメイン」で DNS の TXT レコードを登録し、確認を完了してください。`,
      en: `The e-mail domain ${domain} is not verified. Add its DNS TXT record under Security > Domains and complete the verification.`,
    },
    'email',
  );
}

function sameEmail(a: string | null, b: string | null): boolean {
  return a === b || (a !== null && b !== null && emailKey(a) === emailKey(b));
}

function nextState(before: Member, active: boolean | undefined): Member['state'] {
  if (active === undefined) return before.state;
  if (!active) return before.state === 'deleted' ? 'deleted' : 'deactivated';
  return before.state === 'deactivated' || before.state === 'deleted' ? 'active' : before.state;
}

function changedFields(before: Member, after: Member): string[] {
  const fields = ['email', 'name', 'language', 'timeZone', 'uniqueId', 'role', 'state'] as const;
  const changed: string[] = fields.filter((field) => before[field] !== after[field]);
  const held = new Set(before.privileges);
  if (held.size !== after.privileges.length || after.privileges.some((p) => !held.has(p))) changed.push('privileges');
  return changed;
}

/**
 * The events of a change of role and privileges; none when nothing changed. Refuses to make a second contract owner:
 * the contract is handed over, not handed out.
 */
export function roleEvents(before: Member, after: Member): DomainEvent[] {
  if (after.role === 'owner' && before.role !== 'owner') throw ownerNotGiven();
  const granted = after.privileges.filter((privilege) => !before.privileges.includes(privilege));
  const taken = before.privileges.filter((privilege) => !after.privileges.includes(privilege));
  const changed = (privilege: Privilege, isGranted: boolean): DomainEvent => ({
    type: 'account.privilege-changed',
    member: after,
    privilege,
    granted: isGranted,
  });
  return [
    ...(after.role === before.role
      ? []
      : [{ type: 'account.role-changed' as const, member: after, from: before.role, to: after.role }]),
    ...granted.map((privilege) => changed(privilege, true)),
    ...taken.map((privilege) => changed(privilege, false)),
  ];
}

function ownerNotGiven(): DomainError {
  return new DomainError(
    'role.not-permitted',
    {
      ja: '契約者の変更は、契約者本人が契約画面から行ってください。',
      en: 'Only the contract owner can hand over the contract, from the contract page.',
    },
    'role',
  );
}

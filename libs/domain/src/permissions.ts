import { isInUse, type Member, type Privilege, type Role } from './account.ts';
import { DomainError } from './errors.ts';

/** Everything the admin API lets somebody do. A new operation takes one of these, or there is no operation. */
export const permissions = [
  'organisation:read',
  'organisation:write',
  'members:read',
  'members:write',
  'teams:read',
  'teams:write',
  'domains:read',
  'domains:write',
  'connections:read',
  'connections:write',
  'api-keys:read',
  'api-keys:write',
  'audit-log:read',
  'audit-log:write',
  'forwarding:read',
  'forwarding:write',
] as const;

export type Permission = (typeof permissions)[number];

/**
 * The audit log, what its readers share, and where it goes: whoever forwards it could read it elsewhere. Nothing writes to the
 * log itself; `audit-log:write` is about the searches saved beside it, so that a key for reading changes nothing.
 */
const ofAuditLogAdministrators = ['audit-log:read', 'audit-log:write', 'forwarding:read', 'forwarding:write'] as const;

const ofAdministrators = permissions.filter(
  (permission) => !ofAuditLogAdministrators.some((theirs) => theirs === permission),
);

const byRole: Readonly<Record<Role, readonly Permission[]>> = {
  owner: ofAdministrators,
  administrator: ofAdministrators,
  member: [],
  guest: [],
};

const byPrivilege: Readonly<Record<Privilege, readonly Permission[]>> = {
  'idp-administrator': ['connections:read', 'connections:write'],
  'audit-log-administrator': ofAuditLogAdministrators,
  inviter: [],
};

/**
 * What a member may do, in the order of {@link permissions}. Deny by default: who isn't in use may do nothing, and the
 * audit log is open to holders of its privilege only, whatever their role.
 */
export function permissionsOf(member: Pick<Member, 'state' | 'role' | 'privileges'>): readonly Permission[] {
  if (!isInUse(member)) return [];
  const held = new Set<Permission>(byRole[member.role]);
  for (const privilege of member.privileges) for (const permission of byPrivilege[privilege]) held.add(permission);
  return permissions.filter((permission) => held.has(permission));
}

/** Reads a stored scope; null for one that this version doesn't know. */
export function parsePermission(value: string): Permission | null {
  return permissions.find((permission) => permission === value) ?? null;
}

/** Refuses an API key that could do more than whoever makes it. */
export function assertScopesHeld(wanted: readonly Permission[], held: readonly Permission[]): void {
  const missing = wanted.filter((permission) => !held.includes(permission));
  if (missing.length === 0) return;
  throw new DomainError(
    'api-key.scope-not-held',
    {
      ja: `自分が持っていない権限は API キーに付与できません: ${missing.join('、')}`,
      en: `You can't give an API key rights that you don't hold: ${missing.join(', ')}.`,
    },
    'scopes',
  );
}

import type { ManagedAccountChange, NewManagedAccount } from '@sekisho/domain';
import type { JsonObject } from '@sekisho/provider-kit';
import { describeUser, type UserDescription } from '@sekisho/scim-core';

/** What a SCIM User says about the managed account behind it. */

/** The role of whom the provider gives none. */
const defaultRole = 'guest';

/** A new account for a User. Who comes from an identity provider signs in there, so nobody is invited. */
export function newAccountOf(id: string, user: UserDescription): NewManagedAccount {
  return {
    id,
    email: user.email ?? null,
    name: user.displayName,
    language: user.language,
    timeZone: user.timeZone,
    role: user.role ?? defaultRole,
    state: user.active ? 'active' : 'deactivated',
  };
}

/**
 * What a change of the User changes of the account: only what the provider changed. What administrators set by hand
 * stays until the provider itself says otherwise; a sync of somebody's telephone number must not demote anybody.
 */
export function accountChangeOf(before: JsonObject, after: JsonObject): ManagedAccountChange {
  const was = describeUser(before);
  const is = describeUser(after);
  return {
    ...(is.email === was.email ? {} : { email: is.email ?? null }),
    ...(is.displayName === was.displayName ? {} : { name: is.displayName }),
    ...(is.language === was.language ? {} : { language: is.language }),
    ...(is.timeZone === was.timeZone ? {} : { timeZone: is.timeZone }),
    ...(is.role === was.role ? {} : { role: is.role ?? defaultRole }),
    ...(is.active === was.active ? {} : { active: is.active }),
  };
}

/** What a User says about an account that exists already: all of it, but for what the provider leaves open. */
export function wholeChangeOf(user: UserDescription): ManagedAccountChange {
  return {
    email: user.email ?? null,
    name: user.displayName,
    language: user.language,
    timeZone: user.timeZone,
    role: user.role,
    active: user.active,
  };
}

/**
 * The resource as stored: `active` stands in it, so that filters on it find everybody. A PUT without it (OneLogin's
 * templates), or its removal, is not about it: whoever is deactivated stays so until the provider says `true`.
 */
export function withActive(resource: JsonObject, before?: JsonObject): JsonObject {
  if (resource['active'] !== undefined) return resource;
  return { ...resource, active: before?.['active'] ?? true };
}

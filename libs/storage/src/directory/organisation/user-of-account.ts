import { isInUse, type Member, type Role } from '@sekisho/domain';
import type { JsonObject } from '@sekisho/provider-kit';
import { foldString, urns } from '@sekisho/scim-core';

/**
 * The SCIM User that a managed account is when no connection provisions it. Nothing of it is stored: it is made of the
 * account whenever it is read, so it can't lag behind. The same is said twice, as a resource here and as SQL for filters
 * below, and a property test holds the two together.
 */
export type AccountOfUser = Pick<Member, 'id' | 'email' | 'name' | 'language' | 'timeZone' | 'state' | 'role'>;

/** An account without an address, which only a waived rule allows, is called by its id. */
export function userOfAccount(account: AccountOfUser): JsonObject {
  const { email } = account;
  return {
    userName: email ?? account.id,
    displayName: account.name,
    preferredLanguage: account.language,
    timezone: account.timeZone,
    active: isInUse(account),
    ...(email === null ? {} : { emails: [{ value: email, type: 'work', primary: true }] }),
    roles: [{ value: roleValues[account.role], primary: true }],
  };
}

/** What `describeUser` reads them back as; the contract owner is an administrator to whoever provisions. */
const roleValues: Readonly<Record<Role, string>> = {
  owner: 'ADMIN',
  administrator: 'ADMIN',
  member: 'USER',
  guest: 'GUEST',
};

/**
 * `foldString` in SQL. ICU's root locale lowers as JavaScript does; the database's own locale may not: C.UTF-8 makes a
 * plain i of İ, and others lower nothing but ASCII. Every server that is packaged has the collation.
 */
export function folded(text: string): string {
  return `(lower(normalize(${text}, NFC) collate "und-x-icu") collate "C")`;
}

/** The name of the User that the row of `accounts` called `account` is, folded. */
export function foldedUserName(account: string): string {
  return folded(`coalesce(${account}.email, ${account}.id::text)`);
}

/** `foldResource` of {@link userOfAccount} in SQL, from the rows of `accounts` and `memberships` at hand. */
export const accountDocument = `jsonb_strip_nulls(jsonb_build_object(
  'schemas', jsonb_build_array('${foldString(urns.user)}'),
  'userName', ${foldedUserName('accounts')},
  'displayName', ${folded('accounts.name')},
  'preferredLanguage', accounts.language,
  'timezone', ${folded('accounts.time_zone')},
  'active', accounts.state in ('active', 'invited'),
  'emails', case when accounts.email is not null then
    jsonb_build_array(jsonb_build_object('value', ${folded('accounts.email')}, 'type', 'work', 'primary', true)) end,
  'roles', jsonb_build_array(jsonb_build_object('primary', true, 'value',
    case memberships.role when 'member' then 'user' when 'guest' then 'guest' else 'admin' end))))`;

/** The version of that User: it moves on with every change of the account, and starts anew once somebody provisions it. */
export function versionOfAccount(updatedAt: Date): number {
  return updatedAt.getTime();
}

/** {@link versionOfAccount} in SQL. */
export const accountVersion = 'floor(extract(epoch from accounts.updated_at) * 1000)::bigint';

import type { AccountState, Language, Role } from '@sekisho/domain';
import type { JsonObject } from '@sekisho/provider-kit';
import type { DirectoryScope, GroupOfUser, ScimUserView } from '../users/scim-user.ts';
import { groupsOfUser } from '../users/user-columns.ts';
import { userOfAccount, versionOfAccount } from './user-of-account.ts';

/**
 * The Users of an organisation as a connection that may read them all sees them: every managed account that is not
 * deleted, in the words of the connection that provisions it, or of the account itself. Read by way of memberships,
 * whose key is in the order of pages, so that one page of a large organisation reads no more than itself.
 */
export const organisationUsers = `(memberships
  join accounts on accounts.id = memberships.account_id and accounts.managed_by = memberships.organisation_id
  left join scim_users on scim_users.account_id = memberships.account_id
    and scim_users.organisation_id = memberships.organisation_id and scim_users.deleted_at is null)`;

/** What an organisation's User is read from; the columns of `scim_users` are null where nobody provisions the account. */
export interface OrganisationUserRow {
  account_id: string;
  email: string | null;
  name: string;
  language: Language;
  time_zone: string;
  state: AccountState;
  role: Role;
  account_created_at: Date;
  account_updated_at: Date;
  connection_id: string | null;
  resource: JsonObject | null;
  version: number | null;
  created_at: Date | null;
  modified_at: Date | null;
  groups: readonly GroupOfUser[] | null;
}

/** Reads from {@link organisationUsers}. */
export function organisationUserColumns(options: { groups: boolean }): string {
  return `memberships.account_id, accounts.email, accounts.name, accounts.language, accounts.time_zone, accounts.state,
    memberships.role, accounts.created_at as account_created_at, accounts.updated_at as account_updated_at,
    scim_users.connection_id, scim_users.resource, scim_users.version, scim_users.created_at, scim_users.modified_at,
    ${options.groups ? groupsOfUser : 'null::json'} as groups`;
}

export function toOrganisationUser(row: OrganisationUserRow, scope: DirectoryScope): ScimUserView {
  const { resource, version, created_at: createdAt, modified_at: modifiedAt } = row;
  if (resource === null || version === null || createdAt === null || modifiedAt === null) {
    return {
      id: row.account_id,
      resource: userOfAccount({ ...row, id: row.account_id, timeZone: row.time_zone }),
      version: versionOfAccount(row.account_updated_at),
      createdAt: row.account_created_at,
      modifiedAt: row.account_updated_at,
      groups: [],
    };
  }
  const user = { id: row.account_id, version, createdAt, modifiedAt };
  if (row.connection_id === scope.connectionId) return { ...user, resource, groups: row.groups ?? [] };
  return { ...user, resource: withoutExternalId(resource), groups: [] };
}

/**
 * An `externalId` is the name that one provider gave, and means nothing to another (RFC 7643 §3.1). Groups are each
 * connection's own.
 */
function withoutExternalId(resource: JsonObject): JsonObject {
  const { externalId: _, ...rest } = resource;
  return rest;
}

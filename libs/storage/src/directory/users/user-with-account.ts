import type { JsonObject } from '@sekisho/provider-kit';
import type { Selectable } from 'kysely';
import type { AccountsTable, MembershipsTable } from '../../database.ts';
import { toMember } from '../../members/members.ts';
import type { GroupOfUser, SeenScimUser } from './scim-user.ts';
import { groupsOfUser } from './user-columns.ts';

/** What a User and the account behind it are read from. */
export type UserWithAccountRow = Selectable<AccountsTable> &
  Selectable<MembershipsTable> & {
    resource: JsonObject;
    version: number;
    scim_created_at: Date;
    scim_modified_at: Date;
    groups: readonly GroupOfUser[] | null;
  };

export const userWithAccountColumns = `memberships.*, accounts.*, scim_users.resource, scim_users.version,
    scim_users.created_at as scim_created_at, scim_users.modified_at as scim_modified_at, ${groupsOfUser} as groups`;

export function toUserWithAccount(row: UserWithAccountRow): Omit<SeenScimUser, 'rows'> {
  return {
    user: {
      id: row.account_id,
      resource: row.resource,
      version: row.version,
      createdAt: row.scim_created_at,
      modifiedAt: row.scim_modified_at,
    },
    member: toMember(row),
    groups: row.groups ?? [],
  };
}

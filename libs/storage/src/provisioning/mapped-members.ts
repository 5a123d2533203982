import type { Role } from '@sekisho/domain';
import type { JsonObject } from '@sekisho/provider-kit';
import { type Kysely, sql, type Transaction } from 'kysely';
import type { Database } from '../database.ts';
import type { DirectoryScope } from '../directory/users/scim-user.ts';

/** A provisioned account, with what decides its role. */
export interface MappedMember {
  readonly accountId: string;
  readonly role: Role;
  readonly resource: JsonObject;
  /** The folded names of the connection's groups it is in. */
  readonly groupKeys: readonly string[];
}

/** Which accounts to look at: these, or everybody in these groups. */
export type MappedMembers = { readonly accountIds: readonly string[] } | { readonly groupKeys: readonly string[] };

/** Reads them without a lock: most need no change, and those that do are locked one by one. */
export async function listMappedMembers(
  trx: Transaction<Database>,
  scope: DirectoryScope,
  which: MappedMembers,
): Promise<MappedMember[]> {
  const chosen =
    'accountIds' in which
      ? sql`scim_users.account_id = any (${which.accountIds}::uuid[])`
      : sql`scim_users.account_id in (
          select team_members.account_id from team_members join scim_groups using (team_id)
          where scim_groups.connection_id = ${scope.connectionId}
            and scim_groups.display_name_key = any (${which.groupKeys}::text[]))`;
  const { rows } = await sql<{ account_id: string; role: Role; resource: JsonObject; group_keys: string[] }>`
    select scim_users.account_id, memberships.role, scim_users.resource, array(
      select scim_groups.display_name_key from team_members join scim_groups using (team_id)
      where team_members.account_id = scim_users.account_id
        and scim_groups.connection_id = scim_users.connection_id) as group_keys
    from scim_users
      join memberships on memberships.account_id = scim_users.account_id
        and memberships.organisation_id = scim_users.organisation_id
    where scim_users.connection_id = ${scope.connectionId} and scim_users.organisation_id = ${scope.organisationId}
      and scim_users.deleted_at is null and ${chosen}
    order by scim_users.account_id`.execute(trx);
  return rows.map((row) => ({
    accountId: row.account_id,
    role: row.role,
    resource: row.resource,
    groupKeys: row.group_keys,
  }));
}

/** The products that an account may use by its groups, each once. */
export async function listMappedProducts(
  db: Kysely<Database>,
  organisationId: string,
  accountId: string,
): Promise<string[]> {
  const { rows } = await sql<{ product: string }>`
    select distinct unnest(mapping.products) as product
    from team_members
      join scim_groups using (team_id)
      join provisioning_group_mappings as mapping
        on mapping.connection_id = scim_groups.connection_id and mapping.group_key = scim_groups.display_name_key
    where team_members.account_id = ${accountId} and mapping.organisation_id = ${organisationId}
    order by product`.execute(db);
  return rows.map((row) => row.product);
}

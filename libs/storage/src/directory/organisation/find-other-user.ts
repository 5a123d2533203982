import type { Kysely } from 'kysely';
import type { Database } from '../../database.ts';
import type { DirectoryScope } from '../users/scim-user.ts';

/** A managed account of the organisation that the asking connection does not provision. */
export interface OtherUser {
  readonly id: string;
  /** The connection that does; null for an account made by hand. */
  readonly connectionName: string | null;
}

/** Whose the account is, when it is one of the organisation's managed accounts and not the connection's; else null. */
export async function findOtherUser(
  db: Kysely<Database>,
  scope: DirectoryScope,
  id: string,
): Promise<OtherUser | null> {
  const row = await db
    .selectFrom('accounts')
    .leftJoin('scim_users', (join) =>
      join.onRef('scim_users.account_id', '=', 'accounts.id').on('scim_users.deleted_at', 'is', null),
    )
    .leftJoin('connections', 'connections.id', 'scim_users.connection_id')
    .where('accounts.id', '=', id)
    .where('accounts.managed_by', '=', scope.organisationId)
    .where('accounts.state', '<>', 'deleted')
    .where('scim_users.connection_id', 'is distinct from', scope.connectionId)
    .select(['accounts.id', 'connections.name'])
    .executeTakeFirst();
  return row === undefined ? null : { id: row.id, connectionName: row.name };
}

/** The User of another connection of the organisation that bears the name, or null. */
export async function findOtherUserByName(
  db: Kysely<Database>,
  scope: DirectoryScope,
  userNameKey: string,
): Promise<OtherUser | null> {
  const row = await db
    .selectFrom('connections')
    .innerJoin('scim_users', 'scim_users.connection_id', 'connections.id')
    .where('connections.organisation_id', '=', scope.organisationId)
    .where('connections.id', '<>', scope.connectionId)
    .where('scim_users.user_name_key', '=', userNameKey)
    .where('scim_users.deleted_at', 'is', null)
    .select(['scim_users.account_id', 'connections.name'])
    .executeTakeFirst();
  return row === undefined ? null : { id: row.account_id, connectionName: row.name };
}

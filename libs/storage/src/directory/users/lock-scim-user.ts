import type { Transaction } from 'kysely';
import type { Database } from '../../database.ts';
import { fixedStatement } from '../../postgres/fixed-statement.ts';
import type { DirectoryScope, LockedScimUser } from './scim-user.ts';
import { toUserWithAccount, type UserWithAccountRow, userWithAccountColumns } from './user-with-account.ts';

type Row = UserWithAccountRow & { scim_deleted_at: Date | null };

/**
 * `memberships` and `accounts` come first, as in `lockMember`: who locks the same rows in another order waits in a
 * circle. `no key update` lets rows that only refer to the account (team members) be written meanwhile.
 */
const locking = `
  select ${userWithAccountColumns}, scim_users.deleted_at as scim_deleted_at
  from memberships
    join accounts on accounts.id = memberships.account_id
    join scim_users on scim_users.account_id = accounts.id and scim_users.organisation_id = memberships.organisation_id
  where memberships.organisation_id = $1 and scim_users.connection_id = $2`;
const lockById = fixedStatement<Row>(`${locking} and memberships.account_id = $3 for no key update`);
const lockByName = fixedStatement<Row>(`${locking} and scim_users.user_name_key = $3 for no key update`);

/** The User and its account, locked until the transaction ends; null when the connection has no such live User. */
export async function lockScimUser(
  trx: Transaction<Database>,
  scope: DirectoryScope,
  id: string,
): Promise<LockedScimUser | null> {
  const [row] = await lockById(trx, [scope.organisationId, scope.connectionId, id]);
  return row === undefined || row.scim_deleted_at !== null ? null : toLocked(row);
}

/** Who bears the name in this connection, the deleted included: re-creation revives them. */
export async function lockScimUserByName(
  trx: Transaction<Database>,
  scope: DirectoryScope,
  userNameKey: string,
): Promise<LockedScimUser | null> {
  const [row] = await lockByName(trx, [scope.organisationId, scope.connectionId, userNameKey]);
  return row === undefined ? null : toLocked(row);
}

function toLocked(row: Row): LockedScimUser {
  return { ...toUserWithAccount(row), deletedAt: row.scim_deleted_at };
}

import type { Kysely } from 'kysely';
import type { Database } from '../../database.ts';
import { fixedStatement } from '../../postgres/fixed-statement.ts';
import type { DirectoryScope, ScimUserView } from './scim-user.ts';
import { groupsOfUser, type ScimUserRow, toScimUserView, userColumns } from './user-columns.ts';

const live = `where scim_users.account_id = $1 and scim_users.connection_id = $2 and scim_users.organisation_id = $3
    and scim_users.deleted_at is null`;
const withGroups = fixedStatement<ScimUserRow>(`
  select ${userColumns}, ${groupsOfUser} as groups from scim_users ${live}`);
const withoutGroups = fixedStatement<ScimUserRow>(`
  select ${userColumns}, null as groups from scim_users ${live}`);

/** One User of the connection, or null. `id` must be a UUID. One statement: this is what providers ask all day. */
export async function findScimUser(
  db: Kysely<Database>,
  scope: DirectoryScope,
  id: string,
  options: { groups: boolean },
): Promise<ScimUserView | null> {
  const select = options.groups ? withGroups : withoutGroups;
  const [row] = await select(db, [id, scope.connectionId, scope.organisationId]);
  return row === undefined ? null : toScimUserView(row);
}

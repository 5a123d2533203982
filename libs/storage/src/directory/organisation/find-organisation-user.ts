import type { Kysely } from 'kysely';
import type { Database } from '../../database.ts';
import { fixedStatement } from '../../postgres/fixed-statement.ts';
import type { DirectoryScope, ScimUserView } from '../users/scim-user.ts';
import {
  type OrganisationUserRow,
  organisationUserColumns,
  organisationUsers,
  toOrganisationUser,
} from './organisation-users.ts';

/** One User of the organisation, or null, for a connection that may read them all. `id` must be a UUID. */
export async function findOrganisationUser(
  db: Kysely<Database>,
  scope: DirectoryScope,
  id: string,
  options: { groups: boolean },
): Promise<ScimUserView | null> {
  const select = options.groups ? withGroups : withoutGroups;
  const [row] = await select(db, [id, scope.organisationId]);
  return row === undefined ? null : toOrganisationUser(row, scope);
}

const withGroups = selectOne({ groups: true });
const withoutGroups = selectOne({ groups: false });

function selectOne(options: { groups: boolean }) {
  return fixedStatement<OrganisationUserRow>(`select ${organisationUserColumns(options)} from ${organisationUsers}
    where memberships.account_id = $1 and memberships.organisation_id = $2 and accounts.state <> 'deleted'`);
}

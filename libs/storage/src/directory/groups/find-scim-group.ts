import type { Kysely } from 'kysely';
import type { Database } from '../../database.ts';
import { fixedStatement } from '../../postgres/fixed-statement.ts';
import type { DirectoryScope } from '../users/scim-user.ts';
import { groupColumns, membersOfGroup, type ScimGroupViewRow, toScimGroupView } from './group-columns.ts';
import type { ScimGroupView } from './scim-group.ts';

const source = `from scim_groups join teams on teams.id = scim_groups.team_id
  where scim_groups.team_id = $1 and scim_groups.connection_id = $2 and scim_groups.organisation_id = $3`;
const withMembers = fixedStatement<ScimGroupViewRow>(`select ${groupColumns}, ${membersOfGroup} as members ${source}`);
const withoutMembers = fixedStatement<ScimGroupViewRow>(`select ${groupColumns}, null as members ${source}`);

/** One Group of the connection, or null. `id` must be a UUID. */
export async function findScimGroup(
  db: Kysely<Database>,
  scope: DirectoryScope,
  id: string,
  options: { members: boolean },
): Promise<ScimGroupView | null> {
  const select = options.members ? withMembers : withoutMembers;
  const [row] = await select(db, [id, scope.connectionId, scope.organisationId]);
  return row === undefined ? null : toScimGroupView(row);
}

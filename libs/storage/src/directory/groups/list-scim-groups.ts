import { type Kysely, sql } from 'kysely';
import type { Database } from '../../database.ts';
import { groupShape } from '../filter/group-shape.ts';
import type { Page, PageRequest } from '../page/page-request.ts';
import { selectPage } from '../page/select-page.ts';
import { walkOf } from '../page/walk.ts';
import { countOfResources } from '../resource-counts.ts';
import type { DirectoryScope } from '../users/scim-user.ts';
import { groupColumns, membersOfGroup, type ScimGroupViewRow, toScimGroupView } from './group-columns.ts';
import type { ScimGroupView } from './scim-group.ts';

/** A page of the connection's Groups. */
export async function listScimGroups(
  db: Kysely<Database>,
  scope: DirectoryScope,
  request: PageRequest,
  options: { members: boolean },
): Promise<Page<ScimGroupView>> {
  const id = sql<string>`scim_groups.team_id`;
  const page = await selectPage<ScimGroupViewRow>(
    db,
    {
      table: sql`scim_groups`,
      id,
      scope: sql`scim_groups.connection_id = ${scope.connectionId}
        and scim_groups.organisation_id = ${scope.organisationId}`,
      walk: walkOf('scim_groups', id, scope),
      live: sql`scim_groups.version > 0`,
      shape: groupShape(request.baseUrl),
      joins: sql`join teams on teams.id = scim_groups.team_id`,
      columns: sql`${sql.raw(groupColumns)}, ${sql.raw(options.members ? membersOfGroup : 'null::json')} as members`,
      countAll: countOfResources(scope, 'Group'),
    },
    request,
  );
  return { ...page, resources: page.resources.map(toScimGroupView) };
}

import { type Kysely, sql } from 'kysely';
import type { Database } from '../../database.ts';
import { userShape } from '../filter/user-shape.ts';
import type { Page, PageRequest } from '../page/page-request.ts';
import { selectPage } from '../page/select-page.ts';
import { countResources } from '../resource-counts.ts';
import type { DirectoryScope, ScimUserView } from './scim-user.ts';
import { groupsOfUser, type ScimUserRow, toScimUserView, userColumns } from './user-columns.ts';

/** A page of the connection's Users. */
export async function listScimUsers(
  db: Kysely<Database>,
  scope: DirectoryScope,
  request: PageRequest,
  options: { groups: boolean },
): Promise<Page<ScimUserView>> {
  const page = await selectPage<ScimUserRow>(
    db,
    {
      table: sql`scim_users`,
      id: sql`scim_users.account_id`,
      scope: sql`scim_users.connection_id = ${scope.connectionId} and scim_users.organisation_id = ${scope.organisationId}`,
      live: sql`scim_users.deleted_at is null`,
      shape: userShape,
      columns: sql`${sql.raw(userColumns)}, ${sql.raw(options.groups ? groupsOfUser : 'null::json')} as groups`,
      countAll: (connection) => countResources(connection, scope, 'User'),
    },
    request,
  );
  return { ...page, resources: page.resources.map(toScimUserView) };
}

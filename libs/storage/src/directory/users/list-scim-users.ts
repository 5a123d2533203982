import { type Kysely, sql } from 'kysely';
import type { Database } from '../../database.ts';
import type { Page, PageRequest } from '../page/page-request.ts';
import { selectPage } from '../page/select-page.ts';
import type { DirectoryScope, ScimUserView } from './scim-user.ts';
import { groupsOfUser, type ScimUserRow, toScimUserView, userColumns } from './user-columns.ts';
import { userSource } from './user-source.ts';

/** A page of the connection's Users. */
export async function listScimUsers(
  db: Kysely<Database>,
  scope: DirectoryScope,
  request: PageRequest,
  options: { groups: boolean },
): Promise<Page<ScimUserView>> {
  const groups = sql.raw(options.groups ? groupsOfUser : 'null::json');
  const page = await selectPage<ScimUserRow>(
    db,
    { ...userSource(scope, request.baseUrl), columns: sql`${sql.raw(userColumns)}, ${groups} as groups` },
    request,
  );
  return { ...page, resources: page.resources.map(toScimUserView) };
}

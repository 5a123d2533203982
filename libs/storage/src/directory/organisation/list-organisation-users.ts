import { type Kysely, sql } from 'kysely';
import type { Database } from '../../database.ts';
import type { Page, PageRequest } from '../page/page-request.ts';
import { selectPage } from '../page/select-page.ts';
import type { DirectoryScope, ScimUserView } from '../users/scim-user.ts';
import { organisationUserShape } from './organisation-user-shape.ts';
import {
  type OrganisationUserRow,
  organisationUserColumns,
  organisationUsers,
  toOrganisationUser,
} from './organisation-users.ts';

/** A page of the organisation's Users, for a connection that may read them all. */
export async function listOrganisationUsers(
  db: Kysely<Database>,
  scope: DirectoryScope,
  request: PageRequest,
  options: { groups: boolean },
): Promise<Page<ScimUserView>> {
  const page = await selectPage<OrganisationUserRow>(
    db,
    {
      table: sql.raw(organisationUsers),
      id: sql`memberships.account_id`,
      scope: sql`memberships.organisation_id = ${scope.organisationId}`,
      live: sql`accounts.state <> 'deleted'`,
      shape: organisationUserShape(scope),
      columns: sql.raw(organisationUserColumns(options)),
      countAll: (connection) => countOrganisationUsers(connection, scope),
    },
    request,
  );
  return { ...page, resources: page.resources.map((row) => toOrganisationUser(row, scope)) };
}

/** Counted anew each time: who reads a whole organisation does so now and then, and every account would pay for a counter. */
async function countOrganisationUsers(db: Kysely<Database>, { organisationId }: DirectoryScope): Promise<number> {
  const { total } = await db
    .selectFrom('memberships')
    .innerJoin('accounts', 'accounts.id', 'memberships.account_id')
    .where('memberships.organisation_id', '=', organisationId)
    .where('accounts.managed_by', '=', organisationId)
    .where('accounts.state', '<>', 'deleted')
    .select(sql<number>`count(*)::int`.as('total'))
    .executeTakeFirstOrThrow();
  return total;
}

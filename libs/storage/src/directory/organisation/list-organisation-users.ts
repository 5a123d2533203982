import { type Kysely, type RawBuilder, sql } from 'kysely';
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
      shape: organisationUserShape(scope, request.baseUrl),
      columns: sql.raw(organisationUserColumns(options)),
      countAll: countOfOrganisation(scope),
    },
    request,
  );
  return { ...page, resources: page.resources.map((row) => toOrganisationUser(row, scope)) };
}

/** Counted anew each time: who reads a whole organisation does so now and then, and every account would pay for a counter. */
function countOfOrganisation({ organisationId }: DirectoryScope): RawBuilder<string> {
  return sql`(select count(*) from memberships as counted join accounts as account on account.id = counted.account_id
    where counted.organisation_id = ${organisationId} and account.managed_by = ${organisationId}
      and account.state <> 'deleted')`;
}

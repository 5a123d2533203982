import { sql } from 'kysely';
import { userShape } from '../filter/user-shape.ts';
import type { PageSource } from '../page/select-page.ts';
import { walkOf } from '../page/walk.ts';
import { changesOfResources, countOfResources } from '../resource-counts.ts';
import type { DirectoryScope } from './scim-user.ts';

/** Where pages of a connection's Users come from; the columns are the asker's. */
export function userSource(scope: DirectoryScope, baseUrl: string): Omit<PageSource<never>, 'columns'> {
  const { connectionId, organisationId } = scope;
  const id = sql<string>`scim_users.account_id`;
  return {
    table: sql`scim_users`,
    id,
    scope: sql`scim_users.connection_id = ${connectionId} and scim_users.organisation_id = ${organisationId}`,
    walk: walkOf('scim_users', id, scope),
    live: sql`scim_users.deleted_at is null`,
    shape: userShape(baseUrl),
    countAll: countOfResources(scope, 'User'),
    set: { name: `User ${connectionId}`, changes: changesOfResources(scope, 'User') },
  };
}

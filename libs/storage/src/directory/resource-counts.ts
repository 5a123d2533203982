import { type Kysely, sql } from 'kysely';
import type { Database } from '../database.ts';
import type { DirectoryScope } from './users/scim-user.ts';

/**
 * How many resources a connection has. Counting a hundred thousand rows for every page would cost more than the page;
 * one counter a connection would make every create wait for the one before. So the count is spread over slots, and a
 * writer takes the slot of its own database session. Exact, because it changes in the transaction that adds the row.
 */
export type CountedResource = 'User' | 'Group';

/** SQL that changes a counter by `change`. Always a statement's or transaction's last lock, so that none deadlock. */
export function countChange(connection: string, resourceType: CountedResource, change: 1 | -1): string {
  return `insert into scim_counts (connection_id, resource_type, slot, live)
    values (${connection}, '${resourceType}', pg_backend_pid() % 16, ${change})
    on conflict (connection_id, resource_type, slot) do update set live = scim_counts.live + ${change}`;
}

export async function countResources(
  db: Kysely<Database>,
  scope: DirectoryScope,
  resourceType: CountedResource,
): Promise<number> {
  const row = await db
    .selectFrom('scim_counts')
    .innerJoin('connections', 'connections.id', 'scim_counts.connection_id')
    .where('scim_counts.connection_id', '=', scope.connectionId)
    .where('connections.organisation_id', '=', scope.organisationId)
    .where('scim_counts.resource_type', '=', resourceType)
    .select(sql<string>`coalesce(sum(scim_counts.live), 0)`.as('live'))
    .executeTakeFirst();
  return Number(row?.live ?? 0);
}

import { type RawBuilder, sql } from 'kysely';
import type { DirectoryScope } from './users/scim-user.ts';

/**
 * How many resources a connection has. Counting a hundred thousand rows for every page would cost more than the page;
 * one counter a connection would make every create wait for the one before. So the count is spread over slots, and a
 * writer takes the slot of its own database session. Exact, because it changes in the transaction that adds the row.
 */
export type CountedResource = 'User' | 'Group';

/** SQL that changes a counter by `change`. Always a statement's or transaction's last lock, so that none deadlock. */
export function countChange(connection: string, resourceType: CountedResource, change: 1 | -1): string {
  return `insert into scim_counts (connection_id, resource_type, slot, live, changes)
    values (${connection}, '${resourceType}', pg_backend_pid() % 16, ${change}, 1)
    on conflict (connection_id, resource_type, slot) do update
      set live = scim_counts.live + ${change}, changes = scim_counts.changes + 1`;
}

/** SQL that adds one for each row of a relation of the statement that has a `connection_id`. The same about locks. */
export function countChanges(relation: string, resourceType: CountedResource): string {
  return `insert into scim_counts (connection_id, resource_type, slot, live, changes)
    select connection_id, '${resourceType}', pg_backend_pid() % 16, count(*), 1 from ${relation} group by connection_id
    on conflict (connection_id, resource_type, slot) do update
      set live = scim_counts.live + excluded.live, changes = scim_counts.changes + 1`;
}

/** SQL that adds the slots up: a scalar sub-query, a `bigint`. */
export function countOfResources(scope: DirectoryScope, resourceType: CountedResource): RawBuilder<string> {
  return sql<string>`(
    select coalesce(sum(scim_counts.live), 0)::bigint from scim_counts
    where scim_counts.connection_id = ${scope.connectionId} and scim_counts.resource_type = ${resourceType}
      and exists (select from connections where id = ${scope.connectionId} and organisation_id = ${scope.organisationId}))`;
}

/**
 * SQL for how often the set of resources has changed: as long as it is the same, so is the set. A scalar sub-query, a
 * `bigint`.
 */
export function changesOfResources(scope: DirectoryScope, resourceType: CountedResource): RawBuilder<string> {
  return sql<string>`(
    select coalesce(sum(scim_counts.changes), 0)::bigint from scim_counts
    where scim_counts.connection_id = ${scope.connectionId} and scim_counts.resource_type = ${resourceType})`;
}

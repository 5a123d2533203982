import { type RawBuilder, type SqlBool, sql } from 'kysely';
import type { DirectoryScope } from '../users/scim-user.ts';

/**
 * Bounds of a connection's own index, and the order in which it gives the rows between them. Told that the connection equals
 * a value, PostgreSQL leaves it out of the order, and may take the ids of everybody's rows instead, which come in the right
 * order too: it reads on until it has found enough of this connection's. Told a range of one, it can't. For pages without a
 * filter that begin at the beginning; told an id to begin with, it finds the place either way.
 */
export interface Walk {
  /** In place of the source's scope. */
  readonly scope: RawBuilder<SqlBool>;
  readonly order: RawBuilder<unknown>;
}

/** For a table with an index on (`connection_id`, `id`). */
export function walkOf(table: 'scim_users' | 'scim_groups', id: RawBuilder<string>, scope: DirectoryScope): Walk {
  const connection = sql.ref(`${table}.connection_id`);
  return {
    scope: sql`${connection} >= ${scope.connectionId}::uuid and ${connection} <= ${scope.connectionId}::uuid
      and ${sql.ref(`${table}.organisation_id`)} = ${scope.organisationId}`,
    order: sql`${connection}, ${id}`,
  };
}

import type { Kysely } from 'kysely';
import type { Database } from '../database.ts';
import type { DirectoryScope } from '../directory/users/scim-user.ts';

/** The names of the connection's people and groups among `ids`, as they are called now; who is gone has none. */
export async function listResourceNames(
  db: Kysely<Database>,
  { organisationId, connectionId }: DirectoryScope,
  ids: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  // Ids come from requests, and may be anything.
  const wanted = [...new Set(ids.filter((id) => uuid.test(id)))];
  if (wanted.length === 0) return new Map();
  const rows = await db
    .selectFrom('scim_users')
    .innerJoin('accounts', 'accounts.id', 'scim_users.account_id')
    .where('scim_users.organisation_id', '=', organisationId)
    .where('scim_users.connection_id', '=', connectionId)
    .where('scim_users.account_id', 'in', wanted)
    .select(['accounts.id', 'accounts.name'])
    .unionAll(
      db
        .selectFrom('teams')
        .where('teams.organisation_id', '=', organisationId)
        .where('teams.connection_id', '=', connectionId)
        .where('teams.id', 'in', wanted)
        .select(['teams.id', 'teams.name']),
    )
    .execute();
  return new Map(rows.map(({ id, name }) => [id, name]));
}

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

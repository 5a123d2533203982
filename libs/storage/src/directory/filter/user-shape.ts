import { sql } from 'kysely';
import { isCanonicalUuid, metaElement, type ResourceShape, reference } from './resource-shape.ts';

/** Where a User's attributes lie. `baseUrl` is that of the connection. Queries select from `scim_users`. */
export function userShape(baseUrl: string): ResourceShape {
  const location = {
    kind: 'address',
    column: sql<string>`scim_users.account_id`,
    prefix: `${baseUrl}/Users/`,
  } as const;
  return {
    document: sql`scim_users.matchable`,
    columns: {
      id: { kind: 'uuid', column: sql`scim_users.account_id` },
      userName: { kind: 'text', column: sql`scim_users.user_name_key`, indexed: true },
      externalId: { kind: 'text', column: sql`scim_users.external_id`, indexed: true },
      'meta.location': location,
      'meta.created': { kind: 'timestamp', column: sql`scim_users.created_at`, indexed: false },
      'meta.lastModified': { kind: 'timestamp', column: sql`scim_users.modified_at`, indexed: false },
    },
    indexedValues: {
      'emails.value': (value) => sql`scim_users.email_keys @> array[${value}]::text[]`,
      'groups.value': (value) =>
        isCanonicalUuid(value)
          ? sql`exists (select from team_members join scim_groups using (team_id)
            where team_members.account_id = scim_users.account_id and team_members.team_id = ${value}::uuid
              and scim_groups.connection_id = scim_users.connection_id)`
          : sql`false`,
    },
    elements: {
      meta: metaElement('scim_users', 'User', location),
      groups: sql`select jsonb_build_object('value', scim_groups.team_id, 'display', scim_groups.display_name_key,
        'type', 'direct', '$ref', ${reference(baseUrl, '/Groups', 'scim_groups.team_id')}) as element
      from team_members join scim_groups using (team_id)
      where team_members.account_id = scim_users.account_id and scim_groups.connection_id = scim_users.connection_id`,
    },
  };
}

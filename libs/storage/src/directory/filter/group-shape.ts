import { type RawBuilder, sql } from 'kysely';
import { isCanonicalUuid, metaElement, type ResourceShape, reference } from './resource-shape.ts';

/** Where a Group's attributes lie. `baseUrl` is that of the connection. Queries select from `scim_groups`. */
export function groupShape(baseUrl: string): ResourceShape {
  const location = { kind: 'address', column: sql<string>`scim_groups.team_id`, prefix: `${baseUrl}/Groups/` } as const;
  return {
    document: sql`scim_groups.matchable`,
    columns: {
      id: { kind: 'uuid', column: sql`scim_groups.team_id` },
      displayName: { kind: 'text', column: sql`scim_groups.display_name_key`, indexed: true },
      externalId: { kind: 'text', column: sql`scim_groups.external_id`, indexed: true },
      'meta.location': location,
      'meta.created': { kind: 'timestamp', column: sql`scim_groups.created_at`, indexed: false },
      'meta.lastModified': { kind: 'timestamp', column: sql`scim_groups.modified_at`, indexed: true },
    },
    indexedValues: {
      'members.value': (value) =>
        isCanonicalUuid(value)
          ? sql`scim_groups.team_id in (
            select team_id from team_members where account_id = ${value}::uuid
            union all select team_id from team_children where child_id = ${value}::uuid)`
          : sql`false`,
    },
    elements: {
      meta: metaElement('scim_groups', 'Group', location),
      members: groupMembers(baseUrl),
    },
  };
}

/** Each member of a group of the query, as one element. */
export function groupMembers(baseUrl: string): RawBuilder<unknown> {
  return sql`select jsonb_build_object('value', team_members.account_id, 'display', lower(accounts.name),
        'type', 'user', '$ref', ${reference(baseUrl, '/Users', 'team_members.account_id')}) as element
      from team_members join accounts on accounts.id = team_members.account_id
      where team_members.team_id = scim_groups.team_id
      union all
      select jsonb_build_object('value', child.team_id, 'display', child.display_name_key,
        'type', 'group', '$ref', ${reference(baseUrl, '/Groups', 'child.team_id')})
      from team_children join scim_groups as child on child.team_id = team_children.child_id
      where team_children.team_id = scim_groups.team_id`;
}

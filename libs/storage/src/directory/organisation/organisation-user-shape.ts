import { emailKey } from '@sekisho/domain';
import { type RawBuilder, sql } from 'kysely';
import { addressText, isCanonicalUuid, isoText, type ResourceShape, reference } from '../filter/resource-shape.ts';
import type { DirectoryScope } from '../users/scim-user.ts';
import { accountDocument, accountVersion, folded, foldedUserName } from './user-of-account.ts';

/**
 * Where the attributes of an organisation's Users lie. Queries select from `organisationUsers`. What has a column in
 * `scim_users` has none here, because a User may have no row there: all lies in the match document, and `eq` on what has
 * an index finds the few ids first.
 */
export function organisationUserShape(scope: DirectoryScope, baseUrl: string): ResourceShape {
  const location = {
    kind: 'address',
    column: sql<string>`memberships.account_id`,
    prefix: `${baseUrl}/Users/`,
  } as const;
  const isOwn = sql<boolean>`scim_users.connection_id = ${scope.connectionId}`;
  return {
    document: sql`case when scim_users.account_id is null then ${sql.raw(accountDocument)}
      when ${isOwn} then scim_users.matchable else scim_users.matchable - 'externalId' end`,
    columns: {
      id: { kind: 'uuid', column: sql`memberships.account_id` },
      'meta.location': location,
      'meta.created': { kind: 'timestamp', column: sql.raw<Date>(created), indexed: false },
      'meta.lastModified': { kind: 'timestamp', column: sql.raw<Date>(modified), indexed: false },
    },
    indexedValues: {
      userName: (value) => among`
        select named.account_id from connections join scim_users as named on named.connection_id = connections.id
        where connections.organisation_id = ${scope.organisationId} and named.user_name_key = ${value}
        union all ${unprovisioned(scope, value, foldedUserName('account'))}`,
      externalId: (value) => among`
        select named.account_id from scim_users as named
        where named.connection_id = ${scope.connectionId} and named.external_id = ${value}`,
      'emails.value': (value) => among`
        select named.account_id from scim_users as named
        where named.email_keys @> array[${value}]::text[] and named.organisation_id = ${scope.organisationId}
        union all ${unprovisioned(scope, value, folded('account.email'))}`,
      'groups.value': (value) =>
        isCanonicalUuid(value)
          ? sql`(${isOwn} and ${among`
              select team_members.account_id from team_members join scim_groups using (team_id)
              where team_members.team_id = ${value}::uuid and scim_groups.connection_id = ${scope.connectionId}`})`
          : sql`false`,
    },
    elements: {
      meta: sql`select jsonb_build_object(
        'resourceType', 'User',
        'location', ${addressText(location)},
        'created', ${sql.raw(isoText(created))},
        'lastModified', ${sql.raw(isoText(modified))},
        'version', 'W/"' || coalesce(scim_users.version, ${sql.raw(accountVersion)}) || '"') as element`,
      groups: sql`select jsonb_build_object('value', scim_groups.team_id, 'display', scim_groups.display_name_key,
          'type', 'direct', '$ref', ${reference(baseUrl, '/Groups', 'scim_groups.team_id')}) as element
        from team_members join scim_groups using (team_id)
        where team_members.account_id = scim_users.account_id and ${isOwn}
          and scim_groups.connection_id = ${scope.connectionId}`,
    },
  };
}

const created = 'coalesce(scim_users.created_at, accounts.created_at)';
const modified = 'coalesce(scim_users.modified_at, accounts.updated_at)';

function among(parts: TemplateStringsArray, ...values: readonly unknown[]): RawBuilder<boolean> {
  return sql<boolean>`memberships.account_id in (${sql(parts, ...values)})`;
}

/**
 * The accounts that nobody provisions and whose `text` is `value`. An index finds them by the form in which addresses
 * are unique; where the rule about addresses is waived accounts have none, and the organisation's are looked through.
 */
function unprovisioned({ organisationId }: DirectoryScope, value: string, text: string): RawBuilder<unknown> {
  const accounts = sql`select account.id from accounts as account
    where account.managed_by = ${organisationId} and account.state <> 'deleted' and ${sql.raw(text)} = ${value}
      and not exists (select from scim_users as view where view.account_id = account.id and view.deleted_at is null)`;
  return sql`${accounts} and account.email_key = ${emailKey(value)}
    union all ${accounts} and account.email_key is null
      and (select email_domain_rule from organisations where id = ${organisationId}) = 'waived'`;
}

import type { JsonObject } from '@sekisho/provider-kit';
import { type TextPieces, userTextRenderer } from '@sekisho/scim-core';
import { type RawBuilder, sql } from 'kysely';
import type { GroupOfUser, ScimUserView } from './scim-user.ts';

/** What a User is read from. */
export interface ScimUserRow {
  account_id: string;
  resource: JsonObject;
  version: number;
  created_at: Date;
  modified_at: Date;
  groups: readonly GroupOfUser[] | null;
}

export const userColumns =
  'scim_users.account_id, scim_users.resource, scim_users.version, scim_users.created_at, scim_users.modified_at';

/**
 * The direct groups of the row of `scim_users` at hand, as JSON; null when there are none. Only groups of the same
 * connection: teams that administrators keep by hand are not the provider's business. `offset 0` keeps the planner from
 * turning the join round: a person is in few groups, a connection may have thousands.
 */
export const groupsOfUser = `(
  select json_agg(json_build_object('id', team.id, 'displayName', team.name) order by team.id)
  from team_members cross join lateral (
    select teams.id, teams.name from teams
    where teams.id = team_members.team_id and teams.connection_id = scim_users.connection_id
    offset 0) as team
  where team_members.account_id = scim_users.account_id)`;

/**
 * The same for all rows of a page at once: a relation of `page_id` and `groups`, without those who are in none. Hundreds of
 * sub-queries that find nothing cost more than the page. Nobody is looked up in a connection that never had a group.
 */
export function groupsOfPage(connectionId: string): RawBuilder<unknown> {
  return sql`
    select page.page_id,
      json_agg(json_build_object('id', team.id, 'displayName', team.name) order by team.id) as groups
    from page
      cross join lateral (select team_id from team_members where account_id = page.page_id offset 0) as membership
      cross join lateral (
        select id, name from teams where id = membership.team_id and connection_id = ${connectionId} offset 0) as team
    where exists (select from scim_counts where connection_id = ${connectionId} and resource_type = 'Group')
    group by page.page_id`;
}

/** A User whose attributes are to go out as they are stored: nothing of it is parsed. */
export interface UserTextRow {
  schemas: string;
  attributes: string;
  version: number;
  /** Seconds since 1970: cheaper to read than a timestamp, on both sides. */
  created: number;
  modified: number;
  groups: readonly GroupOfUser[] | null;
}

export const userTextColumns = `scim_users.schemas, scim_users.resource::text as attributes, scim_users.version,
  date_part('epoch', scim_users.created_at) as created, date_part('epoch', scim_users.modified_at) as modified`;

/** The rows as a reply shows them, in JSON. */
export function toUserTexts<Row extends UserTextRow>(
  rows: readonly Row[],
  idOf: (row: Row) => string,
  baseUrl: string,
): TextPieces[] {
  const render = userTextRenderer(baseUrl);
  return rows.map((row) =>
    render({
      id: idOf(row),
      schemas: row.schemas,
      attributes: row.attributes,
      version: row.version,
      createdAt: new Date(Math.round(row.created * 1000)),
      modifiedAt: new Date(Math.round(row.modified * 1000)),
      groups: row.groups === null ? null : row.groups.map((group) => ({ id: group.id, display: group.displayName })),
    }),
  );
}

export function toScimUserView(row: ScimUserRow): ScimUserView {
  return {
    id: row.account_id,
    resource: row.resource,
    version: row.version,
    createdAt: row.created_at,
    modifiedAt: row.modified_at,
    groups: row.groups ?? [],
  };
}

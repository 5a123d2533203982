import type { JsonObject } from '@sekisho/provider-kit';
import type { GroupMember, ScimGroup, ScimGroupView } from './scim-group.ts';

/** What a Group is read from. */
export interface ScimGroupRow {
  team_id: string;
  name: string;
  resource: JsonObject;
  version: number;
  created_at: Date;
  modified_at: Date;
}

export interface ScimGroupViewRow extends ScimGroupRow {
  members: readonly GroupMember[] | null;
}

/** Reads from `scim_groups` joined with `teams`. */
export const groupColumns = `scim_groups.team_id, teams.name, scim_groups.resource, scim_groups.version,
  scim_groups.created_at, scim_groups.modified_at`;

/** As many as a page holds. */
const few = 100;
const hasFewMembers = `${countOf('team_members')} + ${countOf('team_children')} <= ${few}`;

/** Stops counting one behind few. */
function countOf(table: string): string {
  return `(select count(*) from (
    select from ${table} where team_id = scim_groups.team_id limit ${few + 1}) as some_members)`;
}

/**
 * A few members are looked up one by one, which `offset 0` makes sure of. A plan that is made once for groups of every
 * size takes each for an average one: where one group has everybody in it, it reads everybody to find the ten of another.
 */
const lookedUp = membersFrom(
  `team_members cross join lateral (${people('scim_users.account_id = team_members.account_id')} offset 0) as person`,
);
const joined = membersFrom(`team_members join (${people('true')}) as person on person.id = team_members.account_id`);

/**
 * The direct members of the row of `scim_groups` at hand that the connection provisions, as JSON. Whom an administrator
 * added to the team by hand is not the provider's business: it neither sees nor removes them.
 */
export const membersOfGroup = `case when ${hasFewMembers} then ${lookedUp} else ${joined} end`;

/** The same while they are no more than a hundred; else null, without reading them. */
export const fewMembersOfGroup = `case when ${hasFewMembers} then ${lookedUp} end`;

/** The Users of the connection of the row of `scim_groups` at hand. */
function people(condition: string): string {
  return `select accounts.id, accounts.name from scim_users join accounts on accounts.id = scim_users.account_id
    where ${condition} and scim_users.connection_id = scim_groups.connection_id and scim_users.deleted_at is null`;
}

function membersFrom(persons: string): string {
  return `coalesce((
  select json_agg(json_build_object('id', member.id, 'type', member.type, 'display', member.display) order by member.id)
  from (
    select person.id, 'User' as type, person.name as display
    from ${persons}
    where team_members.team_id = scim_groups.team_id
    union all
    select child.id, 'Group', child.name
    from team_children join teams as child on child.id = team_children.child_id
    where team_children.team_id = scim_groups.team_id) as member), '[]'::json)`;
}

export function toScimGroup(row: ScimGroupRow): ScimGroup {
  return {
    id: row.team_id,
    displayName: row.name,
    resource: row.resource,
    version: row.version,
    createdAt: row.created_at,
    modifiedAt: row.modified_at,
  };
}

export function toScimGroupView(row: ScimGroupViewRow): ScimGroupView {
  return { ...toScimGroup(row), members: row.members };
}

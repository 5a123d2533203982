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

/**
 * The direct members of the row of `scim_groups` at hand that the connection provisions, as JSON. Whom an administrator
 * added to the team by hand is not the provider's business: it neither sees nor removes them.
 */
export const membersOfGroup = `coalesce((
  select json_agg(json_build_object('id', member.id, 'type', member.type, 'display', member.display) order by member.id)
  from (
    select accounts.id, 'User' as type, accounts.name as display
    from team_members
      join scim_users on scim_users.account_id = team_members.account_id
        and scim_users.connection_id = scim_groups.connection_id and scim_users.deleted_at is null
      join accounts on accounts.id = team_members.account_id
    where team_members.team_id = scim_groups.team_id
    union all
    select child.id, 'Group', child.name
    from team_children join teams as child on child.id = team_children.child_id
    where team_children.team_id = scim_groups.team_id) as member), '[]'::json)`;

/** Whether the row of `scim_groups` at hand has no more than so many rows of members. Stops counting behind them. */
export function hasFewMembers(atMost: string): string {
  const some = (table: string) => `(select count(*) from (
    select from ${table} where team_id = scim_groups.team_id limit ${atMost} + 1) as some_members)`;
  return `${some('team_members')} + ${some('team_children')} <= ${atMost}`;
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

import type { Filter } from '@sekisho/scim-core';
import { sql, type Transaction } from 'kysely';
import type { Database } from '../../database.ts';
import { fixedStatement } from '../../postgres/fixed-statement.ts';
import { compileElementFilter } from '../filter/compile-filter.ts';
import { groupMembers } from '../filter/group-shape.ts';
import type { DirectoryScope } from '../users/scim-user.ts';
import { fewMembersOfGroup, membersOfGroup, type ScimGroupViewRow } from './group-columns.ts';
import type { GroupMember } from './scim-group.ts';

/**
 * Who is in a Group, changed by difference: a row is added or removed, nothing is read whole and written back. The
 * caller holds the group's lock. Each function says what it really changed, because that is what the audit log records.
 */

/** A member whose row was added or removed. */
export interface ChangedMember {
  readonly id: string;
  readonly type: 'User' | 'Group';
  /** For the audit log: the name, and the address where there is one. */
  readonly label: string;
}

export interface AddedMembers {
  /** Those who were not members before. */
  readonly added: readonly ChangedMember[];
  /** Ids that name no live User and no Group of this connection. */
  readonly unknown: readonly string[];
}

interface AddedRow {
  id: string;
  label: string;
  added: boolean;
}

/** Adds Users, and Groups as nested ones. Ids must be UUIDs. An id that leads back to the group itself is unknown. */
export async function addGroupMembers(
  trx: Transaction<Database>,
  scope: DirectoryScope,
  groupId: string,
  ids: readonly string[],
  now: Date,
): Promise<AddedMembers> {
  if (ids.length === 0) return { added: [], unknown: [] };
  const users = await addUsers(trx, [groupId, scope.organisationId, scope.connectionId, ids, now]);
  const found = new Set(users.map((row) => row.id));
  const rest = ids.filter((id) => !found.has(id));
  const groups =
    rest.length === 0 ? [] : await addGroups(trx, [groupId, scope.organisationId, scope.connectionId, rest, now]);
  for (const row of groups) found.add(row.id);
  return {
    added: [...changed(users, 'User'), ...changed(groups, 'Group')],
    unknown: rest.filter((id) => !found.has(id)),
  };
}

/**
 * `for share` makes a deletion of the User wait, so that it removes this membership too. Who was added is looked up by
 * `in`, which hashes; a join of two lists whose length the planner can't know compares each with each.
 */
const addUsers = fixedStatement<AddedRow>(`
  with known as (
    select account_id from scim_users
    where account_id = any ($4::uuid[]) and connection_id = $3 and organisation_id = $2 and deleted_at is null
    order by account_id
    for share),
  added as (
    insert into team_members (team_id, account_id, organisation_id, added_at)
    select $1::uuid, account_id, $2::text, $5::timestamptz from known
    on conflict do nothing
    returning account_id)
  select accounts.id, ${accountLabel()} as label, accounts.id in (select account_id from added) as added
  from known join accounts on accounts.id = known.account_id`);

const addGroups = fixedStatement<AddedRow>(`
  with recursive ancestor (id) as (
    select $1::uuid
    union
    select team_children.team_id from team_children join ancestor on team_children.child_id = ancestor.id),
  known as (
    select team_id from scim_groups
    where team_id = any ($4::uuid[]) and connection_id = $3 and organisation_id = $2
      and team_id not in (select id from ancestor)),
  added as (
    insert into team_children (team_id, child_id, organisation_id, added_at)
    select $1::uuid, team_id, $2::text, $5::timestamptz from known
    on conflict do nothing
    returning child_id)
  select teams.id, teams.name as label, teams.id in (select child_id from added) as added
  from known join teams on teams.id = known.team_id`);

/** Removes the members named; those who are none are passed over. */
export async function removeGroupMembers(
  trx: Transaction<Database>,
  scope: DirectoryScope,
  groupId: string,
  ids: readonly string[],
): Promise<readonly ChangedMember[]> {
  return ids.length === 0 ? [] : remove(trx, removeNamed, [groupId, scope.connectionId, ids]);
}

/** Removes everybody but those named: what replacing the whole list comes to, after the named have been added. */
export async function keepGroupMembers(
  trx: Transaction<Database>,
  scope: DirectoryScope,
  groupId: string,
  ids: readonly string[],
): Promise<readonly ChangedMember[]> {
  return remove(trx, removeOthers, [groupId, scope.connectionId, ids]);
}

interface RemovedRow {
  id: string;
  label: string;
  type: 'User' | 'Group';
}

/** Only whom the connection provisions: a team's members that administrators added by hand stay. */
function removal(condition: (id: string) => string): string {
  return `
  with removed as (
    delete from team_members using scim_users
    where team_members.team_id = $1 and ${condition('team_members.account_id')}
      and scim_users.account_id = team_members.account_id and scim_users.connection_id = $2
    returning team_members.account_id),
  removed_group as (
    delete from team_children where team_id = $1 and ${condition('child_id')} returning child_id)
  select accounts.id, ${accountLabel()} as label, 'User' as type
  from removed join accounts on accounts.id = removed.account_id
  union all
  select teams.id, teams.name, 'Group' from removed_group join teams on teams.id = removed_group.child_id`;
}

const removeNamed = fixedStatement<RemovedRow>(removal((id) => `${id} = any ($3::uuid[])`));
const removeOthers = fixedStatement<RemovedRow>(removal((id) => `not ${id} = any ($3::uuid[])`));

async function remove(
  trx: Transaction<Database>,
  statement: typeof removeNamed,
  parameters: readonly unknown[],
): Promise<readonly ChangedMember[]> {
  const rows = await statement(trx, parameters);
  return rows.map(({ id, label, type }) => ({ id, label, type }));
}

/** Removes everybody, whoever added them: the team is about to be deleted. */
export async function emptyTeam(
  trx: Transaction<Database>,
  scope: DirectoryScope,
  groupId: string,
): Promise<readonly ChangedMember[]> {
  return remove(trx, removeAll, [groupId, scope.organisationId]);
}

const removeAll = fixedStatement<RemovedRow>(`
  with removed as (
    delete from team_members where team_id = $1 and organisation_id = $2 returning account_id),
  removed_group as (
    delete from team_children where team_id = $1 and organisation_id = $2 returning child_id)
  select accounts.id, ${accountLabel()} as label, 'User' as type
  from removed join accounts on accounts.id = removed.account_id
  union all
  select teams.id, teams.name, 'Group' from removed_group join teams on teams.id = removed_group.child_id`);

/** The members of a Group; `few`: null when they are more than a hundred, which is found out without reading them. */
export async function findGroupMembers(
  trx: Transaction<Database>,
  scope: DirectoryScope,
  groupId: string,
  which: 'few' | 'all',
): Promise<readonly GroupMember[] | null> {
  const [row] = await (which === 'few' ? selectFew : selectAll)(trx, [groupId, scope.connectionId]);
  return row?.members ?? null;
}

const selectFew = selectMembers(fewMembersOfGroup);
const selectAll = selectMembers(membersOfGroup);

function selectMembers(members: string) {
  return fixedStatement<Pick<ScimGroupViewRow, 'members'>>(`
  select ${members} as members from scim_groups where team_id = $1 and connection_id = $2`);
}

/** The members whose `value`, `display`, `type` and `$ref` satisfy a filter: what a PATCH's `members[…]` selects. */
export async function findGroupMembersWhere(
  trx: Transaction<Database>,
  scope: DirectoryScope,
  groupId: string,
  { filter, baseUrl }: { readonly filter: Filter; readonly baseUrl: string },
): Promise<readonly string[]> {
  const { rows } = await sql<{ id: string }>`
    select computed.element ->> 'value' as id
    from scim_groups, lateral (${groupMembers(baseUrl)}) as computed
    where scim_groups.team_id = ${groupId} and scim_groups.connection_id = ${scope.connectionId}
      and ${compileElementFilter(sql`computed.element`, filter)}`.execute(trx);
  return rows.map((row) => row.id);
}

/** A group that a User was taken out of. */
export interface LeftGroup {
  readonly id: string;
  readonly name: string;
}

/**
 * Takes a User out of every group of its connection, because it is deleted. The groups change by it, so their versions
 * move on. The caller holds the User's lock.
 */
export async function leaveAllGroups(
  trx: Transaction<Database>,
  scope: DirectoryScope,
  userId: string,
  now: Date,
): Promise<readonly LeftGroup[]> {
  return leaveAll(trx, [userId, scope.connectionId, now]);
}

const leaveAll = fixedStatement<LeftGroup>(`
  with removed as (
    delete from team_members using teams
    where team_members.account_id = $1 and teams.id = team_members.team_id and teams.connection_id = $2
    returning teams.id, teams.name),
  touched as (
    update scim_groups set version = version + 1, modified_at = $3
    where team_id in (select id from removed))
  select id, name from removed order by id`);

function changed(rows: readonly AddedRow[], type: ChangedMember['type']): ChangedMember[] {
  return rows.filter((row) => row.added).map(({ id, label }) => ({ id, label, type }));
}

function accountLabel(): string {
  return `case when accounts.email is null then accounts.name else accounts.name || ' (' || accounts.email || ')' end`;
}

import type { AuditEvent } from '@sekisho/audit-events';
import type { JsonObject } from '@sekisho/provider-kit';
import type { Transaction } from 'kysely';
import type { Database } from '../../database.ts';
import { appendEvents } from '../../outbox/append-statement.ts';
import { finalStatement, fixedStatement } from '../../postgres/fixed-statement.ts';
import { countChange } from '../resource-counts.ts';
import type { DirectoryScope } from '../users/scim-user.ts';
import { groupColumns, type ScimGroupRow, toScimGroup } from './group-columns.ts';
import type { ScimGroup, ScimGroupRecord } from './scim-group.ts';

/** The Group, locked until the transaction ends: changes of one group queue here, so that none is lost. */
export async function lockScimGroup(
  trx: Transaction<Database>,
  scope: DirectoryScope,
  id: string,
): Promise<ScimGroup | null> {
  const [row] = await lock(trx, [id, scope.connectionId, scope.organisationId]);
  return row === undefined ? null : toScimGroup(row);
}

/** `no key update`: rows that only refer to the group, its members, can be read and written by foreign keys. */
const lock = fixedStatement<ScimGroupRow>(`
  select ${groupColumns}
  from scim_groups join teams on teams.id = scim_groups.team_id
  where scim_groups.team_id = $1 and scim_groups.connection_id = $2 and scim_groups.organisation_id = $3
  for no key update`);

/** Writes a new team and its SCIM view. A taken name surfaces as PostgreSQL's unique violation. */
export async function insertScimGroup(
  trx: Transaction<Database>,
  scope: DirectoryScope,
  group: ScimGroupRecord,
): Promise<void> {
  await insert(trx, [
    group.id,
    scope.organisationId,
    scope.connectionId,
    group.displayName,
    group.displayNameKey,
    group.createdAt,
    group.externalId,
    JSON.stringify(group.resource),
    JSON.stringify(group.matchable),
    group.version,
    group.teamNameKey,
  ]);
}

const insert = fixedStatement<never>(`
  with team as (
    insert into teams (id, organisation_id, name, name_key, connection_id, created_at, updated_at)
    values ($1, $2, $4, $11, $3, $6, $6)),
  scim_group as (
    insert into scim_groups (team_id, organisation_id, connection_id, display_name_key, external_id, resource,
      matchable, version, created_at, modified_at)
    values ($1, $2, $3, $5, $7, $8, $9, $10, $6, $6))
  ${countChange('$3', 'Group', 1)}`);

/** Writes a changed Group, whose row the caller has locked, and the events of the whole change. */
export async function updateScimGroup(
  trx: Transaction<Database>,
  scope: DirectoryScope,
  group: ScimGroupRecord,
  events: readonly AuditEvent[],
): Promise<void> {
  await update(trx, [
    group.id,
    scope.organisationId,
    scope.connectionId,
    group.displayName,
    group.displayNameKey,
    group.modifiedAt,
    group.externalId,
    JSON.stringify(group.resource),
    JSON.stringify(group.matchable),
    group.version,
    JSON.stringify(events),
    group.teamNameKey,
  ]);
}

const update = fixedStatement<never>(`
  with team as (
    update teams set name = $4, name_key = $12, updated_at = $6
    where id = $1 and organisation_id = $2 and name is distinct from $4),
  scim_group as (
    update scim_groups set display_name_key = $5, external_id = $7, resource = $8, matchable = $9, version = $10,
      modified_at = $6
    where team_id = $1 and connection_id = $3)
  ${appendEvents('$11', '$6')}`);

/**
 * Marks a locked Group as changed when only its members did, and commits: nothing of the document is rewritten, and the
 * statement is the transaction's last.
 */
export async function commitTouchedGroup(
  trx: Transaction<Database>,
  scope: DirectoryScope,
  group: Pick<ScimGroup, 'id' | 'version' | 'modifiedAt'>,
  events: readonly AuditEvent[],
): Promise<void> {
  await touch(trx, [group.id, scope.connectionId, group.version, group.modifiedAt, JSON.stringify(events)]);
}

const touch = finalStatement(`
  with scim_group as (
    update scim_groups set version = $3, modified_at = $4 where team_id = $1 and connection_id = $2)
  ${appendEvents('$5', '$4')}`);

/** Deletes a locked Group and its team, whose members the caller has removed. Groups that it was in change by it. */
export async function deleteScimGroup(
  trx: Transaction<Database>,
  scope: DirectoryScope,
  id: string,
  now: Date,
): Promise<void> {
  await remove(trx, [id, scope.organisationId, scope.connectionId, now]);
}

const remove = fixedStatement<never>(`
  with parent as (
    update scim_groups set version = version + 1, modified_at = $4
    where connection_id = $3 and team_id in (select team_id from team_children where child_id = $1)),
  team as (delete from teams where id = $1 and organisation_id = $2 and connection_id = $3)
  ${countChange('$3', 'Group', -1)}`);

/** The Group that bears the name in this connection, or null. */
export async function findScimGroupByName(
  trx: Transaction<Database>,
  scope: DirectoryScope,
  displayNameKey: string,
): Promise<{ readonly id: string; readonly resource: JsonObject } | null> {
  const row = await trx
    .selectFrom('scim_groups')
    .where('organisation_id', '=', scope.organisationId)
    .where('connection_id', '=', scope.connectionId)
    .where('display_name_key', '=', displayNameKey)
    .select(['team_id', 'resource'])
    .executeTakeFirst();
  return row === undefined ? null : { id: row.team_id, resource: row.resource };
}

import type { Kysely } from 'kysely';
import type { Database } from '../../database.ts';
import { roleColumns } from '../../members/members.ts';
import { appendEventsOf } from '../../outbox/append-statement.ts';
import { fixedStatement } from '../../postgres/fixed-statement.ts';
import { countChanges } from '../resource-counts.ts';
import { type WrittenUser, writtenFields, writtenTypes } from './written-user.ts';

/** A new User of a connection, with the account behind it. */
export interface NewScimUser extends WrittenUser {
  readonly connectionId: string;
}

/**
 * Writes new managed accounts, their memberships, their SCIM views and the audit events in one statement, which is one
 * transaction and one round trip: an initial cycle of a large company is made of these. A name or address that is taken
 * surfaces as PostgreSQL's unique violation, with nothing written.
 */
export async function insertScimUsers(db: Kysely<Database>, created: readonly NewScimUser[]): Promise<void> {
  await insert(db, [JSON.stringify(created.map(rowOf))]);
}

function rowOf(created: NewScimUser) {
  const { connectionId, member } = created;
  return {
    ...writtenFields(created),
    organisation_id: member.organisationId,
    connection_id: connectionId,
    state: member.state,
    ...roleColumns(member),
    created_at: member.createdAt,
  };
}

const insert = fixedStatement<never>(`
  with created as materialized (
    select * from json_to_recordset($1::json) as created (
      ${writtenTypes}, organisation_id text, connection_id uuid, state text, role text, is_idp_administrator boolean,
      is_audit_log_administrator boolean, is_inviter boolean, created_at timestamptz)),
  account as (
    insert into accounts (id, kind, state, managed_by, email, email_key, name, language, time_zone, unique_id,
      created_at, updated_at)
    select id, 'managed', state, organisation_id, email, email_key, name, language, time_zone, unique_id, created_at,
      created_at
    from created),
  membership as (
    insert into memberships (organisation_id, account_id, role, is_idp_administrator, is_audit_log_administrator,
      is_inviter, joined_at)
    select organisation_id, id, role, is_idp_administrator, is_audit_log_administrator, is_inviter, created_at
    from created),
  scim_user as (
    insert into scim_users (account_id, organisation_id, connection_id, user_name_key, external_id, email_keys, schemas,
      resource, matchable, version, created_at, modified_at)
    select id, organisation_id, connection_id, user_name_key, external_id, email_keys, schemas, resource, matchable,
      version, created_at, created_at
    from created),
  event as (${appendEventsOf('created', 'created.events', 'created.created_at')})
  ${countChanges('created', 'User')}`);

import type { Kysely } from 'kysely';
import type { Database } from '../../database.ts';
import { appendEventsOf } from '../../outbox/append-statement.ts';
import { maximumBatch } from '../../postgres/batch-size.ts';
import { fixedStatement } from '../../postgres/fixed-statement.ts';
import type { DirectoryScope, SeenScimUser } from './scim-user.ts';
import { type WrittenUser, writtenFields, writtenTypes } from './written-user.ts';

/** What becomes of a User whose role, privileges and state stay as they are. */
export interface SeenUserChange extends WrittenUser {
  readonly scope: DirectoryScope;
  readonly seen: SeenScimUser;
}

/**
 * Writes changes to Users that were seen without a lock: account, SCIM view and audit events in one statement, which is
 * one transaction and one round trip. Of each, whether it was written: not, when somebody has changed a row since it was
 * seen, is about to, or when the same User stands before it in the list. It waits for no row that another holds.
 */
export async function updateSeenUsers(db: Kysely<Database>, changes: readonly SeenUserChange[]): Promise<boolean[]> {
  const first = new Map<string, SeenUserChange>();
  for (const change of changes) if (!first.has(change.user.id)) first.set(change.user.id, change);
  const rows = await update(db, [JSON.stringify([...first.values()].map(rowOf))]);
  const written = new Set(rows.map((row) => row.id));
  return changes.map((change) => written.has(change.user.id) && first.get(change.user.id) === change);
}

function rowOf(change: SeenUserChange) {
  const { scope, seen, member, user } = change;
  return {
    ...writtenFields(change),
    organisation_id: scope.organisationId,
    connection_id: scope.connectionId,
    account_version: seen.rows.account,
    scim_version: seen.rows.scimUser,
    // A telephone number is no field of the account: then only the SCIM view is another one.
    changes_account: member !== seen.member,
    modified_at: user.modifiedAt,
  };
}

/**
 * The limit is there for the planner, which would expect a hundred rows and read whole tables for them. `offset 0`: one
 * index look-up a row. Whom somebody else holds is skipped; in a circle of those who wait this statement is never a part.
 * Who is locked stays where it is, so the updates go there by `ctid`: by the id, a small table would be read as a whole.
 */
const update = fixedStatement<{ id: string }>(`
  with changed as (
    select * from json_to_recordset($1::json) as changed (
      ${writtenTypes}, organisation_id text, connection_id uuid, account_version text, scim_version text,
      changes_account boolean, modified_at timestamptz)
    limit ${maximumBatch}),
  seen as materialized (
    select changed.*, latest.* from changed cross join lateral (
      select accounts.ctid as account_row, scim_users.ctid as scim_user_row
      from accounts join scim_users on scim_users.account_id = accounts.id
      where accounts.id = changed.id and accounts.managed_by = changed.organisation_id
        and accounts.xmin = changed.account_version::xid
        and scim_users.organisation_id = changed.organisation_id and scim_users.connection_id = changed.connection_id
        and scim_users.xmin = changed.scim_version::xid
      offset 0
      for no key update of accounts, scim_users skip locked) as latest),
  account as (
    update accounts set email = seen.email, email_key = seen.email_key, name = seen.name, language = seen.language,
      time_zone = seen.time_zone, unique_id = seen.unique_id, updated_at = seen.modified_at
    from seen where accounts.ctid = seen.account_row and seen.changes_account),
  scim_user as (
    update scim_users set user_name_key = seen.user_name_key, external_id = seen.external_id,
      email_keys = seen.email_keys, schemas = seen.schemas, resource = seen.resource, matchable = seen.matchable,
      version = seen.version, modified_at = seen.modified_at
    from seen where scim_users.ctid = seen.scim_user_row),
  event as (${appendEventsOf('seen', 'seen.events', 'seen.modified_at')})
  select id from seen`);

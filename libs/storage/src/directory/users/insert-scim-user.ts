import type { AuditEvent } from '@sekisho/audit-events';
import type { Member, Organisation } from '@sekisho/domain';
import type { Kysely } from 'kysely';
import type { Database } from '../../database.ts';
import { accountColumns, roleColumns } from '../../members/members.ts';
import { appendEvents } from '../../outbox/append-statement.ts';
import { fixedStatement } from '../../postgres/fixed-statement.ts';
import { countChange } from '../resource-counts.ts';
import type { ScimUserRecord } from './scim-user.ts';

/**
 * Writes a new managed account, its membership, its SCIM view and the audit events in one statement, which is one
 * transaction and one round trip: an initial cycle of a large company is made of these. A name or address that is
 * taken surfaces as PostgreSQL's unique violation, with nothing written.
 */
export async function insertScimUser(
  db: Kysely<Database>,
  organisation: Pick<Organisation, 'emailDomainRule'>,
  connectionId: string,
  created: { readonly member: Member; readonly user: ScimUserRecord; readonly events: readonly AuditEvent[] },
): Promise<void> {
  const { member, user, events } = created;
  const account = accountColumns(organisation, member);
  const role = roleColumns(member);
  await insert(db, [
    member.id,
    member.organisationId,
    connectionId,
    account.state,
    account.email,
    account.email_key,
    account.name,
    account.language,
    account.time_zone,
    account.unique_id,
    member.createdAt,
    role.role,
    role.is_idp_administrator,
    role.is_audit_log_administrator,
    role.is_inviter,
    user.userNameKey,
    user.externalId,
    user.emailKeys,
    JSON.stringify(user.resource),
    JSON.stringify(user.matchable),
    user.version,
    JSON.stringify(events),
    user.schemas,
  ]);
}

const insert = fixedStatement<never>(`
  with account as (
    insert into accounts (id, kind, state, managed_by, email, email_key, name, language, time_zone, unique_id,
      created_at, updated_at)
    values ($1, 'managed', $4, $2, $5, $6, $7, $8, $9, $10, $11, $11)),
  membership as (
    insert into memberships (organisation_id, account_id, role, is_idp_administrator, is_audit_log_administrator,
      is_inviter, joined_at)
    values ($2, $1, $12, $13, $14, $15, $11)),
  scim_user as (
    insert into scim_users (account_id, organisation_id, connection_id, user_name_key, external_id, email_keys,
      resource, matchable, version, created_at, modified_at, schemas)
    values ($1, $2, $3, $16, $17, $18, $19, $20, $21, $11, $11, $23)),
  event as (${appendEvents('$22', '$11')})
  ${countChange('$3', 'User', 1)}`);

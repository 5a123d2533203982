import type { AuditEvent } from '@sekisho/audit-events';
import { isInUse, type Member, type Organisation } from '@sekisho/domain';
import type { Transaction } from 'kysely';
import type { Database } from '../../database.ts';
import { accountColumns, roleColumns } from '../../members/members.ts';
import { appendEvents } from '../../outbox/append-statement.ts';
import { finalStatement } from '../../postgres/fixed-statement.ts';
import { countChange } from '../resource-counts.ts';
import type { DirectoryScope, LockedScimUser, ScimUserRecord } from './scim-user.ts';

/** A changed User: the whole new state, and the events that explain it. `deletedAt` null means it is there (again). */
export interface ScimUserChange {
  readonly member: Member;
  readonly user: ScimUserRecord;
  readonly deletedAt: Date | null;
  readonly events: readonly AuditEvent[];
}

/**
 * Writes a change to a User whose rows the caller has locked, and commits: account, role, SCIM view and audit events in
 * one statement, the transaction's last. An account that leaves use loses its sessions with it.
 */
export async function commitScimUser(
  trx: Transaction<Database>,
  organisation: Pick<Organisation, 'emailDomainRule'>,
  scope: DirectoryScope,
  before: LockedScimUser,
  change: ScimUserChange,
): Promise<void> {
  const { member, user } = change;
  // A telephone number is no field of the account: then only the SCIM view is another one.
  if (member === before.member && change.deletedAt === before.deletedAt) return commitDocument(trx, scope, change);
  const account = accountColumns(organisation, member);
  const role = roleColumns(member);
  const statement = statementFor({
    endsSessions: isInUse(before.member) && !isInUse(member),
    count: Number(change.deletedAt === null) - Number(before.deletedAt === null),
  });
  await statement(trx, [
    member.id,
    scope.organisationId,
    scope.connectionId,
    account.state,
    account.email,
    account.email_key,
    account.name,
    account.language,
    account.time_zone,
    account.unique_id,
    account.updated_at,
    account.deleted_at,
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
    user.createdAt,
    user.modifiedAt,
    change.deletedAt,
    JSON.stringify(change.events),
    user.schemas,
  ]);
}

async function commitDocument(
  trx: Transaction<Database>,
  scope: DirectoryScope,
  { user, events }: ScimUserChange,
): Promise<void> {
  await documentStatement(trx, [
    user.id,
    scope.connectionId,
    user.userNameKey,
    user.externalId,
    user.emailKeys,
    JSON.stringify(user.resource),
    JSON.stringify(user.matchable),
    user.version,
    user.modifiedAt,
    user.schemas,
    JSON.stringify(events),
  ]);
}

const documentStatement = finalStatement(`
  with scim_user as (
    update scim_users set user_name_key = $3, external_id = $4, email_keys = $5, resource = $6, matchable = $7,
      version = $8, modified_at = $9, schemas = $10
    where account_id = $1 and connection_id = $2)
  ${appendEvents('$11', '$9')}`);

interface Variant {
  readonly endsSessions: boolean;
  /** By how much the number of the connection's Users changes: 1, 0 or -1. */
  readonly count: number;
}

function buildStatement(variant: Variant) {
  const events = appendEvents('$26', '$11');
  const count = variant.count === 0 ? null : countChange('$3', 'User', variant.count > 0 ? 1 : -1);
  return finalStatement(`
  with account as (
    update accounts set state = $4, email = $5, email_key = $6, name = $7, language = $8, time_zone = $9,
      unique_id = $10, updated_at = $11, deleted_at = $12
    where id = $1 and managed_by = $2),
  membership as (
    update memberships set role = $13, is_idp_administrator = $14, is_audit_log_administrator = $15, is_inviter = $16
    where organisation_id = $2 and account_id = $1
      and (role, is_idp_administrator, is_audit_log_administrator, is_inviter) is distinct from ($13, $14, $15, $16)),
  ${variant.endsSessions ? 'session as (delete from sessions where account_id = $1),' : ''}
  ${count === null ? '' : `event as (${events}),`}
  scim_user as (
    update scim_users set user_name_key = $17, external_id = $18, email_keys = $19, resource = $20, matchable = $21,
      version = $22, created_at = $23, modified_at = $24, deleted_at = $25, schemas = $27
    where account_id = $1 and connection_id = $3)
  ${count ?? events}`);
}

const built = new Map<string, ReturnType<typeof buildStatement>>();

function statementFor(variant: Variant) {
  const name = JSON.stringify(variant);
  const known = built.get(name);
  if (known !== undefined) return known;
  const statement = buildStatement(variant);
  built.set(name, statement);
  return statement;
}

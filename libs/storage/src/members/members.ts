import {
  type Account,
  emailKey,
  holdsProtectedRole,
  type Language,
  type Member,
  type Organisation,
  type Privilege,
  type RoleHolders,
  unlimitedHolders,
} from '@sekisho/domain';
import { type Kysely, type Selectable, sql, type Transaction } from 'kysely';
import type { AccountsTable, Database, MembershipsTable } from '../database.ts';

/**
 * Accounts as one organisation sees them. Every query takes the organisation; an account of another organisation is
 * simply not there. Deleted accounts are not members, except to {@link lockMember} with `includeDeleted`, which
 * re-creation needs.
 */

type MemberRow = Selectable<AccountsTable> &
  Pick<
    Selectable<MembershipsTable>,
    'organisation_id' | 'role' | 'is_idp_administrator' | 'is_audit_log_administrator' | 'is_inviter'
  >;

const membershipColumns = [
  'memberships.organisation_id',
  'memberships.role',
  'memberships.is_idp_administrator',
  'memberships.is_audit_log_administrator',
  'memberships.is_inviter',
] as const;

/** Accounts joined with their membership of `organisationId`: the base of every query for members. */
export function selectMembers(db: Kysely<Database>, organisationId: string) {
  return db
    .selectFrom('memberships')
    .innerJoin('accounts', 'accounts.id', 'memberships.account_id')
    .where('memberships.organisation_id', '=', organisationId)
    .selectAll('accounts')
    .select(membershipColumns);
}

export async function findMember(
  db: Kysely<Database>,
  organisationId: string,
  accountId: string,
): Promise<Member | null> {
  const row = await selectMembers(db, organisationId)
    .where('accounts.id', '=', accountId)
    .where('accounts.state', '<>', 'deleted')
    .executeTakeFirst();
  return row === undefined ? null : toMember(row);
}

/** Who may read the audit log now: the accounts in use with its privilege. */
export async function listAuditLogAdministrators(db: Kysely<Database>, organisationId: string): Promise<Member[]> {
  const rows = await selectMembers(db, organisationId)
    .where('accounts.state', '=', 'active')
    .where('memberships.is_audit_log_administrator', '=', true)
    .orderBy('accounts.id')
    .execute();
  return rows.map(toMember);
}

/** The language of the organisation's member who signs in with an address; null when nobody does. */
export async function findMemberLanguage(
  db: Kysely<Database>,
  organisationId: string,
  address: string,
): Promise<Language | null> {
  const row = await selectMembers(db, organisationId)
    .where('accounts.email_key', '=', emailKey(address))
    .where('accounts.state', '<>', 'deleted')
    .executeTakeFirst();
  return row?.language ?? null;
}

/** The member with its rows locked until the transaction ends, so that concurrent changes queue behind this one. */
export async function lockMember(
  trx: Transaction<Database>,
  organisationId: string,
  accountId: string,
  options: { includeDeleted?: boolean } = {},
): Promise<Member | null> {
  const row = await selectMembers(trx, organisationId)
    .where('accounts.id', '=', accountId)
    .$if(options.includeDeleted !== true, (query) => query.where('accounts.state', '<>', 'deleted'))
    .forUpdate()
    .executeTakeFirst();
  return row === undefined ? null : toMember(row);
}

/**
 * How many accounts in use hold the protected roles. Locks the organisation's row first: two administrators demoting
 * each other at once must not both count two. `for no key update`: rows that only refer to the organisation don't wait.
 */
export async function lockRoleHolders(trx: Transaction<Database>, organisationId: string): Promise<RoleHolders> {
  await trx.selectFrom('organisations').select('id').where('id', '=', organisationId).forNoKeyUpdate().execute();
  const row = await trx
    .selectFrom('memberships')
    .innerJoin('accounts', 'accounts.id', 'memberships.account_id')
    .where('memberships.organisation_id', '=', organisationId)
    .where('accounts.state', 'in', ['invited', 'active'])
    .where((eb) =>
      eb.or([
        eb('memberships.role', 'in', ['owner', 'administrator']),
        eb('memberships.is_audit_log_administrator', '=', true),
      ]),
    )
    .select([
      sql<number>`(count(*) filter (where memberships.role in ('owner', 'administrator')))::int`.as('administrators'),
      sql<number>`(count(*) filter (where memberships.is_audit_log_administrator))::int`.as('auditLogAdministrators'),
    ])
    .executeTakeFirstOrThrow();
  return row;
}

/** The addresses of administrators who may sign in, the longest there first. */
export async function listAdministratorAddresses(
  db: Kysely<Database>,
  organisationId: string,
  limit: number,
): Promise<string[]> {
  const rows = await db
    .selectFrom('memberships')
    .innerJoin('accounts', 'accounts.id', 'memberships.account_id')
    .where('memberships.organisation_id', '=', organisationId)
    .where('memberships.role', 'in', ['owner', 'administrator'])
    .where('accounts.state', '=', 'active')
    .where('accounts.email', 'is not', null)
    .orderBy('accounts.created_at')
    .orderBy('accounts.id')
    .limit(limit)
    .select('accounts.email')
    .execute();
  return rows.flatMap(({ email }) => email ?? []);
}

/**
 * Role holders for a decision about `member`: counted under the lock only when the member holds a protected role,
 * because nobody else's change can leave one unheld.
 */
export async function roleHoldersFor(trx: Transaction<Database>, member: Member): Promise<RoleHolders> {
  if (!holdsProtectedRole(member)) return unlimitedHolders;
  return lockRoleHolders(trx, member.organisationId);
}

/** Writes a new account and its membership. A taken e-mail address surfaces as PostgreSQL's unique violation. */
export async function insertMember(
  trx: Transaction<Database>,
  organisation: Pick<Organisation, 'emailDomainRule'>,
  member: Member,
): Promise<void> {
  await trx
    .insertInto('accounts')
    .values({ id: member.id, created_at: member.createdAt, ...accountColumns(organisation, member) })
    .execute();
  await trx
    .insertInto('memberships')
    .values({
      organisation_id: member.organisationId,
      account_id: member.id,
      joined_at: member.createdAt,
      ...roleColumns(member),
    })
    .execute();
}

/** Writes the account's and the membership's changeable columns. The caller holds the lock. */
export async function updateMember(
  trx: Transaction<Database>,
  organisation: Pick<Organisation, 'emailDomainRule'>,
  member: Member,
): Promise<void> {
  await trx.updateTable('accounts').set(accountColumns(organisation, member)).where('id', '=', member.id).execute();
  await trx
    .updateTable('memberships')
    .set(roleColumns(member))
    .where('organisation_id', '=', member.organisationId)
    .where('account_id', '=', member.id)
    .execute();
}

/** Makes an existing personal account a member of one more organisation. */
export async function insertMembership(trx: Transaction<Database>, member: Member, joinedAt: Date): Promise<void> {
  await trx
    .insertInto('memberships')
    .values({
      organisation_id: member.organisationId,
      account_id: member.id,
      joined_at: joinedAt,
      ...roleColumns(member),
    })
    .execute();
}

/** Takes a personal account out of an organisation. */
export async function deleteMembership(
  trx: Transaction<Database>,
  organisationId: string,
  accountId: string,
): Promise<void> {
  await trx
    .deleteFrom('memberships')
    .where('organisation_id', '=', organisationId)
    .where('account_id', '=', accountId)
    .execute();
}

/** The account that signs in with an address, by its folded form, whatever organisation it is in. Deleted ones don't. */
export async function findAccountByEmail(db: Kysely<Database>, email: string): Promise<Account | null> {
  const row = await db
    .selectFrom('accounts')
    .selectAll()
    .where('email_key', '=', emailKey(email))
    .where('state', '<>', 'deleted')
    .executeTakeFirst();
  return row === undefined ? null : toAccount(row);
}

/** The columns of `accounts` that a member's state decides. */
export function accountColumns(organisation: Pick<Organisation, 'emailDomainRule'>, member: Member) {
  // A personal account is the person's own: it signs in whatever one of its organisations has been waived.
  const signsIn = member.kind === 'personal' || organisation.emailDomainRule === 'verified';
  return {
    kind: member.kind,
    state: member.state,
    managed_by: member.managedBy,
    email: member.email,
    email_key: signsIn && member.email !== null ? emailKey(member.email) : null,
    name: member.name,
    language: member.language,
    time_zone: member.timeZone,
    unique_id: member.uniqueId,
    updated_at: member.updatedAt,
    deleted_at: member.state === 'deleted' ? member.updatedAt : null,
  };
}

/** The columns of `memberships` that a member's role and privileges decide. */
export function roleColumns(member: Pick<Member, 'role' | 'privileges'>) {
  return {
    role: member.role,
    is_idp_administrator: member.privileges.includes('idp-administrator'),
    is_audit_log_administrator: member.privileges.includes('audit-log-administrator'),
    is_inviter: member.privileges.includes('inviter'),
  };
}

export function toMember(row: MemberRow): Member {
  const privileges: Privilege[] = [];
  if (row.is_idp_administrator) privileges.push('idp-administrator');
  if (row.is_audit_log_administrator) privileges.push('audit-log-administrator');
  if (row.is_inviter) privileges.push('inviter');
  return { ...toAccount(row), organisationId: row.organisation_id, role: row.role, privileges };
}

function toAccount(row: Selectable<AccountsTable>): Account {
  return {
    id: row.id,
    kind: row.kind,
    state: row.state,
    managedBy: row.managed_by,
    email: row.email,
    name: row.name,
    language: row.language,
    timeZone: row.time_zone,
    uniqueId: row.unique_id,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  };
}

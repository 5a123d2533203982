import type { AccountKind, AccountState, Member, Privilege, Role } from '@sekisho/domain';
import { type Kysely, sql } from 'kysely';
import type { Database } from '../database.ts';
import { selectMembers, toMember } from './members.ts';
import { containing } from './text-search.ts';

/** Which members, in which order, from where. Every filter narrows; absent ones don't. */
export interface MemberQuery {
  readonly organisationId: string;
  /** Part of name, e-mail address or unique id, without regard to case. */
  readonly text?: string | undefined;
  readonly kind?: AccountKind | undefined;
  readonly state?: Exclude<AccountState, 'deleted'> | undefined;
  readonly role?: Role | undefined;
  readonly privilege?: Privilege | undefined;
  readonly teamId?: string | undefined;
  readonly sort: MemberSort;
  readonly order: 'asc' | 'desc';
  readonly limit: number;
  readonly offset: number;
}

export type MemberSort = 'name' | 'email' | 'role' | 'state' | 'createdAt' | 'updatedAt';

/** A member, and whether an identity provider keeps the account up to date. */
export type ListedMember = Member & { readonly provisioned: boolean };

/** One page of members, and how many match in all. Deleted accounts are not members. */
export async function listMembers(
  db: Kysely<Database>,
  query: MemberQuery,
): Promise<{ items: ListedMember[]; total: number }> {
  const rows = await matchingMembers(db, query)
    .select((eb) =>
      eb
        .exists(
          eb
            .selectFrom('scim_users')
            .whereRef('scim_users.account_id', '=', 'accounts.id')
            .where('scim_users.deleted_at', 'is', null)
            .select(sql`1`.as('one')),
        )
        .as('provisioned'),
    )
    .orderBy(sortExpression(query.sort), query.order)
    .orderBy('accounts.id')
    .limit(query.limit)
    .offset(query.offset)
    .execute();
  const { total } = await matchingMembers(db, query)
    .clearSelect()
    .select(sql<number>`count(*)::int`.as('total'))
    .executeTakeFirstOrThrow();
  return { items: rows.map((row) => ({ ...toMember(row), provisioned: Boolean(row.provisioned) })), total };
}

/** How an identity provider knows a member. */
export interface ProvisioningLink {
  readonly connectionId: string;
  readonly connectionName: string;
  readonly providerId: string;
  readonly externalId: string | null;
  readonly modifiedAt: Date;
}

export async function findProvisioningLink(
  db: Kysely<Database>,
  organisationId: string,
  accountId: string,
): Promise<ProvisioningLink | null> {
  const row = await db
    .selectFrom('scim_users')
    .innerJoin('connections', 'connections.id', 'scim_users.connection_id')
    .where('scim_users.organisation_id', '=', organisationId)
    .where('scim_users.account_id', '=', accountId)
    .where('scim_users.deleted_at', 'is', null)
    .select([
      'connections.id as connectionId',
      'connections.name as connectionName',
      'connections.provider_id as providerId',
      'scim_users.external_id as externalId',
      'scim_users.modified_at as modifiedAt',
    ])
    .executeTakeFirst();
  return row ?? null;
}

/** How many managed accounts an organisation has, on one e-mail domain where given. Deleted ones don't count. */
export async function countManagedAccounts(
  db: Kysely<Database>,
  organisationId: string,
  emailDomain?: string,
): Promise<number> {
  const { total } = await db
    .selectFrom('accounts')
    .where('managed_by', '=', organisationId)
    .where('state', '<>', 'deleted')
    .$if(emailDomain !== undefined, (query) => query.where('email', 'ilike', `%@${emailDomain ?? ''}`))
    .select(sql<number>`count(*)::int`.as('total'))
    .executeTakeFirstOrThrow();
  return total;
}

function matchingMembers(db: Kysely<Database>, query: MemberQuery) {
  let members = selectMembers(db, query.organisationId).where('accounts.state', '<>', 'deleted');
  if (query.text !== undefined && query.text !== '') {
    const pattern = containing(query.text);
    members = members.where((eb) =>
      eb.or([
        eb('accounts.name', 'ilike', pattern),
        eb('accounts.email', 'ilike', pattern),
        eb('accounts.unique_id', 'ilike', pattern),
      ]),
    );
  }
  if (query.kind !== undefined) members = members.where('accounts.kind', '=', query.kind);
  if (query.state !== undefined) members = members.where('accounts.state', '=', query.state);
  if (query.role !== undefined) members = members.where('memberships.role', '=', query.role);
  if (query.privilege !== undefined) members = members.where(privilegeColumns[query.privilege], '=', true);
  if (query.teamId !== undefined) {
    const teamId = query.teamId;
    members = members.where((eb) =>
      eb.exists(
        eb
          .selectFrom('team_members')
          .where('team_members.team_id', '=', teamId)
          .where('team_members.organisation_id', '=', query.organisationId)
          .whereRef('team_members.account_id', '=', 'accounts.id')
          .select(sql`1`.as('one')),
      ),
    );
  }
  return members;
}

const privilegeColumns = {
  'idp-administrator': 'memberships.is_idp_administrator',
  'audit-log-administrator': 'memberships.is_audit_log_administrator',
  inviter: 'memberships.is_inviter',
} as const satisfies Record<Privilege, string>;

function sortExpression(sort: MemberSort) {
  switch (sort) {
    case 'name':
      return sql`accounts.name`;
    case 'email':
      return sql`accounts.email`;
    case 'role':
      return sql`array_position(array['owner', 'administrator', 'member', 'guest'], memberships.role)`;
    case 'state':
      return sql`array_position(array['active', 'invited', 'deactivated'], accounts.state)`;
    case 'createdAt':
      return sql`accounts.created_at`;
    case 'updatedAt':
      return sql`accounts.updated_at`;
  }
}

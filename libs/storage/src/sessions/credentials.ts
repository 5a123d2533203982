import type { Organisation } from '@sekisho/domain';
import type { Kysely, Transaction } from 'kysely';
import type { Database } from '../database.ts';
import { toOrganisation } from '../organisations/organisations.ts';

/** Passwords and the links to set one. Only hashes are stored, of either. */

/** The account that signs in with an address, whatever its state, and its password hash if it has one. */
export async function findSignInAccount(
  db: Kysely<Database>,
  emailKey: string,
): Promise<{ accountId: string; passwordHash: string | null } | null> {
  const row = await db
    .selectFrom('accounts')
    .leftJoin('credentials', 'credentials.account_id', 'accounts.id')
    .where('accounts.email_key', '=', emailKey)
    .where('accounts.state', '<>', 'deleted')
    .select(['accounts.id', 'credentials.password_hash'])
    .executeTakeFirst();
  return row === undefined ? null : { accountId: row.id, passwordHash: row.password_hash };
}

/** The organisations an account belongs to, the one joined first in front. Deleted organisations are not there. */
export async function listOrganisationsOf(db: Kysely<Database>, accountId: string): Promise<Organisation[]> {
  const rows = await db
    .selectFrom('memberships')
    .innerJoin('organisations', 'organisations.id', 'memberships.organisation_id')
    .where('memberships.account_id', '=', accountId)
    .where('organisations.deleted_at', 'is', null)
    .orderBy('memberships.joined_at')
    .orderBy('organisations.id')
    .selectAll('organisations')
    .execute();
  return rows.map(toOrganisation);
}

export async function findPasswordHash(db: Kysely<Database>, accountId: string): Promise<string | null> {
  const row = await db
    .selectFrom('credentials')
    .select('password_hash')
    .where('account_id', '=', accountId)
    .executeTakeFirst();
  return row?.password_hash ?? null;
}

/** Sets the password (argon2id, PHC string) and withdraws the account's password link. */
export async function writePasswordHash(
  trx: Transaction<Database>,
  accountId: string,
  passwordHash: string,
  now: Date,
): Promise<void> {
  await trx
    .insertInto('credentials')
    .values({ account_id: accountId, password_hash: passwordHash, updated_at: now })
    .onConflict((conflict) =>
      conflict.column('account_id').doUpdateSet({ password_hash: passwordHash, updated_at: now }),
    )
    .execute();
  await trx.deleteFrom('password_links').where('account_id', '=', accountId).execute();
}

/** Stores a link to set a password. A new one replaces the account's earlier one. */
export async function writePasswordLink(
  trx: Transaction<Database>,
  link: { tokenHash: Buffer; organisationId: string; accountId: string; createdAt: Date; expiresAt: Date },
): Promise<void> {
  const columns = { token_hash: link.tokenHash, created_at: link.createdAt, expires_at: link.expiresAt };
  await trx
    .insertInto('password_links')
    .values({ ...columns, organisation_id: link.organisationId, account_id: link.accountId })
    .onConflict((conflict) =>
      conflict.column('account_id').doUpdateSet({ ...columns, organisation_id: link.organisationId }),
    )
    .execute();
}

/** Whose password a link sets, its row locked: a link works once. */
export async function lockPasswordLink(
  trx: Transaction<Database>,
  tokenHash: Buffer,
  now: Date,
): Promise<{ organisationId: string; accountId: string } | null> {
  const row = await trx
    .selectFrom('password_links')
    .where('token_hash', '=', tokenHash)
    .where('expires_at', '>', now)
    .select(['organisation_id', 'account_id'])
    .forUpdate()
    .executeTakeFirst();
  return row === undefined ? null : { organisationId: row.organisation_id, accountId: row.account_id };
}

import type { EmailDomain } from '@sekisho/domain';
import type { Kysely, Transaction } from 'kysely';
import type { Database } from '../database.ts';
import { toEmailDomain } from './organisations.ts';

/** Adds a domain. Returns false when the organisation has it already. */
export async function insertEmailDomain(
  trx: Transaction<Database>,
  domain: EmailDomain,
  createdAt: Date,
): Promise<boolean> {
  const result = await trx
    .insertInto('email_domains')
    .values({
      organisation_id: domain.organisationId,
      name: domain.name,
      challenge: domain.challenge,
      created_at: createdAt,
      ...verificationColumns(domain),
    })
    .onConflict((conflict) => conflict.columns(['organisation_id', 'name']).doNothing())
    .executeTakeFirst();
  return result.numInsertedOrUpdatedRows === 1n;
}

export async function findEmailDomain(
  db: Kysely<Database>,
  organisationId: string,
  name: string,
): Promise<EmailDomain | null> {
  const row = await db
    .selectFrom('email_domains')
    .selectAll()
    .where('organisation_id', '=', organisationId)
    .where('name', '=', name)
    .executeTakeFirst();
  return row === undefined ? null : toEmailDomain(row);
}

export async function lockEmailDomain(
  trx: Transaction<Database>,
  organisationId: string,
  name: string,
): Promise<EmailDomain | null> {
  const row = await trx
    .selectFrom('email_domains')
    .selectAll()
    .where('organisation_id', '=', organisationId)
    .where('name', '=', name)
    .forUpdate()
    .executeTakeFirst();
  return row === undefined ? null : toEmailDomain(row);
}

/** Writes what a look at DNS changes. A domain that another organisation holds surfaces as a violation of `email_domains_held`. */
export async function updateEmailDomain(trx: Transaction<Database>, domain: EmailDomain): Promise<void> {
  await trx
    .updateTable('email_domains')
    .set(verificationColumns(domain))
    .where('organisation_id', '=', domain.organisationId)
    .where('name', '=', domain.name)
    .execute();
}

export async function deleteEmailDomain(
  trx: Transaction<Database>,
  organisationId: string,
  name: string,
): Promise<void> {
  await trx
    .deleteFrom('email_domains')
    .where('organisation_id', '=', organisationId)
    .where('name', '=', name)
    .execute();
}

/** Domains once proven that were last looked at before `before`, of all organisations, longest ago first. */
export async function listEmailDomainsToCheck(
  db: Kysely<Database>,
  before: Date,
  limit: number,
): Promise<EmailDomain[]> {
  const rows = await db
    .selectFrom('email_domains')
    .innerJoin('organisations', 'organisations.id', 'email_domains.organisation_id')
    .selectAll('email_domains')
    .where('email_domains.state', '<>', 'pending')
    .where('email_domains.checked_at', '<', before)
    .where('organisations.deleted_at', 'is', null)
    .orderBy('email_domains.checked_at')
    .limit(limit)
    .execute();
  return rows.map(toEmailDomain);
}

function verificationColumns(domain: EmailDomain) {
  return { state: domain.state, proof: domain.proof, verified_at: domain.verifiedAt, checked_at: domain.checkedAt };
}

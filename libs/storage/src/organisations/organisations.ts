import type { EmailDomain, Organisation } from '@sekisho/domain';
import { type Kysely, type Selectable, sql, type Transaction } from 'kysely';
import type { Database, EmailDomainsTable, OrganisationsTable } from '../database.ts';

export async function insertOrganisation(trx: Transaction<Database>, organisation: Organisation): Promise<void> {
  await trx
    .insertInto('organisations')
    .values({
      id: organisation.id,
      name: organisation.name,
      time_zone: organisation.timeZone,
      default_language: organisation.defaultLanguage,
      email_domain_rule: organisation.emailDomainRule,
      created_at: organisation.createdAt,
      deleted_at: organisation.deletedAt,
    })
    .execute();
}

/** The organisation, or null when there is none or it is deleted. */
export async function findOrganisation(db: Kysely<Database>, organisationId: string): Promise<Organisation | null> {
  const row = await db
    .selectFrom('organisations')
    .selectAll()
    .where('id', '=', organisationId)
    .where('deleted_at', 'is', null)
    .executeTakeFirst();
  return row === undefined ? null : toOrganisation(row);
}

/** The organisation with its row locked until the transaction ends. New rows of its own may still refer to it. */
export async function lockOrganisation(
  trx: Transaction<Database>,
  organisationId: string,
): Promise<Organisation | null> {
  const row = await trx
    .selectFrom('organisations')
    .selectAll()
    .where('id', '=', organisationId)
    .where('deleted_at', 'is', null)
    .forNoKeyUpdate()
    .executeTakeFirst();
  return row === undefined ? null : toOrganisation(row);
}

/** Writes the settings. The caller holds the lock. */
export async function updateOrganisation(trx: Transaction<Database>, organisation: Organisation): Promise<void> {
  await trx
    .updateTable('organisations')
    .set({
      name: organisation.name,
      time_zone: organisation.timeZone,
      default_language: organisation.defaultLanguage,
      email_domain_rule: organisation.emailDomainRule,
    })
    .where('id', '=', organisation.id)
    .execute();
}

/** One page of all organisations in the order they were made, for the operator. Deleted ones are not there. */
export async function listOrganisations(
  db: Kysely<Database>,
  page: { readonly limit: number; readonly offset: number },
): Promise<{ items: Organisation[]; total: number }> {
  const existing = db.selectFrom('organisations').where('deleted_at', 'is', null);
  const rows = await existing
    .selectAll()
    .orderBy('created_at')
    .orderBy('id')
    .limit(page.limit)
    .offset(page.offset)
    .execute();
  const { total } = await existing.select(sql<number>`count(*)::int`.as('total')).executeTakeFirstOrThrow();
  return { items: rows.map(toOrganisation), total };
}

/** Whether any organisation was ever made here; deleted ones count, because the installation is set up. */
export async function hasOrganisations(db: Kysely<Database>): Promise<boolean> {
  const row = await db.selectFrom('organisations').select('id').limit(1).executeTakeFirst();
  return row !== undefined;
}

/** The organisation's e-mail domains in any state, by name. */
export async function listEmailDomains(db: Kysely<Database>, organisationId: string): Promise<EmailDomain[]> {
  const rows = await db
    .selectFrom('email_domains')
    .selectAll()
    .where('organisation_id', '=', organisationId)
    .orderBy('name')
    .execute();
  return rows.map(toEmailDomain);
}

export function toOrganisation(row: Selectable<OrganisationsTable>): Organisation {
  return {
    id: row.id,
    name: row.name,
    timeZone: row.time_zone,
    defaultLanguage: row.default_language,
    emailDomainRule: row.email_domain_rule,
    createdAt: row.created_at,
    deletedAt: row.deleted_at,
  };
}

export function toEmailDomain(row: Selectable<EmailDomainsTable>): EmailDomain {
  return {
    organisationId: row.organisation_id,
    name: row.name,
    state: row.state,
    proof: row.proof,
    challenge: row.challenge,
    verifiedAt: row.verified_at,
    checkedAt: row.checked_at,
  };
}

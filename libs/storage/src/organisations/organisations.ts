import type { EmailDomain, Organisation } from '@sekisho/domain';
import type { Kysely, Selectable, Transaction } from 'kysely';
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
    challenge: row.challenge,
    verifiedAt: row.verified_at,
    checkedAt: row.checked_at,
  };
}

import { randomBytes } from 'node:crypto';
import type { AuditEvent } from '@sekisho/audit-events';
import { decideRegisterContract, type Member, noContract, type Organisation } from '@sekisho/domain';
import { systemIds } from '@sekisho/platform';
import type { Kysely } from 'kysely';
import { writeContract } from '../contracts/contracts.ts';
import type { Database } from '../database.ts';
import { insertMember } from '../members/members.ts';
import { insertOrganisation } from '../organisations/organisations.ts';

/** Plausible, distinct rows for tests that are about something else. What a test is about, it spells out. */

const created = new Date('2026-04-01T00:00:00.000Z');

/** An organisation in Tokyo whose e-mail rule is the ordinary one. Not stored. */
export function testOrganisation(overrides: Partial<Organisation> = {}): Organisation {
  return {
    id: systemIds.organisation(),
    name: '株式会社ミナモト',
    timeZone: 'Asia/Tokyo',
    defaultLanguage: 'ja',
    emailDomainRule: 'verified',
    createdAt: created,
    deletedAt: null,
    ...overrides,
  };
}

/** Records the organisation's events from the beginning of these tests' time on, as a contract does. */
export async function insertTestContract(db: Kysely<Database>, organisationId: string): Promise<void> {
  const { next } = decideRegisterContract(noContract(organisationId), created);
  await db.transaction().execute((trx) => writeContract(trx, next));
}

/** Stores an organisation with a contract and one verified e-mail domain of its own, returned as `domain`. */
export async function insertTestOrganisation(
  db: Kysely<Database>,
  overrides: Partial<Organisation> = {},
): Promise<{ organisation: Organisation; domain: string }> {
  const organisation = testOrganisation(overrides);
  const domain = `${randomBytes(4).toString('hex')}.example.co.jp`;
  await db.transaction().execute(async (trx) => {
    await insertOrganisation(trx, organisation);
    await trx
      .insertInto('email_domains')
      .values({
        organisation_id: organisation.id,
        name: domain,
        state: 'verified',
        proof: 'dns',
        challenge: systemIds.secret(),
        verified_at: created,
        checked_at: created,
        created_at: created,
      })
      .execute();
  });
  await insertTestContract(db, organisation.id);
  return { organisation, domain };
}

/** An active managed account with the role of a member. Not stored. */
export function testMember(organisation: Organisation, domain: string, overrides: Partial<Member> = {}): Member {
  const id = overrides.id ?? systemIds.uuid();
  return {
    id,
    organisationId: organisation.id,
    kind: 'managed',
    state: 'active',
    managedBy: organisation.id,
    email: `${id}@${domain}`,
    name: '源 太郎',
    language: 'ja',
    timeZone: 'Asia/Tokyo',
    uniqueId: null,
    role: 'member',
    privileges: [],
    createdAt: created,
    updatedAt: created,
    ...overrides,
  };
}

/** Stores {@link testMember}. */
export async function insertTestMember(
  db: Kysely<Database>,
  organisation: Organisation,
  domain: string,
  overrides: Partial<Member> = {},
): Promise<Member> {
  const member = testMember(organisation, domain, overrides);
  await db.transaction().execute((trx) => insertMember(trx, organisation, member));
  return member;
}

/** An audit event of the product `Apps`. Not stored. */
export function testAuditEvent(organisationId: string, overrides: Partial<AuditEvent> = {}): AuditEvent {
  return {
    id: systemIds.uuid(),
    organisationId,
    product: 'Apps',
    occurredAt: created.toISOString(),
    category: 'Managed account',
    event: 'Create a managed account',
    action: '源 太郎 was created',
    operationUserId: '',
    operationUserName: 'User provisioning',
    operationUserEmail: '',
    ipAddress: '',
    userAgent: '',
    spaceKey: '',
    version: 'V1',
    ...overrides,
  };
}

import {
  type Account,
  type Actor,
  DomainError,
  type DomainEvent,
  decideCreateOrganisation,
  decideStartTrial,
  type EmailDomainRule,
  type Language,
  type Member,
  noContract,
  type Organisation,
  parsePassword,
} from '@sekisho/domain';
import {
  type Database,
  findAccountByEmail,
  insertMember,
  insertMembership,
  insertOrganisation,
  writePasswordHash,
} from '@sekisho/storage';
import type { Transaction } from 'kysely';
import { recordEvents } from '../audit-trail/record-events.ts';
import { writeContractDecision } from '../contracts/change-contract.ts';
import { explainAccountConflict } from '../members/refusals.ts';
import { hashPassword } from '../sign-in/password-hash.ts';
import type { UseCaseDependencies } from '../use-case.ts';

/** What an organisation and its contract owner are made from. */
export interface OrganisationWithOwner {
  readonly name: string;
  readonly timeZone: string;
  readonly language: Language;
  readonly emailDomainRule: EmailDomainRule;
  readonly owner: { readonly name: string; readonly email: string; readonly password: string };
}

export interface CreatedOrganisation {
  readonly organisation: Organisation;
  readonly owner: Member;
}

/**
 * Creates an organisation with its contract owner: a personal account that administers it and reads the audit log, so
 * that somebody holds each protected role from the first moment. Its trial begins with it. A personal account that has the address already
 * becomes the owner and keeps its password; a managed one can't, because it belongs to another organisation.
 */
export async function createOrganisation(
  dependencies: UseCaseDependencies,
  actor: Actor,
  wanted: OrganisationWithOwner,
): Promise<CreatedOrganisation> {
  const passwordHash = await hashOwnerPassword(wanted.owner);
  return explaining(dependencies, wanted, () =>
    dependencies.db
      .transaction()
      .execute((trx) => createOrganisationIn(trx, dependencies, actor, wanted, passwordHash)),
  );
}

/** Hashes the owner's password, or rejects with the rule it breaks. Slow on purpose: do it outside the transaction. */
export async function hashOwnerPassword(owner: OrganisationWithOwner['owner']): Promise<string> {
  return hashPassword(parsePassword(owner.password, owner));
}

/** {@link createOrganisation} as part of a greater transaction. */
export async function createOrganisationIn(
  trx: Transaction<Database>,
  dependencies: Pick<UseCaseDependencies, 'clock' | 'ids'>,
  actor: Actor,
  wanted: OrganisationWithOwner,
  passwordHash: string,
): Promise<CreatedOrganisation> {
  const { clock, ids } = dependencies;
  const now = clock.now();
  const decision = decideCreateOrganisation(
    {
      id: ids.organisation(),
      name: wanted.name,
      timeZone: wanted.timeZone,
      defaultLanguage: wanted.language,
      emailDomainRule: wanted.emailDomainRule,
    },
    now,
  );
  const organisation = decision.next;
  await insertOrganisation(trx, organisation);
  const context = { organisationId: organisation.id, actor, now, ids };
  const trial = decideStartTrial(noContract(organisation.id), organisation, now);
  await writeContractDecision(trx, trial, context);

  const existing = await findAccountByEmail(trx, wanted.owner.email);
  const owner = ownerOf(organisation, existing ?? newPersonalAccount(organisation, wanted.owner, ids.uuid(), now));
  if (existing === null) {
    await insertMember(trx, organisation, owner);
    await writePasswordHash(trx, owner.id, passwordHash, now);
  } else {
    await insertMembership(trx, owner, now);
  }
  const granted: DomainEvent = {
    type: 'account.privilege-changed',
    member: owner,
    privilege: 'audit-log-administrator',
    granted: true,
  };
  await recordEvents(trx, [...decision.events, ...trial.events, granted], context);
  return { organisation, owner };
}

/** Runs a creation and says in words what a taken address means, also when another request took it meanwhile. */
export async function explaining<Result>(
  dependencies: Pick<UseCaseDependencies, 'db'>,
  wanted: OrganisationWithOwner,
  create: () => Promise<Result>,
): Promise<Result> {
  try {
    return await create();
  } catch (error) {
    throw await explainAccountConflict(dependencies.db, '', wanted.owner, error);
  }
}

function ownerOf(organisation: Organisation, account: Account): Member {
  if (account.kind === 'managed' || account.state !== 'active') {
    throw new DomainError(
      'account.email-in-use-elsewhere',
      {
        ja: `${account.email} は別の組織が管理するアカウント、または停止中のアカウントのため、契約者にできません。別のメールアドレスを指定してください。`,
        en: `${account.email} belongs to an account that another organisation manages, or that is not active, so it can't own this one. Use another address.`,
      },
      'owner.email',
    );
  }
  return { ...account, organisationId: organisation.id, role: 'owner', privileges: ['audit-log-administrator'] };
}

function newPersonalAccount(
  organisation: Organisation,
  owner: OrganisationWithOwner['owner'],
  id: string,
  now: Date,
): Account {
  return {
    id,
    kind: 'personal',
    state: 'active',
    managedBy: null,
    email: owner.email,
    name: owner.name.trim(),
    language: organisation.defaultLanguage,
    timeZone: organisation.timeZone,
    uniqueId: null,
    createdAt: now,
    updatedAt: now,
  };
}

import {
  DomainError,
  decideAddDomain,
  decideRemoveDomain,
  decideVerification,
  decideVouchForDomain,
  type EmailDomain,
} from '@sekisho/domain';
import {
  countManagedAccounts,
  type Database,
  deleteEmailDomain,
  findEmailDomain,
  insertEmailDomain,
  listEmailDomainsToCheck,
  lockEmailDomain,
  uniqueViolation,
  updateEmailDomain,
} from '@sekisho/storage';
import type { Transaction } from 'kysely';
import { recordEvents } from '../audit-trail/record-events.ts';
import { requireOrganisation } from '../organisations/require-organisation.ts';
import type { TenantScope, UseCaseDependencies } from '../use-case.ts';
import type { TxtResolver } from './txt-resolver.ts';

/** E-mail domains: added with a challenge, proven by a TXT record, looked at again every day. */

export interface DomainDependencies extends UseCaseDependencies {
  readonly dns: TxtResolver;
}

/** Adds a domain, unproven, with the record that will prove it. */
export async function addDomain(
  dependencies: UseCaseDependencies,
  scope: TenantScope,
  name: string,
): Promise<EmailDomain> {
  const { db, clock, ids } = dependencies;
  const now = clock.now();
  return db.transaction().execute(async (trx) => {
    const { next, events } = decideAddDomain({
      organisationId: scope.organisationId,
      name,
      challenge: ids.secret(24),
    });
    if (!(await insertEmailDomain(trx, next, now))) {
      throw new DomainError(
        'domain.in-use',
        { ja: `${next.name} はすでに追加されています。`, en: `${next.name} has been added already.` },
        'name',
      );
    }
    await recordEvents(trx, events, { ...scope, now, ids });
    return next;
  });
}

/**
 * The operator's word instead of a DNS record: adds the domain where the organisation does not have it, and makes it
 * verified for good. Refused when another organisation holds it.
 */
export async function vouchForDomain(
  dependencies: UseCaseDependencies,
  scope: TenantScope,
  name: string,
): Promise<EmailDomain> {
  const { db, clock, ids } = dependencies;
  await requireOrganisation(db, scope.organisationId);
  const fresh = decideAddDomain({ organisationId: scope.organisationId, name, challenge: ids.secret(24) });
  return refusingHeldDomain(fresh.next.name, () =>
    db.transaction().execute(async (trx) => {
      const now = clock.now();
      const isNew = await insertEmailDomain(trx, fresh.next, now);
      const before = isNew ? fresh.next : await requireLockedDomain(trx, scope, fresh.next.name);
      const { next, events } = decideVouchForDomain(before, now);
      await updateEmailDomain(trx, next);
      await recordEvents(trx, [...(isNew ? fresh.events : []), ...events], { ...scope, now, ids });
      return next;
    }),
  );
}

/** What a look at DNS found. `no-answer` proves nothing either way and changes nothing. */
export interface VerificationOutcome {
  readonly domain: EmailDomain;
  readonly answer: 'proven' | 'record-missing' | 'no-answer';
  /** The values seen, for a person to compare. */
  readonly found: readonly string[];
}

/** Looks the domain's TXT record up now. The name server is asked outside the transaction: it may take seconds. */
export async function verifyDomain(
  dependencies: DomainDependencies,
  scope: TenantScope,
  name: string,
): Promise<VerificationOutcome> {
  const { db, clock, dns, ids } = dependencies;
  const key = name.toLowerCase();
  if ((await findEmailDomain(db, scope.organisationId, key)) === null) throw domainNotFound(name);
  const records = await dns.resolveTxt(key);
  return refusingHeldDomain(name, () =>
    db.transaction().execute(async (trx) => {
      const now = clock.now();
      const before = await requireLockedDomain(trx, scope, key);
      const { next, events } = decideVerification(before, records, now);
      await updateEmailDomain(trx, next);
      await recordEvents(trx, events, { ...scope, now, ids });
      const answer = records === null ? 'no-answer' : next.state === 'verified' ? 'proven' : 'record-missing';
      return { domain: next, answer, found: (records ?? []).slice(0, 20) };
    }),
  );
}

/** One organisation at a time may hold a domain: says so instead of showing the index that knows it. */
async function refusingHeldDomain<Result>(name: string, change: () => Promise<Result>): Promise<Result> {
  try {
    return await change();
  } catch (error) {
    if (uniqueViolation(error) !== 'email_domains_held') throw error;
    throw new DomainError('domain.in-use', {
      ja: `${name} は、ほかの組織で確認済みです。その組織でドメインを削除してから、もう一度確認してください。`,
      en: `${name} is held by another organisation. Have it removed there, then verify again.`,
    });
  }
}

/** Removes a domain. Refused while managed accounts have addresses on it. */
export async function removeDomain(dependencies: UseCaseDependencies, scope: TenantScope, name: string): Promise<void> {
  const { db, clock, ids } = dependencies;
  const key = name.toLowerCase();
  await db.transaction().execute(async (trx) => {
    const before = await requireLockedDomain(trx, scope, key);
    const { events } = decideRemoveDomain(before, await countManagedAccounts(trx, scope.organisationId, key));
    await deleteEmailDomain(trx, scope.organisationId, key);
    await recordEvents(trx, events, { ...scope, now: clock.now(), ids });
  });
}

/** How long a proof is believed before it is looked up again, in milliseconds. */
export const recheckAfterMs = 24 * 60 * 60_000;

/**
 * The daily look at every domain once proven and not looked at for a day. Safe to run often and by several workers:
 * what one has checked is not due any more. Returns how many were checked and how many of them have lapsed.
 */
export async function recheckDomains(
  dependencies: DomainDependencies,
  options: { readonly limit?: number } = {},
): Promise<{ checked: number; lapsed: number }> {
  const before = new Date(dependencies.clock.now().getTime() - recheckAfterMs);
  const due = await listEmailDomainsToCheck(dependencies.db, before, options.limit ?? 500);
  let lapsed = 0;
  for (const domain of due) {
    const scope: TenantScope = { organisationId: domain.organisationId, actor: { kind: 'system' } };
    try {
      const { domain: after } = await verifyDomain(dependencies, scope, domain.name);
      if (after.state === 'lapsed' && domain.state !== 'lapsed') lapsed += 1;
    } catch (error) {
      // Removed meanwhile: one domain less to look at is no reason to leave the others.
      if (!(error instanceof DomainError)) throw error;
    }
  }
  return { checked: due.length, lapsed };
}

async function requireLockedDomain(trx: Transaction<Database>, scope: TenantScope, name: string): Promise<EmailDomain> {
  const domain = await lockEmailDomain(trx, scope.organisationId, name);
  if (domain === null) throw domainNotFound(name);
  return domain;
}

function domainNotFound(name: string): DomainError {
  return new DomainError('domain.not-found', {
    ja: `${name} は追加されていません。`,
    en: `${name} is not one of the organisation's domains.`,
  });
}

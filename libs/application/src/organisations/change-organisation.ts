import {
  type Decision,
  decideChangeOrganisation,
  decideSetEmailDomainRule,
  type EmailDomainRule,
  type Organisation,
} from '@sekisho/domain';
import type { Database } from '@sekisho/storage';
import { countManagedAccounts, lockOrganisation, updateOrganisation } from '@sekisho/storage';
import type { Transaction } from 'kysely';
import { recordEvents } from '../audit-trail/record-events.ts';
import type { TenantScope, UseCaseDependencies } from '../use-case.ts';
import { organisationNotFound } from './require-organisation.ts';

/** Changes an organisation's name, time zone or default language. */
export async function changeOrganisation(
  dependencies: UseCaseDependencies,
  scope: TenantScope,
  change: Parameters<typeof decideChangeOrganisation>[1],
): Promise<Organisation> {
  return applyToOrganisation(dependencies, scope, async (_trx, before) => decideChangeOrganisation(before, change));
}

/** Demands verified e-mail domains or waives the rule: the operator's, and only while there are no managed accounts. */
export async function setEmailDomainRule(
  dependencies: UseCaseDependencies,
  scope: TenantScope,
  rule: EmailDomainRule,
): Promise<Organisation> {
  return applyToOrganisation(dependencies, scope, async (trx, before) =>
    decideSetEmailDomainRule(before, rule, await countManagedAccounts(trx, before.id)),
  );
}

async function applyToOrganisation(
  dependencies: UseCaseDependencies,
  scope: TenantScope,
  decide: (trx: Transaction<Database>, before: Organisation) => Promise<Decision<Organisation>>,
): Promise<Organisation> {
  const { db, clock, ids } = dependencies;
  return db.transaction().execute(async (trx) => {
    const before = await lockOrganisation(trx, scope.organisationId);
    if (before === null) throw organisationNotFound();
    const { next, events } = await decide(trx, before);
    if (events.length === 0) return before;
    await updateOrganisation(trx, next);
    await recordEvents(trx, events, { ...scope, now: clock.now(), ids });
    return next;
  });
}

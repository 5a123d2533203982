import { type DomainEvent, type Language, type Member, parseTimeZone } from '@sekisho/domain';
import { lockMember, updateMember } from '@sekisho/storage';
import { recordEvents } from '../audit-trail/record-events.ts';
import { accountNotFound } from '../members/refusals.ts';
import { requireOrganisation } from '../organisations/require-organisation.ts';
import type { TenantScope, UseCaseDependencies } from '../use-case.ts';

/** Changes how the gateway speaks to a person: language and time zone, whatever kind of account they have. */
export async function changeOwnProfile(
  dependencies: UseCaseDependencies,
  scope: TenantScope,
  accountId: string,
  change: { readonly language?: Language | undefined; readonly timeZone?: string | undefined },
): Promise<Member> {
  const { db, clock, ids } = dependencies;
  const now = clock.now();
  return db.transaction().execute(async (trx) => {
    const organisation = await requireOrganisation(trx, scope.organisationId);
    const before = await lockMember(trx, scope.organisationId, accountId);
    if (before === null) throw accountNotFound();
    const next: Member = {
      ...before,
      language: change.language ?? before.language,
      timeZone: change.timeZone === undefined ? before.timeZone : parseTimeZone(change.timeZone),
      updatedAt: now,
    };
    const changed = (['language', 'timeZone'] as const).filter((field) => next[field] !== before[field]);
    if (changed.length === 0) return before;
    await updateMember(trx, organisation, next);
    const event: DomainEvent = { type: 'account.profile-changed', member: next, changed };
    await recordEvents(trx, [event], { ...scope, now, ids });
    return next;
  });
}

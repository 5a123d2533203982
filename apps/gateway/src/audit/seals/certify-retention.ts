import { type Seal, signCertificate } from '@sekisho/audit-events/seals';
import { auditLogRetentionDays } from '@sekisho/domain';
import { appendDeletionCertificate, listSeals, listUncertified } from '@sekisho/storage';
import type { SealDependencies } from './seal-due-hours.ts';

/** The rule by which the tables' TTL removes events: 400 days after they were stored. */
export const retentionRule = `retention-${auditLogRetentionDays}-days`;

/**
 * Signs a certificate for the seals whose events retention has removed: old enough, and really gone. What is old but
 * still there waits for its next turn.
 */
export async function certifyRetention(
  { db, seals, key, clock, logger }: SealDependencies,
  signal: AbortSignal,
): Promise<number> {
  const until = new Date(clock.now().getTime() - retentionMs);
  let made = 0;
  for (const { organisationId, certifiedUntil } of await listUncertified(db, until)) {
    if (signal.aborted) return made;
    const first = await seals.firstStored(organisationId, new Date(0));
    const gone: Seal[] = [];
    for (const seal of await listSeals(db, organisationId, certifiedUntil, sealsAtOnce)) {
      const end = new Date(seal.to);
      if (end > until || (first !== null && first < end)) break;
      gone.push(seal);
    }
    const [oldest, newest] = [gone[0], gone.at(-1)];
    if (oldest === undefined || newest === undefined) continue;
    await appendDeletionCertificate(
      db,
      signCertificate(
        {
          organisationId,
          rule: retentionRule,
          firstSequence: oldest.sequence,
          lastSequence: newest.sequence,
          events: gone.reduce((sum, seal) => sum + seal.events, 0),
          finishedAt: clock.now().toISOString(),
        },
        key,
      ),
    );
    made += 1;
    logger.info(
      { organisationId, firstSequence: oldest.sequence, lastSequence: newest.sequence },
      'deletion certified',
    );
  }
  return made;
}

const retentionMs = auditLogRetentionDays * 86_400_000;
const sealsAtOnce = 10_000;

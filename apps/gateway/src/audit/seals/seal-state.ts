import type { AdminOperations, ResponseOf } from '@sekisho/api-contract';
import { AuditStoreUnavailable, type SealStore } from '@sekisho/audit-store';
import type { Clock } from '@sekisho/platform';
import { type Database, findLastSeal } from '@sekisho/storage';
import type { Kysely } from 'kysely';
import { sealDueAt } from './seal-due-hours.ts';

type SealState = ResponseOf<AdminOperations['getAuditLogSealState']>;

/** How far an organisation's events are sealed, and whether sealing keeps up. */
export async function sealState(
  { db, seals, clock }: { readonly db: Kysely<Database>; readonly seals: SealStore; readonly clock: Clock },
  organisationId: string,
): Promise<SealState> {
  const last = await findLastSeal(db, organisationId);
  const lastSeal = last === null ? null : renderSeal(last);
  try {
    const waiting = await seals.firstStored(organisationId, last === null ? new Date(0) : new Date(last.to));
    if (waiting === null) return { state: 'sealed', lastSeal, waitingSince: null, nextSealAt: null };
    const dueAt = sealDueAt(waiting);
    const late = clock.now().getTime() > dueAt.getTime() + patienceMs;
    return {
      state: late ? 'late' : 'waiting',
      lastSeal,
      waitingSince: waiting.toISOString(),
      nextSealAt: dueAt.toISOString(),
    };
  } catch (error) {
    if (!(error instanceof AuditStoreUnavailable)) throw error;
    return { state: 'unknown', lastSeal, waitingSince: null, nextSealAt: null };
  }
}

/** How long after it was due a seal may be missing until that is worth a word: a restart, or many events. */
const patienceMs = 30 * 60_000;

function renderSeal({
  sequence,
  from,
  to,
  events,
  root,
  keyId,
}: NonNullable<Awaited<ReturnType<typeof findLastSeal>>>) {
  return { sequence, from, to, events, root, keyId };
}

import { type Seal, signCertificate } from '@sekisho/audit-events/seals';
import type { LogErasure } from '@sekisho/audit-store';
import { auditLogDeletion } from '@sekisho/domain';
import {
  appendDeletionCertificate,
  type BegunDeletion,
  countDeletedRows,
  deleteExportRecords,
  deleteUndelivered,
  findLastCertified,
  findOrganisationAndContract,
  findSetting,
  finishDeletion,
  insertDeletion,
  listEndedOrganisations,
  listSeals,
  listUnfinishedDeletions,
  lockOrganisationAndContract,
  noteDeletedPart,
} from '@sekisho/storage';
import type { SealDependencies } from '../seals/seal-due-hours.ts';

export interface DeletionDependencies extends Pick<SealDependencies, 'db' | 'key' | 'clock' | 'logger'> {
  readonly erasure: LogErasure;
}

/**
 * Deletes the audit logs whose day in the deletion calendar has come, a month of a table at a time, and signs a certificate
 * for each. A deletion begins by a row that is written under the organisation's lock: whoever registers before keeps the log, and
 * what is recorded after is not touched. Killed anywhere, the next run goes on: what is deleted already is found deleted, and
 * what there was is noted before it goes. Returns how many were finished.
 */
export async function deleteAuditLogs(dependencies: DeletionDependencies, signal: AbortSignal): Promise<number> {
  const { db, clock, logger } = dependencies;
  for (const organisationId of await listEndedOrganisations(db, earliestEnd(clock))) {
    await begin(dependencies, organisationId);
  }
  let finished = 0;
  for (const deletion of await listUnfinishedDeletions(db)) {
    if (signal.aborted) return finished;
    if (await tryToCarryOut(dependencies, deletion, signal)) finished += 1;
    else if (clock.now().getTime() > deletion.startsAt.getTime() + uneasyAfterMs) {
      const { organisationId, rule, startsAt, doneBy } = deletion;
      const sealedUntil = await findSetting(db, 'audit-sealed-until');
      logger.error({ organisationId, rule, startsAt, doneBy, sealedUntil }, 'an audit log must be deleted soon');
    }
  }
  return finished;
}

/** Begins the deletion if the calendar still says so once nobody can change it. */
async function begin({ db, clock, logger }: DeletionDependencies, organisationId: string): Promise<void> {
  await db.transaction().execute(async (trx) => {
    const found = await lockOrganisationAndContract(trx, organisationId);
    if (found === null) return;
    const now = clock.now();
    const due = auditLogDeletion(found.organisation, found.contract);
    if (due === null || due.startsAt > now) return;
    // A whole hour, so that a seal is either deleted or not, and one that is over for long enough to be sealed.
    const storedBefore = new Date((Math.floor(now.getTime() / hourMs) - 1) * hourMs);
    await insertDeletion(trx, { ...due, organisationId, startedAt: now, storedBefore });
    // Prepared files are parts of the log.
    await deleteExportRecords(trx, organisationId);
    logger.info({ organisationId, rule: due.rule, doneBy: due.doneBy }, 'deletion of an audit log begun');
  });
}

/** One log that can't be deleted holds up no other. */
async function tryToCarryOut(
  dependencies: DeletionDependencies,
  deletion: BegunDeletion,
  signal: AbortSignal,
): Promise<boolean> {
  try {
    return await carryOut(dependencies, deletion, signal);
  } catch (error) {
    const { organisationId, rule, doneBy } = deletion;
    if (!signal.aborted)
      dependencies.logger.warn({ err: error, organisationId, rule, doneBy }, 'audit log not deleted');
    return false;
  }
}

async function carryOut(
  dependencies: DeletionDependencies,
  deletion: BegunDeletion,
  signal: AbortSignal,
): Promise<boolean> {
  const { db, erasure } = dependencies;
  const { organisationId, storedBefore } = deletion;
  // What was never sealed would be gone without any proof that it was there.
  if (!(await isSealedUntil(dependencies, storedBefore))) return false;
  for (const table of ['outbox', 'dead_letters'] as const) await deleteUndelivered(db, deletion, table);
  for (const part of await erasure.remaining(organisationId, storedBefore)) {
    if (signal.aborted) return false;
    const { table, partition, rows } = part;
    await noteDeletedPart(db, deletion, { store: `clickhouse.${table}`, part: partition, rows });
    await erasure.erase(organisationId, storedBefore, part, signal);
  }
  if ((await erasure.remaining(organisationId, storedBefore)).length > 0) return false;
  await certify(dependencies, deletion);
  return true;
}

async function isSealedUntil({ db }: DeletionDependencies, instant: Date): Promise<boolean> {
  const sealedUntil = await findSetting(db, 'audit-sealed-until');
  return sealedUntil !== null && new Date(sealedUntil) >= instant;
}

/**
 * Signs for the seals whose events are gone now. A log of which retention had already taken everything has none left, and its
 * certificates from then.
 */
async function certify({ db, key, clock, logger }: DeletionDependencies, deletion: BegunDeletion): Promise<void> {
  const { organisationId, rule, startedAt, storedBefore } = deletion;
  const gone: Seal[] = [];
  for (let after = await findLastCertified(db, organisationId); ; ) {
    const page = await listSeals(db, organisationId, after, sealsAtOnce);
    gone.push(...page.filter((seal) => new Date(seal.to) <= storedBefore));
    const last = page.at(-1);
    if (page.length < sealsAtOnce || last === undefined) break;
    after = last.sequence;
  }
  const rows = await countDeletedRows(db, deletion);
  const now = clock.now();
  const [oldest, newest] = [gone[0], gone.at(-1)];
  await db.transaction().execute(async (trx) => {
    if (oldest !== undefined && newest !== undefined) {
      const certificate = {
        organisationId,
        rule,
        firstSequence: oldest.sequence,
        lastSequence: newest.sequence,
        events: gone.reduce((sum, seal) => sum + seal.events, 0),
        startedAt: startedAt.toISOString(),
        finishedAt: now.toISOString(),
        rows,
      };
      await appendDeletionCertificate(trx, signCertificate(certificate, key));
    }
    await finishDeletion(trx, deletion, now);
  });
  logger.info({ organisationId, rule, rows, certified: oldest !== undefined }, 'audit log deleted');
}

/** For a gauge: for how many days the most urgent deletion has been due, begun or not; 0 when none is. */
export async function daysOfDueDeletion({ db, clock }: Pick<DeletionDependencies, 'db' | 'clock'>): Promise<number> {
  const now = clock.now();
  const starts = (await listUnfinishedDeletions(db)).map(({ startsAt }) => startsAt.getTime());
  for (const organisationId of await listEndedOrganisations(db, earliestEnd(clock))) {
    const found = await findOrganisationAndContract(db, organisationId);
    const due = found === null ? null : auditLogDeletion(found.organisation, found.contract);
    if (due !== null) starts.push(due.startsAt.getTime());
  }
  return Math.max(0, ...starts.map((start) => (now.getTime() - start) / dayMs));
}

/** Nothing that has ended later can be due: the calendar's shortest wait is 30 days, of which one may be 23 hours long. */
function earliestEnd(clock: DeletionDependencies['clock']): Date {
  return new Date(clock.now().getTime() - 29 * dayMs);
}

const hourMs = 3_600_000;
const dayMs = 86_400_000;
/** Of the ten days that a deletion may take. */
const uneasyAfterMs = 7 * dayMs;
const sealsAtOnce = 1_000;

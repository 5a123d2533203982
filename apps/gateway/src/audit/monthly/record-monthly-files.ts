import { type AuditMonth, type AuditStore, AuditStoreUnavailable } from '@sekisho/audit-store';
import { auditLogRetentionDays } from '@sekisho/domain';
import type { Clock, Ids, Logger } from '@sekisho/platform';
import {
  type Database,
  findFirstMonthlyRun,
  insertAuditLogMails,
  insertMonthlyFiles,
  listAuditLogAdministrators,
  listMissingMonths,
} from '@sekisho/storage';
import type { Kysely } from 'kysely';
import { dueMonths, latestDueMonth, type Month } from './month.ts';

export interface MonthlyFileDependencies {
  readonly db: Kysely<Database>;
  readonly auditStore: Pick<AuditStore, 'months'>;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly logger: Logger;
  /** Without a mail server the files are only listed. */
  readonly mailConfigured: boolean;
}

/**
 * On day 1 at 02:00 UTC, or as soon after as a worker runs: records what each organisation's files of the month before
 * have, and has its audit log administrators mailed. Months that passed while no worker ran are caught up with, the oldest
 * first, as far back as the log reaches; but not those of before files were recorded at all. Each month of an organisation
 * is one transaction, under a key that only one can write, so that it happens once however many workers there are and
 * whenever they die.
 */
export async function recordMonthlyFiles(
  dependencies: MonthlyFileDependencies,
  signal: AbortSignal,
): Promise<{ readonly recorded: number }> {
  const { db, auditStore, logger } = dependencies;
  const missing = await listMissingMonths(db, await monthsInQuestion(dependencies));
  let recorded = 0;
  for (const [organisationId, months] of Map.groupBy(missing, (one) => one.organisationId)) {
    if (signal.aborted) break;
    try {
      const found = await auditStore.months(organisationId, 'UTC');
      for (const { month } of months) {
        if (signal.aborted) break;
        const files = found.filter((one) => one.month === month);
        if (await recordOne(dependencies, organisationId, month, files)) recorded += 1;
      }
    } catch (error) {
      if (error instanceof AuditStoreUnavailable) throw error;
      // What is wrong with one must not keep the others waiting.
      logger.error({ err: error, organisationId }, 'monthly files not recorded');
    }
  }
  if (recorded > 0) logger.info({ recorded }, 'monthly files recorded');
  return { recorded };
}

async function monthsInQuestion({ db, clock }: MonthlyFileDependencies): Promise<Month[]> {
  const now = clock.now();
  const latest = latestDueMonth(now);
  const first = await findFirstMonthlyRun(db);
  const reach = new Date(now.getTime() - auditLogRetentionDays * 86_400_000);
  return dueMonths(now, reach).filter(({ name, dueAt }) => name === latest.name || (first !== null && dueAt > first));
}

async function recordOne(
  { db, clock, ids, mailConfigured }: MonthlyFileDependencies,
  organisationId: string,
  month: string,
  files: readonly AuditMonth[],
): Promise<boolean> {
  const now = clock.now();
  return db.transaction().execute(async (trx) => {
    const run = { organisationId, month, madeAt: now };
    const counts = files.map(({ product, events }) => ({ product, events }));
    if (!(await insertMonthlyFiles(trx, run, counts))) return false;
    if (!mailConfigured || files.length === 0) return true;
    const readers = await listAuditLogAdministrators(trx, organisationId);
    const subject = { kind: 'monthly-files', month } as const;
    await insertAuditLogMails(
      trx,
      readers.map(({ id }) => ({ id: ids.uuid(), organisationId, accountId: id, subject })),
      now,
    );
    return true;
  });
}

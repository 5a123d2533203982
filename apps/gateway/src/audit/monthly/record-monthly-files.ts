import { type AuditStore, AuditStoreUnavailable } from '@sekisho/audit-store';
import type { Clock, Ids, Logger } from '@sekisho/platform';
import {
  type Database,
  insertAuditLogMails,
  insertMonthlyFiles,
  listAuditLogAdministrators,
  listOrganisationsWithoutMonth,
} from '@sekisho/storage';
import type { Kysely } from 'kysely';
import { latestDueMonth } from './month.ts';

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
 * have, and has its audit log administrators mailed. Organisation by organisation in one transaction each, under a key that
 * only one can write, so that it happens once however many workers there are and whenever they die.
 */
export async function recordMonthlyFiles(
  dependencies: MonthlyFileDependencies,
  signal: AbortSignal,
): Promise<{ readonly organisations: number }> {
  const { db, clock, logger } = dependencies;
  const month = latestDueMonth(clock.now());
  let organisations = 0;
  for (const organisationId of await listOrganisationsWithoutMonth(db, month.name, month.dueAt)) {
    if (signal.aborted) break;
    try {
      if (await recordOne(dependencies, organisationId, month.name)) organisations += 1;
    } catch (error) {
      if (error instanceof AuditStoreUnavailable) throw error;
      // What is wrong with one must not keep the others waiting.
      logger.error({ err: error, organisationId, month: month.name }, 'monthly files not recorded');
    }
  }
  if (organisations > 0) logger.info({ month: month.name, organisations }, 'monthly files recorded');
  return { organisations };
}

async function recordOne(
  { db, auditStore, clock, ids, mailConfigured }: MonthlyFileDependencies,
  organisationId: string,
  month: string,
): Promise<boolean> {
  const files = (await auditStore.months(organisationId, 'UTC')).filter((one) => one.month === month);
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

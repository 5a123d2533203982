import type { AuditStore } from '@sekisho/audit-store';
import { type Database, listMonthlyFileRuns, listMonthlyFiles } from '@sekisho/storage';
import type { Kysely } from 'kysely';
import { type Month, parseMonth } from './month.ts';

/** A month of a product that can be downloaded. */
export interface ListedMonth {
  readonly month: Month;
  readonly product: string;
  readonly events: number;
  /** When the file was first made; null where none was recorded, as of months in other zones than UTC. */
  readonly madeAt: Date | null;
  /** How many of its events came after that, or after it was due where nothing is recorded. */
  readonly late: number;
}

/**
 * The months with events, newest first, a row a product. What was recorded when the file was made says how many events are
 * new since; that holds also when the worker was late itself.
 */
export async function listMonths(
  dependencies: { readonly db: Kysely<Database>; readonly auditStore: Pick<AuditStore, 'months'> },
  organisationId: string,
  timeZone: string,
): Promise<ListedMonth[]> {
  const { db, auditStore } = dependencies;
  const found = await auditStore.months(organisationId, timeZone);
  const isRecorded = timeZone === 'UTC';
  const runs = isRecorded ? await listMonthlyFileRuns(db, organisationId) : new Map<string, Date>();
  const files = isRecorded ? await listMonthlyFiles(db, organisationId) : [];
  const recorded = new Map(files.map(({ month, product, events }) => [`${month} ${product}`, events]));
  return found.flatMap(({ month: name, product, events, late }) => {
    const month = parseMonth(name, timeZone);
    if (month === undefined) return [];
    const madeAt = runs.get(name) ?? null;
    const since = Math.max(0, events - (recorded.get(`${name} ${product}`) ?? 0));
    return [{ month, product, events, madeAt, late: madeAt === null ? late : since }];
  });
}

import type { AuditStore } from '@sekisho/audit-store';
import type { ExportedFile } from '../export-file.ts';
import { type MonthArchiveChoice, monthArchive } from './month-archive.ts';

export interface MonthlyFileChoice extends Omit<MonthArchiveChoice, 'prefix' | 'csv' | 'dueAt'> {
  readonly organisationId: string;
  readonly byteOrderMark: boolean;
  /** When the file was first made, or due where nothing is recorded. */
  readonly madeAt: Date;
}

/** A month of a product of the audit log. It is made from the store each time, so it is never out of date. */
export function monthlyFile(store: AuditStore, choice: MonthlyFileChoice): ExportedFile {
  const { organisationId, product, month, byteOrderMark, madeAt } = choice;
  const query = { organisationId, products: [product], from: month.from, to: month.to };
  const csv = store.exportCsv(query, { order: 'newest-first', byteOrderMark });
  return monthArchive({ ...choice, prefix: 'auditlog', csv, dueAt: madeAt });
}

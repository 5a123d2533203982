import type { AuditStore } from '@sekisho/audit-store';
import type { ExportedFile } from '../export-file.ts';
import { type MonthArchiveChoice, monthArchive } from './month-archive.ts';

export interface MonthlyFileChoice extends Omit<MonthArchiveChoice, 'prefix' | 'csv' | 'dueAt'> {
  readonly organisationId: string;
  readonly byteOrderMark: boolean;
}

/** A month of a product of the audit log. It is made from the store each time, so it is never out of date. */
export function monthlyFile(store: AuditStore, choice: MonthlyFileChoice): ExportedFile {
  const { organisationId, product, month, byteOrderMark } = choice;
  const query = { organisationId, products: [product], from: month.from, to: month.to };
  const csv = store.exportCsv(query, { order: 'newest-first', byteOrderMark });
  return monthArchive({ ...choice, prefix: 'auditlog', csv, dueAt: month.madeAt });
}

import {
  recordAuditLogExport,
  requireLogDownloads,
  type TenantScope,
  type UseCaseDependencies,
} from '@sekisho/application';
import type { AuditStore } from '@sekisho/audit-store';
import type { AuditExportForm } from '@sekisho/domain';
import type { ExportedFile } from '../export-file.ts';
import { listMonths } from './list-months.ts';
import { monthlyFile } from './monthly-file.ts';

export interface MonthChoice {
  /** `2026-04`. */
  readonly month: string;
  readonly product: string;
  readonly timeZone: string;
  readonly form: Pick<AuditExportForm, 'encoding' | 'byteOrderMark'>;
}

/** The month's file as it is now, to be written down as taken when it begins; null when there is no such month. */
export async function openMonth(
  dependencies: UseCaseDependencies & { readonly auditStore: AuditStore },
  scope: TenantScope,
  { month, product, timeZone, form }: MonthChoice,
): Promise<ExportedFile | null> {
  const { auditStore, clock } = dependencies;
  await requireLogDownloads(dependencies, scope.organisationId);
  const months = await listMonths(dependencies, scope.organisationId, timeZone);
  const found = months.find((one) => one.month.name === month && one.product === product);
  if (found === undefined) return null;
  return monthlyFile(auditStore, {
    organisationId: scope.organisationId,
    product,
    month: found.month,
    ...form,
    late: found.late,
    madeAt: found.madeAt ?? found.month.dueAt,
    now: clock.now(),
    onBegin: () =>
      recordAuditLogExport(dependencies, scope, { range: `${product} ${month} (${timeZone})`, format: 'CSV' }),
  });
}

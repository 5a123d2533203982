import type { TenantScope, UseCaseDependencies } from '../use-case.ts';
import { recordEvents } from './record-events.ts';

/** Writes down that somebody took a part of the audit log out, and in which form. */
export async function recordAuditLogExport(
  dependencies: UseCaseDependencies,
  scope: TenantScope,
  taken: { readonly range: string; readonly format: string },
): Promise<void> {
  const { db, clock, ids } = dependencies;
  const now = clock.now();
  await db
    .transaction()
    .execute((trx) => recordEvents(trx, [{ type: 'audit-log.exported', ...taken }], { ...scope, now, ids }));
}

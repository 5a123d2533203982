import type { DomainEvent } from '@sekisho/domain';
import type { TenantScope, UseCaseDependencies } from '../use-case.ts';
import { recordEvents } from './record-events.ts';

/** Writes down that somebody took a part of the audit log out, and in which form. */
export async function recordAuditLogExport(
  dependencies: UseCaseDependencies,
  scope: TenantScope,
  taken: { readonly range: string; readonly format: string },
): Promise<void> {
  await record(dependencies, scope, { type: 'audit-log.exported', ...taken });
}

/** Writes down how many characters the file that somebody took could not have in Shift_JIS. */
export async function recordReplacedCharacters(
  dependencies: UseCaseDependencies,
  scope: TenantScope,
  replaced: { readonly range: string; readonly count: number },
): Promise<void> {
  await record(dependencies, scope, { type: 'audit-log.characters-replaced', ...replaced });
}

/** Writes down that somebody took a month of the access log out. */
export async function recordAccessLogDownload(
  dependencies: UseCaseDependencies,
  scope: TenantScope,
  taken: { readonly product: string; readonly month: string },
): Promise<void> {
  await record(dependencies, scope, { type: 'access-log.downloaded', ...taken });
}

async function record(dependencies: UseCaseDependencies, scope: TenantScope, event: DomainEvent): Promise<void> {
  const { db, clock, ids } = dependencies;
  const now = clock.now();
  await db.transaction().execute((trx) => recordEvents(trx, [event], { ...scope, now, ids }));
}

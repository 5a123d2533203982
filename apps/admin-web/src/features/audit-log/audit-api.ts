import type { AuditEvent } from '@sekisho/audit-events';
import type { AuditSearch } from './audit-search.ts';

export interface AuditPage {
  readonly events: readonly AuditEvent[];
  readonly nextCursor?: string | null | undefined;
}

export async function searchAuditLog(
  _search: AuditSearch,
  _span: { from?: string; to?: string },
  _cursor: string | null,
  _signal: AbortSignal,
  _limit = 100,
): Promise<AuditPage> {
  return { events: [] };
}

export function csvAddress(
  _s: AuditSearch,
  _span: { from?: string; to?: string },
  _o: { byteOrderMark: boolean },
): string {
  return '';
}

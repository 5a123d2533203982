import type { AuditQuery } from '@sekisho/audit-store';
import type { AuditExportFilters } from '@sekisho/domain';

/** Filters as the store takes them. */
export function auditQueryOf(organisationId: string, { from, to, ...rest }: AuditExportFilters): AuditQuery {
  return {
    ...rest,
    organisationId,
    from: from === undefined ? undefined : new Date(from),
    to: to === undefined ? undefined : new Date(to),
  };
}

import type { retentionOperations } from '@sekisho/api-contract';
import { requireOrganisation } from '@sekisho/application';
import type { AuditStore } from '@sekisho/audit-store';
import { auditLogRetentionDays } from '@sekisho/domain';
import { findContract, listDeletionCertificates } from '@sekisho/storage';
import type { AdminDependencies } from '../admin-dependencies.ts';
import type { HandlersOf } from '../operation-handler.ts';
import { renderDeletion } from './contract-handlers.ts';

export interface RetentionHandlerDependencies {
  readonly auditStore: Pick<AuditStore, 'countStoredBefore'>;
}

/** What is about to go is shown: by retention, event by event, and by the end of a contract, all of it. */
export function retentionHandlers({
  db,
  clock,
  auditStore,
}: AdminDependencies & RetentionHandlerDependencies): HandlersOf<typeof retentionOperations> {
  return {
    async getAuditLogRetention({ caller: { organisationId } }) {
      const now = clock.now().getTime();
      const [organisation, contract, certificates, stored] = await Promise.all([
        requireOrganisation(db, organisationId),
        findContract(db, organisationId),
        listDeletionCertificates(db, organisationId),
        auditStore.countStoredBefore(
          organisationId,
          horizons.map((days) => new Date(now + (days - auditLogRetentionDays) * dayMs)),
        ),
      ]);
      return {
        days: auditLogRetentionDays,
        events: stored.events,
        oldestStoredAt: stored.first?.toISOString() ?? null,
        leaving: horizons.map((withinDays, index) => ({
          withinDays,
          until: new Date(now + withinDays * dayMs).toISOString(),
          events: stored.before[index] ?? 0,
        })),
        deletion: renderDeletion({ organisation, contract }),
        certificates: certificates
          .map(({ rule, events, firstSequence, lastSequence, startedAt, finishedAt, rows }) => ({
            rule,
            events,
            firstSequence,
            lastSequence,
            startedAt: startedAt ?? null,
            finishedAt,
            rows: [...(rows ?? [])],
          }))
          .reverse(),
      };
    },
  };
}

/** Days from now. */
const horizons = [7, 30, 90];
const dayMs = 86_400_000;

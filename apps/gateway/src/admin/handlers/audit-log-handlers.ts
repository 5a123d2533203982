import type { auditLogOperations } from '@sekisho/api-contract';
import { recordAuditLogExport, recordReplacedCharacters, requireLogDownloads } from '@sekisho/application';
import type { SealKey } from '@sekisho/audit-events/seals';
import type { SealedAuditStore } from '@sekisho/audit-store';
import { assertExportForm, parseTimeZone } from '@sekisho/domain';
import { auditQueryOf } from '../../audit/audit-query.ts';
import { exportFile } from '../../audit/export-file.ts';
import { listMonths } from '../../audit/monthly/list-months.ts';
import { openMonth } from '../../audit/monthly/open-month.ts';
import { evidenceFile } from '../../audit/seals/evidence-file.ts';
import { sealState } from '../../audit/seals/seal-state.ts';
import type { AdminDependencies } from '../admin-dependencies.ts';
import type { HandlersOf } from '../operation-handler.ts';
import { monthUnknown } from '../request-problem.ts';
import { toFilters, toForm } from './audit-log-parameters.ts';

export function auditLogHandlers(
  dependencies: AdminDependencies & AuditLogDependencies,
): HandlersOf<typeof auditLogOperations> {
  const { auditStore } = dependencies;
  return {
    async searchAuditLog({ caller, query }) {
      const page = await auditStore.search(auditQueryOf(caller.organisationId, toFilters(query)), {
        limit: query.limit,
        cursor: query.cursor,
      });
      return { events: [...page.events], nextCursor: page.nextCursor ?? null };
    },
    async countAuditLog({ caller, query }) {
      return { events: await auditStore.count(auditQueryOf(caller.organisationId, toFilters(query))) };
    },
    async getAuditLogHistogram({ caller, query }) {
      const { bucketMs, buckets } = await auditStore.histogram(auditQueryOf(caller.organisationId, toFilters(query)), {
        buckets: query.buckets,
        timeZone: query.timeZone === undefined ? undefined : parseTimeZone(query.timeZone),
      });
      return { bucketMs, buckets: buckets.map(({ start, events }) => ({ start: start.toISOString(), events })) };
    },
    async getAuditLogFacets({ caller, query }) {
      const { products, categories, events, actors } = await auditStore.facets(
        auditQueryOf(caller.organisationId, toFilters(query)),
      );
      return { products: [...products], categories: [...categories], events: [...events], actors: [...actors] };
    },
    async exportAuditLog({ caller, query }) {
      const form = toForm(query);
      await requireLogDownloads(dependencies, caller.organisationId);
      return exportFile(auditStore, auditQueryOf(caller.organisationId, toFilters(query)), {
        ...form,
        now: dependencies.clock.now(),
        onBegin: (description) => recordAuditLogExport(dependencies, caller, description),
        onReplaced: (replaced) => recordReplacedCharacters(dependencies, caller, replaced),
      });
    },
    async listAuditLogMonths({ caller, query }) {
      const months = await listMonths(dependencies, caller.organisationId, parseTimeZone(query.timeZone));
      const now = dependencies.clock.now();
      return {
        months: months.map(({ month, product, events, madeAt, late }) => ({
          month: month.name,
          product,
          events,
          madeAt: madeAt?.toISOString() ?? null,
          late,
          complete: month.to <= now,
        })),
      };
    },
    async downloadAuditLogMonth({ caller, query }) {
      const { month, product, encoding } = query;
      const form = { encoding, byteOrderMark: query.bom === 'true' };
      assertExportForm({ format: 'csv', ...form });
      const timeZone = parseTimeZone(query.timeZone);
      const file = await openMonth(dependencies, caller, { month, product, timeZone, form });
      if (file === null) throw monthUnknown();
      return file;
    },
    async exportAuditEvidence({ caller }) {
      return {
        fileName: 'auditlog-evidence.ndjson',
        body: evidenceFile({ db: dependencies.db, seals: auditStore.seals }, caller.organisationId),
      };
    },
    async getAuditLogSealState({ caller }) {
      return sealState({ ...dependencies, seals: auditStore.seals }, caller.organisationId);
    },
    async getSealKey() {
      const { keyId, publicKeyPem } = dependencies.sealKey;
      return { keyId, publicKey: publicKeyPem };
    },
  };
}

/** What reading the audit log stands on. */
export interface AuditLogDependencies {
  readonly auditStore: SealedAuditStore;
  readonly sealKey: SealKey;
}

import type { auditLogOperations } from '@sekisho/api-contract';
import { recordAuditLogExport, recordReplacedCharacters } from '@sekisho/application';
import type { SealKey } from '@sekisho/audit-events/seals';
import type { AuditQuery, SealedAuditStore } from '@sekisho/audit-store';
import { type AuditExportForm, assertExportForm, parseTimeZone } from '@sekisho/domain';
import { exportFile } from '../../audit/export-file.ts';
import { type Month, parseMonth } from '../../audit/monthly/month.ts';
import { monthlyFile } from '../../audit/monthly/monthly-file.ts';
import { evidenceFile } from '../../audit/seals/evidence-file.ts';
import { sealState } from '../../audit/seals/seal-state.ts';
import type { AdminDependencies } from '../admin-dependencies.ts';
import type { HandlersOf } from '../operation-handler.ts';
import { monthUnknown } from '../request-problem.ts';

export function auditLogHandlers(
  dependencies: AdminDependencies & AuditLogDependencies,
): HandlersOf<typeof auditLogOperations> {
  const { auditStore } = dependencies;
  return {
    async searchAuditLog({ caller, query }) {
      const page = await auditStore.search(toQuery(caller.organisationId, query), {
        limit: query.limit,
        cursor: query.cursor,
      });
      return { events: [...page.events], nextCursor: page.nextCursor ?? null };
    },
    async countAuditLog({ caller, query }) {
      return { events: await auditStore.count(toQuery(caller.organisationId, query)) };
    },
    async getAuditLogHistogram({ caller, query }) {
      const { bucketMs, buckets } = await auditStore.histogram(toQuery(caller.organisationId, query), {
        buckets: query.buckets,
        timeZone: query.timeZone === undefined ? undefined : parseTimeZone(query.timeZone),
      });
      return { bucketMs, buckets: buckets.map(({ start, events }) => ({ start: start.toISOString(), events })) };
    },
    async getAuditLogFacets({ caller, query }) {
      const { products, categories, events, actors } = await auditStore.facets(toQuery(caller.organisationId, query));
      return { products: [...products], categories: [...categories], events: [...events], actors: [...actors] };
    },
    async exportAuditLog({ caller, query }) {
      const form = toForm(query);
      return exportFile(auditStore, toQuery(caller.organisationId, query), {
        ...form,
        now: dependencies.clock.now(),
        onBegin: (description) => recordAuditLogExport(dependencies, caller, description),
        onReplaced: (replaced) => recordReplacedCharacters(dependencies, caller, replaced),
      });
    },
    async listAuditLogMonths({ caller, query }) {
      const timeZone = parseTimeZone(query.timeZone);
      const months = await auditStore.months(caller.organisationId, timeZone);
      const now = dependencies.clock.now();
      return {
        months: months.map((month) => ({ ...month, complete: monthNamed(month.month, timeZone).to <= now })),
      };
    },
    async downloadAuditLogMonth({ caller, query }) {
      const { organisationId } = caller;
      const form = { format: 'csv', encoding: query.encoding, byteOrderMark: query.bom === 'true' } as const;
      assertExportForm(form);
      const timeZone = parseTimeZone(query.timeZone);
      const month = monthNamed(query.month, timeZone);
      const found = (await auditStore.months(organisationId, timeZone)).find(
        (one) => one.month === month.name && one.product === query.product,
      );
      if (found === undefined) throw monthUnknown();
      return monthlyFile(auditStore, {
        organisationId,
        product: query.product,
        month,
        ...form,
        late: found.late,
        now: dependencies.clock.now(),
        onBegin: () => {
          const range = `${query.product} ${month.name} (${timeZone})`;
          return recordAuditLogExport(dependencies, caller, { range, format: 'CSV' });
        },
      });
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

function monthNamed(name: string, timeZone: string): Month {
  const month = parseMonth(name, timeZone);
  if (month === undefined) throw monthUnknown();
  return month;
}

/** What reading the audit log stands on. */
export interface AuditLogDependencies {
  readonly auditStore: SealedAuditStore;
  readonly sealKey: SealKey;
}

/** Throws where the form makes no sense. */
function toForm(chosen: Omit<AuditExportForm, 'byteOrderMark'> & { readonly bom: 'true' | 'false' }): AuditExportForm {
  const { format, order, preset, encoding, compression } = chosen;
  const form = { format, order, preset, encoding, compression, byteOrderMark: chosen.bom === 'true' };
  assertExportForm(form);
  return form;
}

interface Filters {
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  readonly product?: string | string[] | undefined;
  readonly category?: string | string[] | undefined;
  readonly event?: string | string[] | undefined;
  readonly actor?: string | undefined;
  readonly ip?: string | undefined;
  readonly text?: string | undefined;
}

function toQuery(organisationId: string, filters: Filters): AuditQuery {
  return {
    organisationId,
    from: filters.from === undefined ? undefined : new Date(filters.from),
    to: filters.to === undefined ? undefined : new Date(filters.to),
    products: listOf(filters.product),
    categories: listOf(filters.category),
    events: listOf(filters.event),
    actor: filters.actor,
    ipAddress: filters.ip,
    text: filters.text,
  };
}

/** A form's empty field asks for nothing in particular. */
function listOf(values: string | string[] | undefined): string[] | undefined {
  if (values === undefined || values === '') return undefined;
  return typeof values === 'string' ? [values] : values;
}

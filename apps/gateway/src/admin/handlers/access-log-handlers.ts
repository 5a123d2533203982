import type { accessLogOperations } from '@sekisho/api-contract';
import {
  type EntitlementDependencies,
  listAccessLogEntitlements,
  recordAccessLogDownload,
  requireAccessLog,
  requireLogDownloads,
} from '@sekisho/application';
import type { CataloguePlan } from '@sekisho/audit-events';
import type { AccessLogStore } from '@sekisho/audit-store';
import { accessLogAvailableFrom, assertAccessLogAvailable, assertExportForm } from '@sekisho/domain';
import { type Month, parseMonth } from '../../audit/monthly/month.ts';
import { monthArchive } from '../../audit/monthly/month-archive.ts';
import type { AdminDependencies } from '../admin-dependencies.ts';
import type { HandlersOf } from '../operation-handler.ts';
import { monthUnknown } from '../request-problem.ts';

/** What taking the access log out stands on. */
export interface AccessLogHandlerDependencies extends EntitlementDependencies {
  readonly accessLog: AccessLogStore;
}

/** The access log's own rules: only by plan, only whole months in UTC, and each from its day on. */
export function accessLogHandlers(
  dependencies: AdminDependencies & AccessLogHandlerDependencies,
): HandlersOf<typeof accessLogOperations> {
  const { accessLog, clock } = dependencies;
  return {
    async listAccessLogMonths({ caller }) {
      const entitlements = await listAccessLogEntitlements(dependencies, caller.organisationId);
      const included = entitlements.filter((entitlement) => entitlement.included).map(({ product }) => product);
      const months = included.length === 0 ? [] : await accessLog.months(caller.organisationId);
      const now = clock.now();
      return {
        products: entitlements.map(({ plan, plansWithAccessLog, ...entitlement }) => ({
          ...entitlement,
          plan: plan === null ? null : renderPlan(plan),
          plansWithAccessLog: plansWithAccessLog.map(renderPlan),
        })),
        months: months
          .filter(({ product }) => included.includes(product))
          .map((month) => {
            const availableFrom = accessLogAvailableFrom(monthNamed(month.month).to);
            return { ...month, availableFrom: availableFrom.toISOString(), available: availableFrom <= now };
          }),
      };
    },
    async downloadAccessLogMonth({ caller, query }) {
      const { organisationId } = caller;
      const { product } = query;
      const form = { format: 'csv', encoding: query.encoding, byteOrderMark: query.bom === 'true' } as const;
      assertExportForm(form);
      await requireAccessLog(dependencies, organisationId, product);
      await requireLogDownloads(dependencies, organisationId);
      const month = monthNamed(query.month);
      const now = clock.now();
      assertAccessLogAvailable(month.name, month.to, now);
      const selection = { organisationId, product, from: month.from, to: month.to };
      if ((await accessLog.count(selection)) === 0) throw monthUnknown();
      const dueAt = accessLogAvailableFrom(month.to);
      return monthArchive({
        prefix: 'accesslog',
        product,
        month,
        ...form,
        csv: accessLog.exportCsv(selection, form),
        dueAt,
        late: await accessLog.count(selection, dueAt),
        now,
        onBegin: () => recordAccessLogDownload(dependencies, caller, { product, month: month.name }),
      });
    },
  };
}

function monthNamed(name: string): Month {
  const month = parseMonth(name, 'UTC');
  if (month === undefined) throw monthUnknown();
  return month;
}

function renderPlan({ id, name }: CataloguePlan) {
  return { id, name: { ...name } };
}

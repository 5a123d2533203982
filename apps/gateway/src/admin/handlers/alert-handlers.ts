import type { alert, alertOperations, alertRule } from '@sekisho/api-contract';
import {
  acknowledgeAlert,
  changeAlertRule,
  createAlertRule,
  evidenceAddress,
  removeAlertRule,
} from '@sekisho/application';
import { type AlertRule, describeAlert } from '@sekisho/domain';
import { type AlertOverview, findAlert, listAlertRules, listAlerts } from '@sekisho/storage';
import type { z } from 'zod';
import type { AdminDependencies } from '../admin-dependencies.ts';
import type { HandlersOf } from '../operation-handler.ts';

/** What alerts need beside what every handler has. */
export interface AlertHandlerDependencies {
  /** Whether there is a mail server. */
  readonly mailConfigured: boolean;
}

export function alertHandlers(
  dependencies: AdminDependencies & AlertHandlerDependencies,
): HandlersOf<typeof alertOperations> {
  const { db, publicUrl, mailConfigured } = dependencies;

  return {
    async listAlertRules({ caller }) {
      const rules = await listAlertRules(db, caller.organisationId);
      return { items: rules.map(renderRule), mailConfigured };
    },
    async createAlertRule({ caller, body }) {
      return renderRule(await createAlertRule(dependencies, caller, body));
    },
    async updateAlertRule({ caller, params, body }) {
      return renderRule(await changeAlertRule(dependencies, caller, params.ruleId, body));
    },
    async deleteAlertRule({ caller, params }) {
      await removeAlertRule(dependencies, caller, params.ruleId);
    },
    async listAlerts({ caller, query }) {
      const { items, total } = await listAlerts(db, caller.organisationId, query);
      return { items: items.map((overview) => renderAlert(overview, publicUrl)), total };
    },
    async acknowledgeAlert({ caller, params }) {
      const acknowledged = await acknowledgeAlert(dependencies, caller, params.alertId);
      const overview = await findAlert(db, caller.organisationId, params.alertId);
      return renderAlert(overview ?? { alert: acknowledged, notifications: [] }, publicUrl);
    },
  };
}

/** A rule as the API shows it. */
export function renderRule(rule: AlertRule): z.output<typeof alertRule> {
  const { condition, notify } = rule;
  return {
    id: rule.id,
    name: rule.name,
    enabled: rule.enabled,
    condition: renderCondition(condition),
    notify: { emails: [...notify.emails], destinationIds: [...notify.destinationIds] },
    createdAt: rule.createdAt.toISOString(),
    updatedAt: rule.updatedAt.toISOString(),
  };
}

/** The same, with lists that may be changed: what the contract's types ask for. */
function renderCondition(condition: AlertRule['condition']): z.output<typeof alertRule>['condition'] {
  switch (condition.kind) {
    case 'search': {
      const { products, categories, events, ...rest } = condition.filter;
      return {
        ...condition,
        filter: {
          ...rest,
          ...(products === undefined ? {} : { products: [...products] }),
          ...(categories === undefined ? {} : { categories: [...categories] }),
          ...(events === undefined ? {} : { events: [...events] }),
        },
      };
    }
    case 'off-hours-bulk':
      return { ...condition, workingDays: [...condition.workingDays] };
    default:
      return condition;
  }
}

function renderAlert({ alert: found, notifications }: AlertOverview, publicUrl: string): z.output<typeof alert> {
  return {
    id: found.id,
    ruleId: found.ruleId,
    ruleName: found.ruleName,
    kind: found.kind,
    summary: describeAlert(found),
    subject: found.subject,
    eventCount: found.eventCount,
    firstEventAt: found.firstEventAt.toISOString(),
    lastEventAt: found.lastEventAt.toISOString(),
    raisedAt: found.raisedAt.toISOString(),
    evidenceUrl: evidenceAddress(publicUrl, found.evidence),
    notifications: notifications.map(({ channel, target, state, sentAt, lastError }) => ({
      channel,
      target,
      state,
      sentAt: sentAt?.toISOString() ?? null,
      lastError,
    })),
    acknowledgedAt: found.acknowledgedAt?.toISOString() ?? null,
    acknowledgedBy: found.acknowledgedBy,
  };
}

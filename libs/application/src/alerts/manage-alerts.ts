import {
  type Alert,
  type AlertCondition,
  type AlertRecipients,
  type AlertRule,
  DomainError,
  decideAcknowledgeAlert,
  decideChangeAlertRule,
  decideCreateAlertRule,
  decideDeleteAlertRule,
} from '@sekisho/domain';
import {
  clearProgress,
  type Database,
  deleteAlertRule,
  insertAlertRule,
  listAlertRules,
  listDestinationIds,
  lockAlert,
  lockAlertRule,
  lockOrganisation,
  updateAlert,
  updateAlertRule,
} from '@sekisho/storage';
import type { Transaction } from 'kysely';
import { describeActor } from '../audit-trail/describe-event.ts';
import { recordEvents } from '../audit-trail/record-events.ts';
import { organisationNotFound } from '../organisations/require-organisation.ts';
import type { TenantScope, UseCaseDependencies } from '../use-case.ts';

/** Alert rules: made, changed, removed; and alerts: taken note of. */

export interface NewAlertRuleRequest {
  readonly name: string;
  readonly condition: AlertCondition;
  readonly notify: AlertRecipients;
}

export async function createAlertRule(
  dependencies: UseCaseDependencies,
  scope: TenantScope,
  wanted: NewAlertRuleRequest,
): Promise<AlertRule> {
  const { db, clock, ids } = dependencies;
  const now = clock.now();
  return db.transaction().execute(async (trx) => {
    if ((await lockOrganisation(trx, scope.organisationId)) === null) throw organisationNotFound();
    const existing = (await listAlertRules(trx, scope.organisationId)).length;
    const webhooks = await listDestinationIds(trx, scope.organisationId, 'webhook');
    const { next, events } = decideCreateAlertRule(
      { id: ids.uuid(), organisationId: scope.organisationId, ...wanted },
      { existing, webhooks },
      now,
    );
    await insertAlertRule(trx, next);
    await recordEvents(trx, events, { ...scope, now, ids });
    return next;
  });
}

export async function changeAlertRule(
  dependencies: UseCaseDependencies,
  scope: TenantScope,
  ruleId: string,
  change: Parameters<typeof decideChangeAlertRule>[1],
): Promise<AlertRule> {
  const { db, clock, ids } = dependencies;
  const now = clock.now();
  return db.transaction().execute(async (trx) => {
    const before = await requireLockedRule(trx, scope, ruleId);
    const webhooks = await listDestinationIds(trx, scope.organisationId, 'webhook');
    const { next, events } = decideChangeAlertRule(before, change, { webhooks }, now);
    if (events.length === 0) return before;
    await updateAlertRule(trx, next);
    // What was counted for another condition, or before a break, means nothing now.
    if (next.condition !== before.condition || next.enabled !== before.enabled) {
      await clearProgress(trx, scope.organisationId, ruleId);
    }
    await recordEvents(trx, events, { ...scope, now, ids });
    return next;
  });
}

/** Removes a rule. The alerts that it raised stay. */
export async function removeAlertRule(
  dependencies: UseCaseDependencies,
  scope: TenantScope,
  ruleId: string,
): Promise<void> {
  const { db, clock, ids } = dependencies;
  await db.transaction().execute(async (trx) => {
    const before = await requireLockedRule(trx, scope, ruleId);
    const { events } = decideDeleteAlertRule(before);
    await deleteAlertRule(trx, scope.organisationId, ruleId);
    await recordEvents(trx, events, { ...scope, now: clock.now(), ids });
  });
}

/** Notes that the actor has seen the alert. Again: the first one stays named. */
export async function acknowledgeAlert(
  dependencies: UseCaseDependencies,
  scope: TenantScope,
  alertId: string,
): Promise<Alert> {
  const { db, clock, ids } = dependencies;
  const now = clock.now();
  return db.transaction().execute(async (trx) => {
    const before = await lockAlert(trx, scope.organisationId, alertId);
    if (before === null) {
      throw new DomainError('alert.not-found', {
        ja: 'このアラートは見つかりませんでした。',
        en: 'There is no such alert.',
      });
    }
    const { next, events } = decideAcknowledgeAlert(before, describeActor(scope.actor).operationUserName, now);
    if (events.length === 0) return before;
    await updateAlert(trx, next);
    await recordEvents(trx, events, { ...scope, now, ids });
    return next;
  });
}

async function requireLockedRule(trx: Transaction<Database>, scope: TenantScope, ruleId: string): Promise<AlertRule> {
  const rule = await lockAlertRule(trx, scope.organisationId, ruleId);
  if (rule !== null) return rule;
  throw new DomainError('alert-rule.not-found', {
    ja: 'このルールは見つかりませんでした。',
    en: 'There is no such alert rule.',
  });
}

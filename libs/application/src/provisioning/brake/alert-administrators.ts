import type { AuditEvent } from '@sekisho/audit-events';
import type { Alert } from '@sekisho/domain';
import {
  type Database,
  insertAlert,
  insertNotifications,
  listAdministratorAddresses,
  listAlertRules,
} from '@sekisho/storage';
import type { Transaction } from 'kysely';
import type { ProvisioningContext, ProvisioningDependencies } from '../provisioning-context.ts';

/**
 * Tells the administrators that a brake has closed, in the transaction that closes it: the alert stands in the app and
 * the API, and is mailed to them. No rule is needed for it, because what is held waits for them; an organisation that has
 * a rule for it has chosen itself who is told, and is told by that alone.
 */
export async function alertAdministrators(
  trx: Transaction<Database>,
  { ids, mailConfigured }: ProvisioningDependencies,
  { organisation }: ProvisioningContext,
  event: AuditEvent,
  now: Date,
): Promise<void> {
  const rules = await listAlertRules(trx, organisation.id);
  if (rules.some(({ enabled, condition }) => enabled && condition.kind === 'provisioning-brake')) return;
  const alert: Alert = {
    id: ids.uuid(),
    organisationId: organisation.id,
    ruleId: null,
    ruleName: null,
    kind: 'provisioning-brake',
    subject: event.action,
    eventCount: 1,
    firstEventAt: now,
    lastEventAt: now,
    evidence: {
      from: event.occurredAt,
      to: new Date(now.getTime() + 1).toISOString(),
      product: event.product,
      category: event.category,
      event: event.event,
      id: event.id,
    },
    raisedAt: now,
    acknowledgedAt: null,
    acknowledgedBy: null,
  };
  await insertAlert(trx, alert, event.id);
  const addresses = await listAdministratorAddresses(trx, organisation.id, mostMails);
  const notifications = addresses.map((target) => ({
    id: ids.uuid(),
    organisationId: organisation.id,
    alertId: alert.id,
    channel: 'email' as const,
    target,
    state: mailConfigured === true ? ('pending' as const) : ('not-configured' as const),
  }));
  await insertNotifications(trx, notifications, now);
}

/** A company may make a thousand people administrators; the alert is in the app for all of them. */
const mostMails = 50;

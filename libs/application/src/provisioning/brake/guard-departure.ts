import type { LocalisedText, Member } from '@sekisho/domain';
import { ScimError } from '@sekisho/scim-core';
import {
  appendOutbox,
  type Brake,
  countDepartures,
  type Database,
  findCurrentBrake,
  holdDeparture,
  insertBrake,
  lockBrakeGauge,
  recordDeparture,
} from '@sekisho/storage';
import type { Transaction } from 'kysely';
import { toAuditEvents } from '../../audit-trail/record-events.ts';
import { RetryLaterError } from '../explain/retry-later.ts';
import {
  eventContext,
  type ProvisioningContext,
  type ProvisioningDependencies,
  scopeOf,
} from '../provisioning-context.ts';
import { alertAdministrators } from './alert-administrators.ts';

/**
 * The brake on mass departures. A wrong scope filter at the identity provider deactivates a whole company in minutes, and
 * every request of it looks like any other. So departures (deactivation or deletion of an account in use) are counted a
 * connection: once more than a share of its accounts would have gone within an hour, the rest is held, answered 429 and
 * shown to administrators, who approve or reject. Counting happens under a lock of the connection's own, so that
 * concurrent requests can't pass it together.
 */
const windowMs = 60 * 60_000;
/** How old a count of the connection's accounts may be. It moves slowly, and counting a large company costs. */
const recountMs = 5 * 60_000;
/** Seconds until a held change may be asked again. Entra's cycles are 40 minutes apart; Okta waits as told. */
const heldRetrySeconds = 600;

/**
 * Called in the transaction that would carry the departure out. Null: it may go, and is counted. An error: it may not;
 * the transaction must then commit without the change, because what is held was written down in it, and throw the error.
 */
export async function guardDeparture(
  trx: Transaction<Database>,
  dependencies: ProvisioningDependencies,
  context: ProvisioningContext,
  member: Member,
  kind: 'deactivate' | 'delete',
): Promise<ScimError | null> {
  if (!isBrakeOn(context)) return null;
  const scope = scopeOf(context);
  const now = dependencies.clock.now();
  const windowStart = new Date(now.getTime() - windowMs);
  const recountBefore = new Date(now.getTime() - recountMs);
  const accounts = await lockBrakeGauge(trx, scope, now, { windowStart, recountBefore });
  const current = await findCurrentBrake(trx, scope, now);
  if (current?.state === 'rejected') return rejected();
  if (current?.state === 'holding') {
    await holdDeparture(trx, current, { accountId: member.id, kind, heldAt: now });
    return held();
  }
  const departures = current === null ? await countDepartures(trx, scope, windowStart, member.id) : 0;
  if (current === null && departures + 1 > departureLimit(context, accounts)) {
    const brake = newBrake(dependencies, context, { accounts, departures, now });
    await insertBrake(trx, brake);
    await holdDeparture(trx, brake, { accountId: member.id, kind, heldAt: now });
    const event = {
      type: 'brake.triggered' as const,
      connectionName: context.connection.name,
      departures,
      accounts,
    };
    const auditEvents = toAuditEvents([event], eventContext(context, dependencies, now));
    await appendOutbox(trx, auditEvents, now);
    for (const auditEvent of auditEvents) await alertAdministrators(trx, dependencies, context, auditEvent, now);
    return held();
  }
  await recordDeparture(trx, scope, member.id, now);
  return null;
}

/** How many may leave within the hour: the share, but never fewer than the minimum. */
export function departureLimit(context: Pick<ProvisioningContext, 'settings'>, accounts: number): number {
  const { share, minimum } = context.settings.brake;
  return Math.max(minimum, Math.floor(accounts * share));
}

/** On unless an administrator turned it off; off in organisations that exist to be tested against, unless turned on. */
export function isBrakeOn(context: Pick<ProvisioningContext, 'settings' | 'organisation'>): boolean {
  return context.settings.brake.enabled ?? context.organisation.emailDomainRule !== 'waived';
}

function newBrake(
  dependencies: ProvisioningDependencies,
  context: ProvisioningContext,
  facts: { readonly accounts: number; readonly departures: number; readonly now: Date },
): Brake {
  return {
    id: dependencies.ids.uuid(),
    organisationId: context.organisation.id,
    connectionId: context.connection.id,
    state: 'holding',
    accounts: facts.accounts,
    departures: facts.departures,
    share: context.settings.brake.share,
    triggeredAt: facts.now,
    decidedAt: null,
    decidedBy: null,
    openUntil: null,
  };
}

const whatToDo: LocalisedText = {
  ja: '組織の管理者が「IdP連携」画面で承認または却下するまで保留されます。IdP の割り当て範囲（スコープ）に誤りがないか確認してください。',
  en: 'The change is held until an administrator of the organisation approves or rejects it under Connections. Check the scope of assignments at the identity provider.',
};

function held(): RetryLaterError {
  return new RetryLaterError(429, heldRetrySeconds, {
    ja: `短時間に多数のアカウントが無効化または削除されたため、安全のため停止しました。${whatToDo.ja}`,
    en: `Many accounts were deactivated or deleted within a short time, so this was stopped for safety. ${whatToDo.en}`,
  });
}

function rejected(): ScimError {
  return new ScimError(403, undefined, {
    ja: 'アカウントの大量の無効化・削除は、組織の管理者により却下されました。IdP の割り当て範囲（スコープ）を修正し、管理者に「IdP連携」画面でブレーキの解除を依頼してください。',
    en: 'An administrator of the organisation has rejected the mass deactivation or deletion of accounts. Correct the scope of assignments at the identity provider, and ask the administrator to release the brake under Connections.',
  });
}

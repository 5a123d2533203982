import { type Actor, DomainError, type DomainEvent } from '@sekisho/domain';
import { ScimError } from '@sekisho/scim-core';
import {
  type Brake,
  createUserAccess,
  type Database,
  findBrake,
  findConnection,
  inTransaction,
  listHeldDepartures,
  listUnfinishedApprovals,
  lockBrake,
  lockBrakeGauge,
  refuseHeldDepartures,
  settleHeldDeparture,
  updateBrake,
} from '@sekisho/storage';
import type { Transaction } from 'kysely';
import { recordEvents } from '../../audit-trail/record-events.ts';
import type { TenantScope, UseCaseDependencies } from '../../use-case.ts';
import { loadProvisioningContext } from '../load-provisioning-context.ts';
import type { ProvisioningContext } from '../provisioning-context.ts';
import { changeUser } from '../users/change-user.ts';
import { deleteUser } from '../users/delete-user.ts';

/**
 * What administrators do about a brake. Approved: what was held is carried out at once, and the provider's further
 * departures go through for some hours, because it has not sent all of them yet. Rejected: what was held never happens,
 * and every departure of the connection is refused until somebody has corrected the provider and releases the brake.
 */

/** How long an approval lets departures through. Providers back off for hours after 429; Entra retries each cycle. */
const approvedForMs = 12 * 60 * 60_000;
const batchSize = 200;

/** What approving has done so far. */
export interface ApprovedBrake {
  readonly brake: Brake;
  readonly applied: number;
  /** Could not be carried out: by now the last administrator, for one. They stay in use. */
  readonly failed: number;
}

export async function approveBrake(
  dependencies: UseCaseDependencies,
  scope: TenantScope,
  brakeId: string,
): Promise<ApprovedBrake> {
  const brake = await decide(dependencies, scope, brakeId, ['holding'], async (_trx, before, held, now) => ({
    next: { ...before, state: 'approved', openUntil: new Date(now.getTime() + approvedForMs) },
    event: { type: 'brake.approved', connectionName: await nameOf(dependencies, before), held },
  }));
  return { brake, ...(await applyHeldDepartures(dependencies, brake)) };
}

export async function rejectBrake(
  dependencies: UseCaseDependencies,
  scope: TenantScope,
  brakeId: string,
): Promise<Brake> {
  return decide(dependencies, scope, brakeId, ['holding'], async (trx, before, held) => {
    await refuseHeldDepartures(trx, before.id);
    return {
      next: { ...before, state: 'rejected' },
      event: { type: 'brake.rejected', connectionName: await nameOf(dependencies, before), held },
    };
  });
}

/** After a rejection, or an approval that is to end before its time: departures are counted again from now on. */
export async function releaseBrake(
  dependencies: UseCaseDependencies,
  scope: TenantScope,
  brakeId: string,
): Promise<Brake> {
  return decide(dependencies, scope, brakeId, ['rejected', 'approved'], async (_trx, before) => ({
    next: { ...before, state: 'released', openUntil: null },
    event: { type: 'brake.released', connectionName: await nameOf(dependencies, before) },
  }));
}

/** Carries on with approvals that a stopped process left unfinished. For the worker. */
export async function resumeApprovedBrakes(dependencies: UseCaseDependencies): Promise<void> {
  for (const { organisationId, brakeId } of await listUnfinishedApprovals(dependencies.db)) {
    const brake = await inTransaction(dependencies.db, (trx) => lockBrake(trx, organisationId, brakeId));
    if (brake?.state === 'approved') await applyHeldDepartures(dependencies, brake);
  }
}

async function applyHeldDepartures(
  dependencies: UseCaseDependencies,
  brake: Brake,
): Promise<{ applied: number; failed: number }> {
  const context = await loadProvisioningContext(dependencies.db, brake);
  const counts = { applied: 0, failed: 0 };
  if (context === null) return counts;
  for (;;) {
    const batch = await listHeldDepartures(dependencies.db, brake.organisationId, brake.id, {
      states: ['held'],
      limit: batchSize,
    });
    for (const departure of batch) {
      const outcome = await applyDeparture(dependencies, context, departure.accountId, departure.kind);
      counts[outcome] += 1;
      await inTransaction(dependencies.db, (trx) => settleHeldDeparture(trx, brake.id, departure.accountId, outcome));
    }
    if (batch.length < batchSize) return counts;
  }
}

async function applyDeparture(
  dependencies: UseCaseDependencies,
  context: ProvisioningContext,
  accountId: string,
  kind: 'deactivate' | 'delete',
): Promise<'applied' | 'failed'> {
  const check = () => undefined;
  try {
    if (kind === 'delete') await deleteUser(dependencies, context, accountId, check);
    else {
      const apply = (current: Parameters<Parameters<typeof changeUser>[3]['apply']>[0]) => ({
        resource: { ...current, active: false },
        changed: current['active'] !== false,
      });
      await changeUser({ ...dependencies, users: createUserAccess(dependencies.db) }, context, accountId, {
        check,
        apply,
      });
    }
    return 'applied';
  } catch (error) {
    // Gone already is done; what the rules refuse stays as it is and is shown so.
    if (!(error instanceof ScimError)) throw error;
    return error.status === 404 ? 'applied' : 'failed';
  }
}

interface BrakeDecision {
  readonly next: Brake;
  readonly event: DomainEvent;
}

async function decide(
  dependencies: UseCaseDependencies,
  scope: TenantScope,
  brakeId: string,
  from: readonly Brake['state'][],
  decision: (trx: Transaction<Database>, before: Brake, held: number, now: Date) => Promise<BrakeDecision>,
): Promise<Brake> {
  const { db, clock, ids } = dependencies;
  const now = clock.now();
  return inTransaction(db, async (trx) => {
    const before = await lockBrakeOf(trx, scope.organisationId, brakeId, now);
    if (before === null) {
      throw new DomainError('brake.not-found', {
        ja: '保留中の変更が見つかりません。',
        en: 'There are no such held changes.',
      });
    }
    if (!from.includes(before.state)) {
      throw new DomainError('brake.decided', {
        ja: 'この保留は、すでに処理されています。画面を再読み込みしてください。',
        en: 'This has been decided already. Reload the page.',
      });
    }
    const held = await listHeldDepartures(trx, scope.organisationId, brakeId, { states: ['held'], limit: 1_000_000 });
    const { next, event } = await decision(trx, before, held.length, now);
    const decided = { ...next, decidedAt: now, decidedBy: nameOfActor(scope.actor) };
    await updateBrake(trx, decided);
    await recordEvents(trx, [event], { ...scope, now, ids });
    return decided;
  });
}

/** In the order in which departures lock: first the connection's gauge, which they all pass, then the brake. */
async function lockBrakeOf(
  trx: Transaction<Database>,
  organisationId: string,
  brakeId: string,
  now: Date,
): Promise<Brake | null> {
  const brake = await findBrake(trx, organisationId, brakeId);
  if (brake === null) return null;
  await lockBrakeGauge(trx, brake, now, { windowStart: now, recountBefore: new Date(0) });
  return lockBrake(trx, organisationId, brakeId);
}

async function nameOf(dependencies: UseCaseDependencies, brake: Brake): Promise<string> {
  const connection = await findConnection(dependencies.db, brake.organisationId, brake.connectionId);
  return connection?.name ?? brake.connectionId;
}

function nameOfActor(actor: Actor): string {
  return actor.kind === 'account' || actor.kind === 'api-key' ? actor.name : actor.kind;
}

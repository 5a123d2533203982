import {
  type Contract,
  contractAt,
  type Decision,
  decideEndContract,
  decideRegisterContract,
  decideResumeContract,
  decideStartTrial,
  decideSuspendContract,
  isRecording,
  type Organisation,
} from '@sekisho/domain';
import { appendContractChanges, type Database, findContract, lockOrganisation, writeContract } from '@sekisho/storage';
import type { Transaction } from 'kysely';
import { describeActor } from '../audit-trail/describe-event.ts';
import { type EventContext, recordEvents } from '../audit-trail/record-events.ts';
import { organisationNotFound } from '../organisations/require-organisation.ts';
import type { TenantScope, UseCaseDependencies } from '../use-case.ts';

/** What a contract can be brought to. */
export type WantedContract = Exclude<Contract['state'], 'none'>;

/** An organisation and its contract, which together say what is recorded and what goes when. */
export interface OrganisationContract {
  readonly organisation: Organisation;
  readonly contract: Contract;
}

/**
 * Brings the organisation's contract to a state: begins its trial, registers or resumes it, suspends it, ends it. Asking for
 * what is so already changes nothing.
 */
export async function setContract(
  dependencies: UseCaseDependencies,
  scope: TenantScope,
  wanted: WantedContract,
): Promise<OrganisationContract> {
  const { db, clock, ids } = dependencies;
  return db.transaction().execute(async (trx) => {
    const organisation = await lockOrganisation(trx, scope.organisationId);
    if (organisation === null) throw organisationNotFound();
    const before = await findContract(trx, organisation.id);
    const now = clock.now();
    const decision = decide(organisation, before, wanted, now);
    const context = { ...scope, now, ids };
    // Of a beginning the log can tell once there is a period, of an end only as long as there is.
    const recording = isRecording(organisation, before, now);
    if (recording) await recordEvents(trx, decision.events, context);
    if (decision.events.length > 0) await writeContractDecision(trx, decision, context);
    if (!recording) await recordEvents(trx, decision.events, context);
    return { organisation, contract: decision.next };
  });
}

/** Writes what was decided on a contract, and for good who decided it. */
export async function writeContractDecision(
  trx: Transaction<Database>,
  { next, events }: Decision<Contract>,
  { actor, now }: EventContext,
): Promise<void> {
  await writeContract(trx, next);
  await appendContractChanges(
    trx,
    events.map(({ type }) => ({
      organisationId: next.organisationId,
      change: type,
      state: next.state,
      decidedBy: describeActor(actor).operationUserName,
      decidedAt: now,
    })),
  );
}

function decide(organisation: Organisation, before: Contract, wanted: WantedContract, now: Date): Decision<Contract> {
  switch (wanted) {
    case 'trial':
      return decideStartTrial(before, organisation, now);
    case 'contracted':
      return contractAt(before, now) === 'suspended'
        ? decideResumeContract(before, now)
        : decideRegisterContract(before, now);
    case 'suspended':
      return decideSuspendContract(before, organisation, now);
    case 'ended':
      return decideEndContract(before, now);
  }
}

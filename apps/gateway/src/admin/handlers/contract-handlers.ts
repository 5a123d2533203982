import type { contract, contractOperations } from '@sekisho/api-contract';
import { type OrganisationContract, requireOrganisation } from '@sekisho/application';
import { auditLogDeletion, contractAt, isRecording } from '@sekisho/domain';
import { findContract } from '@sekisho/storage';
import type { z } from 'zod';
import type { AdminDependencies } from '../admin-dependencies.ts';
import type { HandlersOf } from '../operation-handler.ts';

export function contractHandlers({ db, clock }: AdminDependencies): HandlersOf<typeof contractOperations> {
  return {
    async getContract({ caller: { organisationId } }) {
      const organisation = await requireOrganisation(db, organisationId);
      return renderContract({ organisation, contract: await findContract(db, organisationId) }, clock.now());
    },
  };
}

/** A contract as the API shows it: what is so now, and what will be unless somebody decides otherwise. */
export function renderContract(
  { organisation, contract: value }: OrganisationContract,
  now: Date,
): z.output<typeof contract> {
  const recording = isRecording(organisation, value, now);
  return {
    standing: contractAt(value, now),
    since: value.since?.toISOString() ?? null,
    recording,
    recordingUntil: recording ? (value.periods.at(-1)?.to?.toISOString() ?? null) : null,
    deletion: renderDeletion({ organisation, contract: value }),
  };
}

export function renderDeletion({
  organisation,
  contract: value,
}: OrganisationContract): z.output<typeof contract>['deletion'] {
  const deletion = auditLogDeletion(organisation, value);
  if (deletion === null) return null;
  const { rule, startsAt, doneBy } = deletion;
  return { rule, startsAt: startsAt.toISOString(), doneBy: doneBy.toISOString() };
}

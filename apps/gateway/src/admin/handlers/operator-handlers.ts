import type { operatorOperations } from '@sekisho/api-contract';
import {
  createOrganisation,
  requireOrganisation,
  setContract,
  setEmailDomainRule,
  vouchForDomain,
} from '@sekisho/application';
import { findContract, listDeadLetters, listOrganisations, requeueDeadLetter } from '@sekisho/storage';
import type { AdminDependencies } from '../admin-dependencies.ts';
import type { HandlersOf } from '../operation-handler.ts';
import { RequestProblem } from '../request-problem.ts';
import { renderContract } from './contract-handlers.ts';
import { renderDomain, renderOrganisation } from './render.ts';

/** What whoever runs the installation may do. Nothing here reads or changes a tenant's people or log. */
export function operatorHandlers(dependencies: AdminDependencies): HandlersOf<typeof operatorOperations> {
  const { db, clock } = dependencies;

  return {
    async listOrganisations({ query }) {
      const { items, total } = await listOrganisations(db, query);
      return { items: items.map(renderOrganisation), total };
    },
    async createOrganisation({ caller, body }) {
      const { organisation, owner } = await createOrganisation(dependencies, caller.actor, body);
      return { organisation: renderOrganisation(organisation), ownerId: owner.id };
    },
    async setEmailDomainRule({ caller, params, body }) {
      return renderOrganisation(await setEmailDomainRule(dependencies, { ...caller, ...params }, body.rule));
    },
    async getOrganisationContract({ params: { organisationId } }) {
      const organisation = await requireOrganisation(db, organisationId);
      return renderContract({ organisation, contract: await findContract(db, organisationId) }, clock.now());
    },
    async setOrganisationContract({ caller, params, body }) {
      return renderContract(await setContract(dependencies, { ...caller, ...params }, body.state), clock.now());
    },
    async vouchForDomain({ caller, params }) {
      const scope = { ...caller, organisationId: params.organisationId };
      return renderDomain(await vouchForDomain(dependencies, scope, params.domain));
    },
    async listDeadLetters({ query }) {
      const { afterFailedAt, afterEventId, ...page } = query;
      const after =
        afterFailedAt === undefined || afterEventId === undefined
          ? undefined
          : { failedAt: new Date(afterFailedAt), eventId: afterEventId };
      const letters = await listDeadLetters(db, { ...page, after });
      return {
        items: letters.map(({ event, reason, attempts, createdAt, failedAt }) => ({
          eventId: event.id,
          organisationId: event.organisationId,
          product: event.product,
          category: event.category,
          event: event.event,
          reason,
          attempts,
          createdAt: createdAt.toISOString(),
          failedAt: failedAt.toISOString(),
        })),
      };
    },
    async requeueDeadLetter({ params }) {
      const { organisationId, eventId } = params;
      const requeued = await db
        .transaction()
        .execute((trx) => requeueDeadLetter(trx, organisationId, eventId, clock.now()));
      if (requeued) return;
      throw new RequestProblem(404, 'request.not-found', {
        ja: 'このイベントは、書き込めなかったイベントの中にありません。',
        en: 'There is no such event among the refused ones.',
      });
    },
  };
}

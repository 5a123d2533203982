import type { domainOperations } from '@sekisho/api-contract';
import { addDomain, removeDomain, verifyDomain } from '@sekisho/application';
import { listEmailDomains } from '@sekisho/storage';
import type { AdminDependencies } from '../admin-dependencies.ts';
import type { HandlersOf } from '../operation-handler.ts';
import { renderDomain } from './render.ts';

export function domainHandlers(dependencies: AdminDependencies): HandlersOf<typeof domainOperations> {
  return {
    async listDomains({ caller }) {
      const domains = await listEmailDomains(dependencies.db, caller.organisationId);
      return { items: domains.map(renderDomain) };
    },
    async addDomain({ caller, body }) {
      return renderDomain(await addDomain(dependencies, caller, body.name));
    },
    async verifyDomain({ caller, params }) {
      const { domain, answer, found } = await verifyDomain(dependencies, caller, params.domain);
      return { domain: renderDomain(domain), answer, found: [...found] };
    },
    async removeDomain({ caller, params }) {
      await removeDomain(dependencies, caller, params.domain);
    },
  };
}

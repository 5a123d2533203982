import type { organisationOperations } from '@sekisho/api-contract';
import { changeOrganisation, requireOrganisation } from '@sekisho/application';
import type { AdminDependencies } from '../admin-dependencies.ts';
import type { HandlersOf } from '../operation-handler.ts';
import { renderOrganisation } from './render.ts';

export function organisationHandlers(dependencies: AdminDependencies): HandlersOf<typeof organisationOperations> {
  return {
    async getOrganisation({ caller }) {
      return renderOrganisation(await requireOrganisation(dependencies.db, caller.organisationId));
    },
    async updateOrganisation({ caller, body }) {
      return renderOrganisation(await changeOrganisation(dependencies, caller, body));
    },
  };
}

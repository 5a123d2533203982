import type { productPlanOperations } from '@sekisho/api-contract';
import { requireOrganisation, setProductPlan } from '@sekisho/application';
import type { Catalogue } from '@sekisho/audit-events';
import { listProductPlans } from '@sekisho/storage';
import type { AdminDependencies } from '../admin-dependencies.ts';
import type { HandlersOf } from '../operation-handler.ts';

/** Plans of products, which whoever runs the installation sets. */
export function productPlanHandlers(
  dependencies: AdminDependencies & { readonly catalogue: Catalogue },
): HandlersOf<typeof productPlanOperations> {
  async function plansOf(organisationId: string) {
    const plans = await listProductPlans(dependencies.db, organisationId);
    return { items: plans.map(({ product, plan, since }) => ({ product, plan, since: since.toISOString() })) };
  }

  return {
    async listProductPlans({ params }) {
      const { id } = await requireOrganisation(dependencies.db, params.organisationId);
      return plansOf(id);
    },
    async setProductPlan({ caller, params, body }) {
      const { organisationId, product } = params;
      await setProductPlan(dependencies, { ...caller, organisationId }, { product, ...body });
      return plansOf(organisationId);
    },
  };
}

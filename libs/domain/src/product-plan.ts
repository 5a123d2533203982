import type { Decision } from './events.ts';

/** Which plan an organisation has of a product. The operator says so; what a plan brings, the catalogue says. */
export interface ProductPlan {
  readonly organisationId: string;
  readonly product: string;
  /** An id of the catalogue, e.g. `platinum`. */
  readonly plan: string;
  readonly since: Date;
}

/** Sets the plan, or takes it away with null. The plan there is already changes nothing. */
export function decideSetProductPlan(
  before: ProductPlan | null,
  wanted: { readonly organisationId: string; readonly product: string; readonly plan: string | null },
  now: Date,
): Decision<ProductPlan | null> {
  const { organisationId, product, plan } = wanted;
  const from = before?.plan ?? null;
  if (plan === from) return { next: before, events: [] };
  return {
    next: plan === null ? null : { organisationId, product, plan, since: now },
    events: [{ type: 'product-plan.changed', product, from, to: plan }],
  };
}

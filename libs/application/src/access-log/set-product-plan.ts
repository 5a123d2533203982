import { type Catalogue, findPlan, findProduct } from '@sekisho/audit-events';
import { DomainError, decideSetProductPlan } from '@sekisho/domain';
import { deleteProductPlan, findProductPlan, lockOrganisation, writeProductPlan } from '@sekisho/storage';
import { recordEvents } from '../audit-trail/record-events.ts';
import { organisationNotFound } from '../organisations/require-organisation.ts';
import type { TenantScope, UseCaseDependencies } from '../use-case.ts';

/** Sets which plan the organisation has of a product, or takes it away with null: the operator's. */
export async function setProductPlan(
  dependencies: UseCaseDependencies & { readonly catalogue: Catalogue },
  scope: TenantScope,
  wanted: { readonly product: string; readonly plan: string | null },
): Promise<void> {
  const { db, clock, ids, catalogue } = dependencies;
  const { organisationId } = scope;
  assertInCatalogue(catalogue, wanted);
  const now = clock.now();
  await db.transaction().execute(async (trx) => {
    if ((await lockOrganisation(trx, organisationId)) === null) throw organisationNotFound();
    const before = await findProductPlan(trx, organisationId, wanted.product);
    const { next, events } = decideSetProductPlan(before, { organisationId, ...wanted }, now);
    if (events.length === 0) return;
    if (next === null) await deleteProductPlan(trx, organisationId, wanted.product);
    else await writeProductPlan(trx, next);
    await recordEvents(trx, events, { ...scope, now, ids });
  });
}

function assertInCatalogue(
  catalogue: Catalogue,
  { product, plan }: { readonly product: string; readonly plan: string | null },
): void {
  const plans = findProduct(catalogue, product)?.plans ?? [];
  if (plans.length === 0) {
    throw new DomainError(
      'product-plan.unknown',
      { ja: `「${product}」はプランのあるプロダクトではありません。`, en: `'${product}' is no product with plans.` },
      'product',
    );
  }
  if (plan === null || findPlan(catalogue, product, plan) !== undefined) return;
  const known = plans.map(({ id }) => id).join(', ');
  throw new DomainError(
    'product-plan.unknown',
    {
      ja: `${product} に「${plan}」というプランはありません。指定できるもの: ${known}`,
      en: `${product} has no plan '${plan}'. There are: ${known}.`,
    },
    'plan',
  );
}

import { type Catalogue, type CataloguePlan, findPlan, findProduct, plansWithAccessLog } from '@sekisho/audit-events';
import { DomainError } from '@sekisho/domain';
import { findProductPlan, listProductPlans } from '@sekisho/storage';
import type { UseCaseDependencies } from '../use-case.ts';

/** Who gets an access log: an organisation whose plan of the product includes it, by the catalogue. */

export interface EntitlementDependencies extends Pick<UseCaseDependencies, 'db'> {
  readonly catalogue: Catalogue;
}

/** How an organisation stands with the access log of a product. */
export interface AccessLogEntitlement {
  readonly product: string;
  /** Its plan of the product; null where the operator has set none. */
  readonly plan: CataloguePlan | null;
  readonly included: boolean;
  /** The plans that the access log comes with; never empty. */
  readonly plansWithAccessLog: readonly CataloguePlan[];
}

/** A row for each product that has an access log at all. */
export async function listAccessLogEntitlements(
  { db, catalogue }: EntitlementDependencies,
  organisationId: string,
): Promise<readonly AccessLogEntitlement[]> {
  const held = new Map((await listProductPlans(db, organisationId)).map(({ product, plan }) => [product, plan]));
  return catalogue.products
    .map(({ id }) => entitlementOf(catalogue, id, held.get(id)))
    .filter((entitlement) => entitlement.plansWithAccessLog.length > 0);
}

/** Refuses an organisation whose plan does not include the product's access log, and says which plans do. */
export async function requireAccessLog(
  { db, catalogue }: EntitlementDependencies,
  organisationId: string,
  product: string,
): Promise<void> {
  const held = await findProductPlan(db, organisationId, product);
  const entitlement = entitlementOf(catalogue, product, held?.plan);
  if (!entitlement.included) throw notIncluded(entitlement);
}

function entitlementOf(catalogue: Catalogue, product: string, planId: string | undefined): AccessLogEntitlement {
  const plan = planId === undefined ? null : (findPlan(catalogue, product, planId) ?? null);
  const offered = findProduct(catalogue, product) === undefined ? [] : plansWithAccessLog(catalogue, product);
  return { product, plan, included: plan?.accessLog === true, plansWithAccessLog: offered };
}

function notIncluded({ product, plan, plansWithAccessLog: plans }: AccessLogEntitlement): DomainError {
  if (plans.length === 0) {
    return new DomainError('access-log.not-in-plan', {
      ja: `${product} にはアクセスログがありません。`,
      en: `${product} has no access log.`,
    });
  }
  const names = { ja: plans.map(({ name }) => name.ja).join('、'), en: plans.map(({ name }) => name.en).join(', ') };
  return new DomainError('access-log.not-in-plan', {
    ja: `${product} のアクセスログは、${names.ja}プランで利用できます (現在のプラン: ${plan?.name.ja ?? '未設定'})。プランの変更は、契約者に相談してください。`,
    en: `The access log of ${product} comes with the plan ${names.en} (this organisation's plan: ${plan?.name.en ?? 'none'}). Ask the contract owner to change it.`,
  });
}

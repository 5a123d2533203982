import { type Catalogue, type CataloguePlan, findProduct } from './catalogue.ts';

/** The plan of the product, or undefined. */
export function findPlan(catalogue: Catalogue, productId: string, planId: string): CataloguePlan | undefined {
  return findProduct(catalogue, productId)?.plans?.find(({ id }) => id === planId);
}

/** The plans of the product that the access log comes with. */
export function plansWithAccessLog(catalogue: Catalogue, productId: string): readonly CataloguePlan[] {
  return (findProduct(catalogue, productId)?.plans ?? []).filter(({ accessLog }) => accessLog === true);
}

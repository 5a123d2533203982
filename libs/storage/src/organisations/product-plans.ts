import type { ProductPlan } from '@sekisho/domain';
import type { Kysely, Selectable, Transaction } from 'kysely';
import type { Database, ProductPlansTable } from '../database.ts';

/** The organisation's plans, by product. */
export async function listProductPlans(db: Kysely<Database>, organisationId: string): Promise<readonly ProductPlan[]> {
  const rows = await db
    .selectFrom('product_plans')
    .selectAll()
    .where('organisation_id', '=', organisationId)
    .orderBy('product')
    .execute();
  return rows.map(toProductPlan);
}

/** The organisation's plan of one product, or null. */
export async function findProductPlan(
  db: Kysely<Database>,
  organisationId: string,
  product: string,
): Promise<ProductPlan | null> {
  const row = await db
    .selectFrom('product_plans')
    .selectAll()
    .where('organisation_id', '=', organisationId)
    .where('product', '=', product)
    .executeTakeFirst();
  return row === undefined ? null : toProductPlan(row);
}

export async function writeProductPlan(trx: Transaction<Database>, plan: ProductPlan): Promise<void> {
  const values = { plan: plan.plan, set_at: plan.since };
  await trx
    .insertInto('product_plans')
    .values({ organisation_id: plan.organisationId, product: plan.product, ...values })
    .onConflict((conflict) => conflict.columns(['organisation_id', 'product']).doUpdateSet(values))
    .execute();
}

export async function deleteProductPlan(
  trx: Transaction<Database>,
  organisationId: string,
  product: string,
): Promise<void> {
  await trx
    .deleteFrom('product_plans')
    .where('organisation_id', '=', organisationId)
    .where('product', '=', product)
    .execute();
}

function toProductPlan(row: Selectable<ProductPlansTable>): ProductPlan {
  return { organisationId: row.organisation_id, product: row.product, plan: row.plan, since: row.set_at };
}

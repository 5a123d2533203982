import { type Kysely, sql, type Transaction } from 'kysely';
import type { Database } from '../../database.ts';
import { fixedStatement } from '../../postgres/fixed-statement.ts';
import { countChange } from '../resource-counts.ts';

/**
 * What other parts of the gateway do to a provisioned account must show in SCIM at once: the administrator who
 * deactivates somebody by hand expects the identity provider to read `active: false`. To be called in the transaction
 * that changes the account; an account that no connection provisions is passed over.
 */
export async function reflectActivation(
  trx: Transaction<Database>,
  accountId: string,
  active: boolean,
  now: Date,
): Promise<void> {
  await sql`
    update scim_users set
      resource = jsonb_set(resource::jsonb, '{active}', to_jsonb(${active}::boolean))::json,
      matchable = jsonb_set(matchable, '{active}', to_jsonb(${active}::boolean)),
      version = version + 1, modified_at = ${now}
    where account_id = ${accountId} and deleted_at is null
      and (matchable -> 'active') is distinct from to_jsonb(${active}::boolean)`.execute(trx);
}

/** The account was deleted by hand: its User is gone from SCIM, and re-creation by the provider revives it. */
export async function reflectDeletion(trx: Transaction<Database>, accountId: string, now: Date): Promise<void> {
  const { rows } = await sql<{ connection_id: string }>`
    update scim_users set deleted_at = ${now}, version = version + 1, modified_at = ${now}
    where account_id = ${accountId} and deleted_at is null
    returning connection_id`.execute(trx);
  for (const row of rows) await countOneLess(trx, [row.connection_id]);
}

const countOneLess = fixedStatement<never>(countChange('$1', 'User', -1));

/** A deleted User's name is wanted by another: what reminds of the deleted one goes. Its account is being erased. */
export async function forgetDeletedName(
  trx: Kysely<Database>,
  scope: { readonly connectionId: string },
  userNameKey: string,
): Promise<void> {
  await trx
    .deleteFrom('scim_users')
    .where('connection_id', '=', scope.connectionId)
    .where('user_name_key', '=', userNameKey)
    .where('deleted_at', 'is not', null)
    .execute();
}

import type { Transaction } from 'kysely';
import type { Database } from '../../database.ts';
import { userKeys } from './user-keys.ts';

/**
 * What an administrator does to a provisioned account by hand must show in SCIM at once: after a deactivation, the
 * identity provider reads `active: false`, and its next `active: true` is a change. To be called in the transaction that
 * changes the account; an account that no connection provisions is passed over.
 */
export async function reflectActivation(
  trx: Transaction<Database>,
  organisationId: string,
  accountId: string,
  active: boolean,
  now: Date,
): Promise<void> {
  const row = await trx
    .selectFrom('scim_users')
    .where('organisation_id', '=', organisationId)
    .where('account_id', '=', accountId)
    .where('deleted_at', 'is', null)
    .select(['resource', 'version'])
    .forNoKeyUpdate()
    .executeTakeFirst();
  if (row === undefined || row.resource['active'] === active) return;
  const resource = { ...row.resource, active };
  await trx
    .updateTable('scim_users')
    .set({
      resource: JSON.stringify(resource),
      matchable: JSON.stringify(userKeys(resource).matchable),
      version: row.version + 1,
      modified_at: now,
    })
    .where('organisation_id', '=', organisationId)
    .where('account_id', '=', accountId)
    .execute();
}

import type { Transaction } from 'kysely';
import type { Database } from '../database.ts';
import { countChange } from '../directory/resource-counts.ts';
import { fixedStatement } from '../postgres/fixed-statement.ts';

/**
 * Marks the SCIM view of an account as deleted, because the account was deleted from this side. The identity provider
 * then finds no such user, and re-creates it as it would any other. Does nothing for accounts that none provisions.
 */
export async function releaseScimUser(
  trx: Transaction<Database>,
  organisationId: string,
  accountId: string,
  now: Date,
): Promise<void> {
  const released = await trx
    .updateTable('scim_users')
    .set((eb) => ({ deleted_at: now, modified_at: now, version: eb('version', '+', 1) }))
    .where('organisation_id', '=', organisationId)
    .where('account_id', '=', accountId)
    .where('deleted_at', 'is', null)
    .returning('connection_id')
    .executeTakeFirst();
  if (released === undefined) return;
  await countOff(trx, [released.connection_id]);
}

const countOff = fixedStatement<never>(countChange('$1', 'User', -1));

import type { Transaction } from 'kysely';
import type { Database } from '../../database.ts';
import type { DirectoryScope } from './scim-user.ts';

/** A deleted User's name is wanted by another: what reminds of the deleted one goes. Its account is being erased. */
export async function forgetDeletedName(
  trx: Transaction<Database>,
  scope: DirectoryScope,
  userNameKey: string,
): Promise<void> {
  await trx
    .deleteFrom('scim_users')
    .where('organisation_id', '=', scope.organisationId)
    .where('connection_id', '=', scope.connectionId)
    .where('user_name_key', '=', userNameKey)
    .where('deleted_at', 'is not', null)
    .execute();
}

import { emailKey } from '@sekisho/domain';
import type { Transaction } from 'kysely';
import type { Database } from '../../database.ts';
import type { DirectoryScope } from './scim-user.ts';

/** Who uses an e-mail address already, as far as the asking organisation may know. */
export type AddressHolder =
  | { readonly kind: 'managed-unprovisioned'; readonly accountId: string }
  | { readonly kind: 'provisioned-here'; readonly accountId: string }
  | { readonly kind: 'provisioned-by-another-connection'; readonly connectionName: string }
  | { readonly kind: 'personal-member' }
  | { readonly kind: 'elsewhere' };

/** The live account with the address, anywhere in the installation; null when it is free. */
export async function findAddressHolder(
  trx: Transaction<Database>,
  scope: DirectoryScope,
  email: string,
): Promise<AddressHolder | null> {
  const row = await trx
    .selectFrom('accounts')
    .leftJoin('memberships', (join) =>
      join
        .onRef('memberships.account_id', '=', 'accounts.id')
        .on('memberships.organisation_id', '=', scope.organisationId),
    )
    .leftJoin('scim_users', 'scim_users.account_id', 'accounts.id')
    .leftJoin('connections', 'connections.id', 'scim_users.connection_id')
    .where('accounts.email_key', '=', emailKey(email))
    .where('accounts.state', '<>', 'deleted')
    .select([
      'accounts.id',
      'accounts.kind',
      'accounts.managed_by',
      'memberships.account_id as member_id',
      'scim_users.connection_id',
      'connections.name as connection_name',
    ])
    .executeTakeFirst();
  if (row === undefined) return null;
  if (row.managed_by === scope.organisationId) {
    if (row.connection_id === null) return { kind: 'managed-unprovisioned', accountId: row.id };
    if (row.connection_id === scope.connectionId) return { kind: 'provisioned-here', accountId: row.id };
    return { kind: 'provisioned-by-another-connection', connectionName: row.connection_name ?? '' };
  }
  if (row.kind === 'personal' && row.member_id !== null) return { kind: 'personal-member' };
  return { kind: 'elsewhere' };
}

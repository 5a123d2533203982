import type { AuditEvent } from '@sekisho/audit-events';
import type { Member, Organisation } from '@sekisho/domain';
import type { Transaction } from 'kysely';
import type { Database } from '../../database.ts';
import { updateMember } from '../../members/members.ts';
import { appendOutbox } from '../../outbox/append.ts';
import { fixedStatement } from '../../postgres/fixed-statement.ts';
import { countChange } from '../resource-counts.ts';
import type { DirectoryScope, ScimUserRecord } from './scim-user.ts';

/**
 * Gives an existing managed account, made by hand or from a file, its SCIM view: from now on the connection provisions
 * it. The caller holds the account's lock.
 */
export async function adoptAccount(
  trx: Transaction<Database>,
  organisation: Pick<Organisation, 'emailDomainRule'>,
  scope: DirectoryScope,
  adopted: { readonly member: Member; readonly user: ScimUserRecord; readonly events: readonly AuditEvent[] },
): Promise<void> {
  const { member, user, events } = adopted;
  await updateMember(trx, organisation, member);
  await trx
    .insertInto('scim_users')
    .values({
      account_id: user.id,
      organisation_id: scope.organisationId,
      connection_id: scope.connectionId,
      user_name_key: user.userNameKey,
      external_id: user.externalId,
      email_keys: [...user.emailKeys],
      schemas: user.schemas,
      resource: JSON.stringify(user.resource),
      matchable: JSON.stringify(user.matchable),
      version: user.version,
      created_at: user.createdAt,
      modified_at: user.modifiedAt,
    })
    .execute();
  await appendOutbox(trx, events, user.modifiedAt);
  await countOneMore(trx, [scope.connectionId]);
}

const countOneMore = fixedStatement<never>(countChange('$1', 'User', 1));

import type { JsonObject } from '@sekisho/provider-kit';
import { describeUser, type ScimError } from '@sekisho/scim-core';
import { type Database, findOtherUser, findOtherUserByName, lockUserName, userKeys } from '@sekisho/storage';
import type { Kysely, Transaction } from 'kysely';
import { nameTakenByOther, readOnlyUser, unknownResource } from '../explain/refusals.ts';
import { type ProvisioningContext, scopeOf, seesOrganisation } from '../provisioning-context.ts';

/**
 * What a connection that may read the whole organisation is told when it tries to change more than its own Users. To one
 * that reads only its own, others are simply not there, and nothing here asks the database about them.
 */

/** Why a User that is not the connection's own can't be changed: 403 where it may be read, else 404. */
export async function unchangeableUser(
  db: Kysely<Database>,
  context: ProvisioningContext,
  id: string,
): Promise<ScimError> {
  const other = seesOrganisation(context) ? await findOtherUser(db, scopeOf(context), id) : null;
  return other === null ? unknownResource('User', id) : readOnlyUser(other);
}

/** Whether a User gets a `userName` that other connections' must not have: then it is written after {@link takeName}. */
export function needsName(context: ProvisioningContext, resource: JsonObject, before?: JsonObject): boolean {
  if (!seesOrganisation(context)) return false;
  return before === undefined || userKeys(before).userNameKey !== userKeys(resource).userNameKey;
}

/**
 * Keeps the `userName` for the User that this transaction writes, of two connections that may read the organisation for one
 * at a time. Throws 409 when another connection's User is found by it already: `userName eq` must find one.
 */
export async function takeName(
  trx: Transaction<Database>,
  context: ProvisioningContext,
  resource: JsonObject,
): Promise<void> {
  const { userNameKey } = userKeys(resource);
  await lockUserName(trx, context.organisation.id, userNameKey);
  const other = await findOtherUserByName(trx, scopeOf(context), userNameKey);
  if (other !== null) throw nameTakenByOther(describeUser(resource).userName, other);
}

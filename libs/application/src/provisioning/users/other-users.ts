import type { JsonObject } from '@sekisho/provider-kit';
import { describeUser, type ScimError } from '@sekisho/scim-core';
import { type Database, findOtherUser, findOtherUserByName, userKeys } from '@sekisho/storage';
import type { Kysely } from 'kysely';
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

/**
 * Throws 409 when the User is to have a `userName` by which another connection's is found: `userName eq` must find one.
 * Read without a lock, since names are kept apart within a connection only; of two at once both may get theirs.
 */
export async function assertNameFree(
  db: Kysely<Database>,
  context: ProvisioningContext,
  resource: JsonObject,
  before?: JsonObject,
): Promise<void> {
  if (!seesOrganisation(context)) return;
  const { userNameKey } = userKeys(resource);
  if (before !== undefined && userKeys(before).userNameKey === userNameKey) return;
  const other = await findOtherUserByName(db, scopeOf(context), userNameKey);
  if (other !== null) throw nameTakenByOther(describeUser(resource).userName, other);
}

import { type ApiKey, parsePermission } from '@sekisho/domain';
import type { Kysely, Selectable, Transaction } from 'kysely';
import type { ApiKeysTable, Database } from '../database.ts';

/** API keys, of the admin API and of products' events. The secret is never stored, only its hash. */

/** How stale `last_used_at` may be, in milliseconds. */
const lastUsedPrecisionMs = 60_000;

export async function insertApiKey(trx: Transaction<Database>, key: ApiKey, hash: Buffer): Promise<void> {
  await trx
    .insertInto('api_keys')
    .values({
      id: key.id,
      organisation_id: key.organisationId,
      name: key.name,
      hash,
      hint: key.hint,
      scopes: [...key.scopes],
      product: key.product,
      created_at: key.createdAt,
      expires_at: key.expiresAt,
      revoked_at: key.revokedAt,
      last_used_at: key.lastUsedAt,
    })
    .execute();
}

/** The valid key behind a secret. Notes the use, to the minute. */
export async function findValidApiKey(db: Kysely<Database>, hash: Buffer, now: Date): Promise<ApiKey | null> {
  const row = await db
    .selectFrom('api_keys')
    .innerJoin('organisations', 'organisations.id', 'api_keys.organisation_id')
    .selectAll('api_keys')
    .where('api_keys.hash', '=', hash)
    .where('api_keys.revoked_at', 'is', null)
    .where((eb) => eb.or([eb('api_keys.expires_at', 'is', null), eb('api_keys.expires_at', '>', now)]))
    .where('organisations.deleted_at', 'is', null)
    .executeTakeFirst();
  if (row === undefined) return null;
  if (row.last_used_at === null || now.getTime() - row.last_used_at.getTime() > lastUsedPrecisionMs) {
    await db.updateTable('api_keys').set({ last_used_at: now }).where('id', '=', row.id).execute();
  }
  return toApiKey(row);
}

/** The key by its id, valid or not; null when the organisation has none such, or is deleted itself. */
export async function findApiKey(db: Kysely<Database>, organisationId: string, keyId: string): Promise<ApiKey | null> {
  const row = await db
    .selectFrom('api_keys')
    .innerJoin('organisations', 'organisations.id', 'api_keys.organisation_id')
    .selectAll('api_keys')
    .where('api_keys.organisation_id', '=', organisationId)
    .where('api_keys.id', '=', keyId)
    .where('organisations.deleted_at', 'is', null)
    .executeTakeFirst();
  return row === undefined ? null : toApiKey(row);
}

/** The organisation's keys, newest first, revoked ones included. */
export async function listApiKeys(db: Kysely<Database>, organisationId: string): Promise<ApiKey[]> {
  const rows = await db
    .selectFrom('api_keys')
    .selectAll()
    .where('organisation_id', '=', organisationId)
    .orderBy('created_at', 'desc')
    .orderBy('id')
    .execute();
  return rows.map(toApiKey);
}

export async function lockApiKey(
  trx: Transaction<Database>,
  organisationId: string,
  keyId: string,
): Promise<ApiKey | null> {
  const row = await trx
    .selectFrom('api_keys')
    .selectAll()
    .where('organisation_id', '=', organisationId)
    .where('id', '=', keyId)
    .forUpdate()
    .executeTakeFirst();
  return row === undefined ? null : toApiKey(row);
}

/** Writes what may change of a key: its revocation. */
export async function updateApiKey(trx: Transaction<Database>, key: ApiKey): Promise<void> {
  await trx
    .updateTable('api_keys')
    .set({ revoked_at: key.revokedAt })
    .where('organisation_id', '=', key.organisationId)
    .where('id', '=', key.id)
    .execute();
}

/** A scope that this version doesn't know is left out: a key never gains by an upgrade or a downgrade. */
function toApiKey(row: Selectable<ApiKeysTable>): ApiKey {
  return {
    id: row.id,
    organisationId: row.organisation_id,
    name: row.name,
    hint: row.hint,
    scopes: row.scopes.map(parsePermission).filter((scope) => scope !== null),
    product: row.product,
    createdAt: row.created_at,
    expiresAt: row.expires_at,
    revokedAt: row.revoked_at,
    lastUsedAt: row.last_used_at,
  };
}

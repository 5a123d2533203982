import type { Kysely } from 'kysely';
import type { Database } from '../database.ts';

/** Facts about this installation as a whole. None of them is a tenant's. */
export type InstallationSetting =
  | 'first-run-token-hash'
  /** Up to when every organisation's events are sealed. RFC 3339. */
  | 'audit-sealed-until';

export async function findSetting(db: Kysely<Database>, key: InstallationSetting): Promise<string | null> {
  const row = await db.selectFrom('installation_settings').select('value').where('key', '=', key).executeTakeFirst();
  return row?.value ?? null;
}

export async function writeSetting(db: Kysely<Database>, key: InstallationSetting, value: string): Promise<void> {
  await db
    .insertInto('installation_settings')
    .values({ key, value })
    .onConflict((conflict) => conflict.column('key').doUpdateSet({ value }))
    .execute();
}

/** Takes the setting away if it has exactly this value; false when it hasn't. Of two callers at once, one gets true. */
export async function takeSetting(db: Kysely<Database>, key: InstallationSetting, value: string): Promise<boolean> {
  const result = await db
    .deleteFrom('installation_settings')
    .where('key', '=', key)
    .where('value', '=', value)
    .executeTakeFirst();
  return result.numDeletedRows === 1n;
}

export async function removeSetting(db: Kysely<Database>, key: InstallationSetting): Promise<void> {
  await db.deleteFrom('installation_settings').where('key', '=', key).execute();
}

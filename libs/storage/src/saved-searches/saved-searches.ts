import { type SavedSearch, savedSearchNameKey } from '@sekisho/domain';
import type { Kysely, Selectable, Transaction } from 'kysely';
import type { Database } from '../database.ts';
import type { SavedSearchesTable } from './saved-search-tables.ts';

/** The searches that the account or API key may see: the shared ones and its own, by name. */
export async function listSavedSearches(
  db: Kysely<Database>,
  organisationId: string,
  readerId: string,
): Promise<SavedSearch[]> {
  const rows = await db
    .selectFrom('saved_searches')
    .selectAll()
    .where('organisation_id', '=', organisationId)
    .where((eb) => eb.or([eb('owner_id', 'is', null), eb('owner_id', '=', readerId)]))
    .orderBy('name_key')
    .orderBy('id')
    .execute();
  return rows.map(toSavedSearch);
}

/** One of these, with its row locked until the transaction ends; null where it is not there for this reader. */
export async function lockSavedSearch(
  trx: Transaction<Database>,
  organisationId: string,
  readerId: string,
  searchId: string,
): Promise<SavedSearch | null> {
  const row = await trx
    .selectFrom('saved_searches')
    .selectAll()
    .where('organisation_id', '=', organisationId)
    .where('id', '=', searchId)
    .where((eb) => eb.or([eb('owner_id', 'is', null), eb('owner_id', '=', readerId)]))
    .forUpdate()
    .executeTakeFirst();
  return row === undefined ? null : toSavedSearch(row);
}

export async function insertSavedSearch(trx: Transaction<Database>, search: SavedSearch): Promise<void> {
  await trx
    .insertInto('saved_searches')
    .values({
      id: search.id,
      organisation_id: search.organisationId,
      name: search.name,
      name_key: savedSearchNameKey(search.name),
      query: JSON.stringify(search.query),
      owner_id: search.ownerId,
      created_at: search.createdAt,
      updated_at: search.updatedAt,
    })
    .execute();
}

export async function updateSavedSearch(trx: Transaction<Database>, search: SavedSearch): Promise<void> {
  await trx
    .updateTable('saved_searches')
    .set({
      name: search.name,
      name_key: savedSearchNameKey(search.name),
      query: JSON.stringify(search.query),
      updated_at: search.updatedAt,
    })
    .where('organisation_id', '=', search.organisationId)
    .where('id', '=', search.id)
    .execute();
}

export async function deleteSavedSearch(
  trx: Transaction<Database>,
  organisationId: string,
  searchId: string,
): Promise<void> {
  await trx
    .deleteFrom('saved_searches')
    .where('organisation_id', '=', organisationId)
    .where('id', '=', searchId)
    .execute();
}

function toSavedSearch(row: Selectable<SavedSearchesTable>): SavedSearch {
  return {
    id: row.id,
    organisationId: row.organisation_id,
    name: row.name,
    query: row.query,
    ownerId: row.owner_id,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  };
}

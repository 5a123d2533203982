import type { SavedQuery } from '@sekisho/domain';
import type { ColumnType, JSONColumnType } from 'kysely';

/** `timestamptz`: read as Date, written as Date. */
type Timestamp = ColumnType<Date, Date, Date>;

export interface SavedSearchTables {
  saved_searches: SavedSearchesTable;
}

export interface SavedSearchesTable {
  id: string;
  organisation_id: string;
  name: string;
  /** The name as it is compared. */
  name_key: string;
  query: JSONColumnType<SavedQuery, string, string>;
  /** The account or API key that alone sees it; null: shared. */
  owner_id: string | null;
  created_at: Timestamp;
  updated_at: Timestamp;
}

import type { Migration } from './migration.ts';

/**
 * What a search for words reads, and what keeps old months quick; measured in docs/decisions/0019.
 *
 * - `action_folded` is the action in small letters. Folding every row for every search took half the time of a scan.
 * - `by_text` knows which rows hold which two characters in a row, and the rows that hold all pairs of a word are few.
 *   Two, because Japanese words are often two characters long, which an index of threes could not find; pairs also take
 *   less room than threes. It costs an insert about a microsecond a row, and 31 bytes.
 * - A month to which nothing has been added for a day becomes one part. Reading one part with `FINAL` costs nothing extra, and
 *   each part less is a look-up less in every index.
 */
export const textSearch: Migration = {
  id: 4,
  name: 'text-search',
  statements: ({ database, onCluster }) => {
    const alter = `ALTER TABLE ${database}.audit_events${onCluster}`;
    return [
      `${alter} ADD COLUMN IF NOT EXISTS action_folded String MATERIALIZED lowerUTF8(action)`,
      `${alter} ADD INDEX IF NOT EXISTS by_text action_folded TYPE text(tokenizer = ngrams(2))`,
      // For the parts there are. It runs in the background; until then the column is made while it is read.
      `${alter} MATERIALIZE COLUMN action_folded SETTINGS mutations_sync = 0`,
      `${alter} MATERIALIZE INDEX by_text SETTINGS mutations_sync = 0`,
      `${alter} MODIFY SETTING min_age_to_force_merge_seconds = 86400, min_age_to_force_merge_on_partition_only = 1`,
    ];
  },
};

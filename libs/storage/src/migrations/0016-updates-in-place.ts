import { type Kysely, sql } from 'kysely';

/**
 * Room in the pages of what identity providers change all day, and no B-tree over when it was changed: then PostgreSQL
 * writes the new version beside the old one and touches none of the table's other indexes (HOT updates). Ranges of
 * pages with their earliest and latest change find what changed lately; since PostgreSQL 16 such an index is no obstacle.
 */
export async function up(db: Kysely<never>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

const statements = [
  `drop index scim_users_modified`,
  `create index scim_users_modified on scim_users using brin (modified_at) with (pages_per_range = 16, autosummarize = on)`,
  `alter table scim_users set (fillfactor = 80)`,
  `alter table accounts set (fillfactor = 85)`,
];

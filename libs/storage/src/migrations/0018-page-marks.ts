import { type Kysely, sql } from 'kysely';

/** How often the set of a connection's resources has changed, so that a place remembered in a list is known to hold. */
export async function up(db: Kysely<never>): Promise<void> {
  await sql`alter table scim_counts add column changes bigint not null default 0`.execute(db);
}

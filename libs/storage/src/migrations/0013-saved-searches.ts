import { type Kysely, sql } from 'kysely';

/** Searches of the audit log that somebody gave a name. */
export async function up(db: Kysely<never>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

const statements = [
  `create table saved_searches (
    id uuid primary key,
    organisation_id text not null references organisations,
    name text not null,
    name_key text not null,
    query json not null,
    owner_id text,
    created_at timestamptz not null,
    updated_at timestamptz not null
  )`,
  // Of two requests at once, one has the name.
  `create unique index saved_searches_name on saved_searches (organisation_id, coalesce(owner_id, ''), name_key)`,
];

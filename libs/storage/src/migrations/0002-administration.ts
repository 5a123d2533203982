import { type Kysely, sql } from 'kysely';

/** What administration needs beside the foundation: attempts counted across gateways, and links to set a password. */
export async function up(db: Kysely<never>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

const statements = [
  // Unlogged: losing the counts in a crash forgives a few attempts, and no attempt waits for the disk.
  `create unlogged table rate_limits (
    key text primary key,
    points integer not null,
    resets_at timestamptz not null
  )`,
  `create index rate_limits_resets on rate_limits (resets_at)`,
  `create table password_links (
    token_hash bytea primary key,
    organisation_id text not null references organisations,
    account_id uuid not null unique references accounts on delete cascade,
    created_at timestamptz not null,
    expires_at timestamptz not null
  )`,
  `create index sessions_expires on sessions (expires_at)`,
];

import { type Kysely, sql } from 'kysely';

/** Which Users a connection reads through SCIM: its own, which is the default, or those of the organisation. */
export async function up(db: Kysely<never>): Promise<void> {
  await sql`alter table provisioning_settings
    add column visible_users text not null default 'own' check (visible_users in ('own', 'organisation'))`.execute(db);
}

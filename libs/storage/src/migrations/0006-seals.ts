import { type Kysely, sql } from 'kysely';

/** Seals of the audit log, and the certificates of what retention removed. One chain an organisation: it can't fork. */
export async function up(db: Kysely<never>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

const statements = [
  // No reference to organisations: the proof outlives what it is about.
  `create table audit_seals (
    organisation_id text not null,
    sequence integer not null check (sequence >= 1),
    stored_from timestamptz not null,
    stored_to timestamptz not null check (stored_to > stored_from),
    events integer not null check (events >= 1),
    root text not null,
    previous text not null,
    key_id text not null,
    signature text not null,
    primary key (organisation_id, sequence),
    unique (organisation_id, stored_from)
  )`,
  `create table audit_deletion_certificates (
    organisation_id text not null,
    first_sequence integer not null,
    last_sequence integer not null check (last_sequence >= first_sequence),
    rule text not null,
    events integer not null,
    finished_at timestamptz not null,
    key_id text not null,
    signature text not null,
    primary key (organisation_id, first_sequence)
  )`,
];

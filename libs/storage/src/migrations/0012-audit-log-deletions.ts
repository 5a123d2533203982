import { type Kysely, sql } from 'kysely';

/** Deletions of whole audit logs by the calendar: begun, how far, done; and what their certificates say besides. */
export async function up(db: Kysely<never>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

const statements = [
  // No reference to organisations: what was deleted and why outlives them. One row for each end of a contract.
  `create table audit_log_deletions (
    organisation_id text not null,
    triggered_at timestamptz not null,
    rule text not null,
    starts_at timestamptz not null,
    done_by timestamptz not null,
    started_at timestamptz not null,
    stored_before timestamptz not null,
    finished_at timestamptz,
    primary key (organisation_id, triggered_at)
  )`,
  `create index audit_log_deletions_unfinished on audit_log_deletions (starts_at) where finished_at is null`,
  // Written before a part is deleted, so that a run which goes on after a crash still knows how much there was.
  `create table audit_log_deletion_parts (
    organisation_id text not null,
    triggered_at timestamptz not null,
    store text not null,
    part text not null,
    rows bigint not null,
    primary key (organisation_id, triggered_at, store, part),
    foreign key (organisation_id, triggered_at) references audit_log_deletions
  )`,
  `alter table audit_deletion_certificates add column started_at timestamptz, add column rows json`,
];

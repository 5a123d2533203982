import { type Kysely, sql } from 'kysely';

/** Exports that are made in the background, the monthly files that were made, and the mails that tell of both. */
export async function up(db: Kysely<never>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

const statements = [
  `create table audit_export_jobs (
    id uuid primary key,
    organisation_id text not null references organisations,
    requester_kind text not null check (requester_kind in ('account', 'api-key')),
    requester_id text not null,
    requester_name text not null,
    filters json not null,
    form json not null,
    state text not null check (state in ('queued', 'running', 'ready', 'failed', 'expired')),
    rows_done bigint not null default 0,
    rows_total bigint,
    bytes bigint not null default 0,
    replaced bigint not null default 0,
    error json,
    requested_at timestamptz not null,
    started_at timestamptz,
    finished_at timestamptz,
    expires_at timestamptz,
    attempts integer not null default 0,
    next_attempt_at timestamptz not null,
    run_id uuid
  ) with (fillfactor = 50)`,
  `create index audit_export_jobs_newest on audit_export_jobs (organisation_id, requested_at desc, id desc)`,
  `create index audit_export_jobs_due on audit_export_jobs (next_attempt_at) where state in ('queued', 'running')`,
  // One a month and organisation, so that its files are recorded once however many workers see that they are due.
  `create table monthly_file_runs (
    organisation_id text not null references organisations,
    month text not null,
    made_at timestamptz not null,
    primary key (organisation_id, month)
  )`,
  `create table monthly_files (
    organisation_id text not null,
    month text not null,
    product text not null,
    events bigint not null,
    primary key (organisation_id, month, product),
    foreign key (organisation_id, month) references monthly_file_runs on delete cascade
  )`,
  `create table audit_log_mails (
    id uuid primary key,
    organisation_id text not null references organisations,
    account_id uuid not null references accounts on delete cascade,
    subject json not null,
    state text not null check (state in ('pending', 'sent', 'failed')),
    attempts integer not null default 0,
    created_at timestamptz not null,
    next_attempt_at timestamptz not null,
    sent_at timestamptz
  )`,
  `create index audit_log_mails_due on audit_log_mails (next_attempt_at) where state = 'pending'`,
];

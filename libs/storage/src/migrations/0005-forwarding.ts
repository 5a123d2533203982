import { type Kysely, sql } from 'kysely';

/** Where audit logs are forwarded to and how far that got; alert rules, what they have seen, and what they raised. */
export async function up(db: Kysely<never>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

const statements = [
  `create table forwarding_destinations (
    id uuid primary key,
    organisation_id text not null references organisations,
    name text not null,
    state text not null check (state in ('active', 'paused')),
    settings json not null,
    secret bytea,
    secret_hint text,
    created_at timestamptz not null,
    updated_at timestamptz not null
  )`,
  `create index forwarding_destinations_organisation on forwarding_destinations (organisation_id)`,
  // Apart from the settings, because it is written with every batch.
  `create table forwarding_positions (
    destination_id uuid primary key references forwarding_destinations on delete cascade,
    organisation_id text not null references organisations,
    started_at timestamptz not null,
    stored_at timestamptz not null,
    occurred_at timestamptz not null,
    event_id uuid not null,
    recent json not null,
    delivered bigint not null default 0,
    failures integer not null default 0,
    next_attempt_at timestamptz not null,
    last_success_at timestamptz,
    last_error_at timestamptz,
    last_error json,
    lease_id uuid,
    leased_until timestamptz
  ) with (fillfactor = 50)`,
  `create table alert_rules (
    id uuid primary key,
    organisation_id text not null references organisations,
    name text not null,
    enabled boolean not null,
    condition json not null,
    notify json not null,
    created_at timestamptz not null,
    updated_at timestamptz not null
  )`,
  `create index alert_rules_organisation on alert_rules (organisation_id)`,
  `create table alert_positions (
    organisation_id text primary key references organisations,
    started_at timestamptz not null,
    stored_at timestamptz not null,
    occurred_at timestamptz not null,
    event_id uuid not null,
    recent json not null
  ) with (fillfactor = 50)`,
  // What a rule has counted so far, by whom it counts.
  `create table alert_progress (
    rule_id uuid not null references alert_rules on delete cascade,
    organisation_id text not null references organisations,
    subject text not null,
    matches json not null,
    silent_until timestamptz,
    updated_at timestamptz not null,
    primary key (rule_id, subject)
  )`,
  `create index alert_progress_updated on alert_progress (updated_at)`,
  `create table known_networks (
    organisation_id text not null references organisations,
    account_id text not null,
    network text not null,
    first_seen_at timestamptz not null,
    primary key (organisation_id, account_id, network)
  )`,
  `create table alerts (
    id uuid primary key,
    organisation_id text not null references organisations,
    rule_id uuid references alert_rules on delete set null,
    occurrence text not null,
    rule_name text not null,
    kind text not null,
    subject text not null,
    event_count integer not null,
    first_event_at timestamptz not null,
    last_event_at timestamptz not null,
    evidence json not null,
    raised_at timestamptz not null,
    acknowledged_at timestamptz,
    acknowledged_by text
  )`,
  `create unique index alerts_occurrence on alerts (rule_id, occurrence)`,
  `create index alerts_newest on alerts (organisation_id, raised_at desc, id desc)`,
  `create table alert_notifications (
    id uuid primary key,
    organisation_id text not null references organisations,
    alert_id uuid not null references alerts on delete cascade,
    channel text not null check (channel in ('email', 'webhook')),
    target text not null,
    state text not null check (state in ('pending', 'sent', 'failed', 'not-configured')),
    attempts integer not null default 0,
    next_attempt_at timestamptz not null,
    sent_at timestamptz,
    last_error json
  )`,
  `create index alert_notifications_alert on alert_notifications (alert_id)`,
  `create index alert_notifications_due on alert_notifications (next_attempt_at) where state = 'pending'`,
];

import { type Kysely, sql } from 'kysely';

/** Organisations, accounts, teams, connections with their SCIM views, API keys, sessions and the outbox. */
export async function up(db: Kysely<never>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

const statements = [
  `create table organisations (
    id text primary key,
    name text not null,
    time_zone text not null,
    default_language text not null check (default_language in ('ja', 'en')),
    email_domain_rule text not null check (email_domain_rule in ('verified', 'waived')),
    created_at timestamptz not null,
    deleted_at timestamptz
  )`,
  `create table email_domains (
    organisation_id text not null references organisations,
    name text not null,
    state text not null check (state in ('pending', 'verified', 'lapsed')),
    proof text not null default 'dns' check (proof in ('dns', 'operator')),
    challenge text not null,
    verified_at timestamptz,
    checked_at timestamptz,
    created_at timestamptz not null,
    primary key (organisation_id, name)
  )`,
  // One organisation at a time may hold a domain, also while its record has lapsed.
  `create unique index email_domains_held on email_domains (name) where state <> 'pending'`,
  `create table accounts (
    id uuid primary key,
    kind text not null check (kind in ('managed', 'personal')),
    state text not null check (state in ('invited', 'active', 'deactivated', 'deleted')),
    managed_by text references organisations,
    email text,
    email_key text,
    name text not null,
    language text not null check (language in ('ja', 'en')),
    time_zone text not null,
    unique_id text,
    created_at timestamptz not null,
    updated_at timestamptz not null,
    deleted_at timestamptz,
    check ((kind = 'managed') = (managed_by is not null))
  )`,
  // A deleted account holds its address no longer: the next person with it must not be refused.
  `create unique index accounts_email on accounts (email_key) where state <> 'deleted'`,
  `create unique index accounts_unique_id on accounts (managed_by, unique_id) where state <> 'deleted'`,
  `create table memberships (
    organisation_id text not null references organisations,
    account_id uuid not null references accounts on delete cascade,
    role text not null check (role in ('owner', 'administrator', 'member', 'guest')),
    is_idp_administrator boolean not null default false,
    is_audit_log_administrator boolean not null default false,
    is_inviter boolean not null default false,
    joined_at timestamptz not null,
    primary key (organisation_id, account_id)
  )`,
  `create index memberships_account on memberships (account_id)`,
  // Role safety counts these on every demotion; they are few, so a partial index keeps the count away from members.
  `create index memberships_administrators on memberships (organisation_id)
     where role in ('owner', 'administrator') or is_audit_log_administrator`,
  `create unique index memberships_owner on memberships (organisation_id) where role = 'owner'`,
  `create table credentials (
    account_id uuid primary key references accounts on delete cascade,
    password_hash text not null,
    updated_at timestamptz not null
  )`,
  `create table sessions (
    token_hash bytea primary key,
    organisation_id text not null references organisations,
    account_id uuid not null references accounts on delete cascade,
    created_at timestamptz not null,
    expires_at timestamptz not null,
    last_seen_at timestamptz not null,
    ip_address text,
    user_agent text
  )`,
  `create index sessions_account on sessions (account_id)`,
  `create table connections (
    id uuid primary key,
    organisation_id text not null references organisations,
    provider_id text not null,
    name text not null,
    state text not null check (state in ('enabled', 'disabled')),
    created_at timestamptz not null,
    updated_at timestamptz not null
  )`,
  `create index connections_organisation on connections (organisation_id)`,
  `create table connection_tokens (
    id uuid primary key,
    connection_id uuid not null references connections on delete cascade,
    organisation_id text not null references organisations,
    hash bytea not null unique,
    hint text not null,
    created_at timestamptz not null,
    expires_at timestamptz,
    revoked_at timestamptz,
    last_used_at timestamptz
  )`,
  `create index connection_tokens_connection on connection_tokens (connection_id)`,
  `create table teams (
    id uuid primary key,
    organisation_id text not null references organisations,
    name text not null,
    name_key text not null,
    connection_id uuid references connections,
    created_at timestamptz not null,
    updated_at timestamptz not null
  )`,
  // A team kept by hand and one that a connection fills may bear one name while a company moves to its IdP.
  `create unique index teams_name on teams (organisation_id, name_key, connection_id) nulls not distinct`,
  `create table team_members (
    team_id uuid not null references teams on delete cascade,
    account_id uuid not null references accounts on delete cascade,
    organisation_id text not null references organisations,
    added_at timestamptz not null,
    primary key (team_id, account_id)
  )`,
  `create index team_members_account on team_members (account_id)`,
  // A group within a group (RFC 7643 §4.2 allows members of type Group). Kept apart: nobody inherits anything by it.
  `create table team_children (
    team_id uuid not null references teams on delete cascade,
    child_id uuid not null references teams on delete cascade,
    organisation_id text not null references organisations,
    added_at timestamptz not null,
    primary key (team_id, child_id),
    check (team_id <> child_id)
  )`,
  `create index team_children_child on team_children (child_id)`,
  `create table scim_users (
    account_id uuid primary key references accounts on delete cascade,
    organisation_id text not null references organisations,
    connection_id uuid not null references connections,
    user_name_key text collate "C" not null,
    external_id text collate "C",
    email_keys text[] not null,
    schemas text not null,
    resource json not null,
    matchable jsonb not null,
    version integer not null,
    created_at timestamptz not null,
    modified_at timestamptz not null,
    deleted_at timestamptz
  )`,
  `create unique index scim_users_user_name on scim_users (connection_id, user_name_key)`,
  `create index scim_users_external_id on scim_users (connection_id, external_id) where external_id is not null`,
  `create index scim_users_emails on scim_users using gin (email_keys)`,
  // What pages walk is partial, so that a search by name or address, which does not repeat the condition, can't be
  // planned over it. See select-page.ts.
  `create index scim_users_modified on scim_users (connection_id, modified_at, account_id) where deleted_at is null`,
  `create index scim_users_page on scim_users (connection_id, account_id) where deleted_at is null`,
  `create table scim_groups (
    team_id uuid primary key references teams on delete cascade,
    organisation_id text not null references organisations,
    connection_id uuid not null references connections,
    display_name_key text collate "C" not null,
    external_id text collate "C",
    resource json not null,
    matchable jsonb not null,
    version integer not null,
    created_at timestamptz not null,
    modified_at timestamptz not null
  )`,
  `create unique index scim_groups_display_name on scim_groups (connection_id, display_name_key)`,
  `create index scim_groups_external_id on scim_groups (connection_id, external_id) where external_id is not null`,
  // Groups are not kept once deleted; the condition, always true, is there for the same reason as with users.
  `create index scim_groups_modified on scim_groups (connection_id, modified_at, team_id) where version > 0`,
  `create index scim_groups_page on scim_groups (connection_id, team_id) where version > 0`,
  // How many resources a connection has, in slots that are summed up: writers seldom meet in one row, and a page of a
  // hundred needs no count over a hundred thousand.
  `create table scim_counts (
    connection_id uuid not null references connections on delete cascade,
    resource_type text not null check (resource_type in ('User', 'Group')),
    slot smallint not null,
    live bigint not null,
    primary key (connection_id, resource_type, slot)
  ) with (fillfactor = 50)`,
  `create table api_keys (
    id uuid primary key,
    organisation_id text not null references organisations,
    name text not null,
    hash bytea not null unique,
    hint text not null,
    scopes text[] not null,
    product text,
    created_at timestamptz not null,
    expires_at timestamptz,
    revoked_at timestamptz,
    last_used_at timestamptz
  )`,
  `create index api_keys_organisation on api_keys (organisation_id)`,
  // No index on available_at: nearly every row is available, and each write of the gateway pays for an index here.
  // Rows live for milliseconds, so the table is vacuumed by the number of dead rows, whatever its size.
  `create table outbox (
    position bigint generated always as identity primary key,
    event_id uuid not null unique,
    organisation_id text not null,
    payload json not null,
    attempts integer not null default 0,
    available_at timestamptz not null,
    last_error text,
    created_at timestamptz not null
  ) with (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000)`,
  `create table dead_letters (
    event_id uuid primary key,
    organisation_id text not null,
    payload json not null,
    reason text not null,
    attempts integer not null,
    created_at timestamptz not null,
    failed_at timestamptz not null
  )`,
  `create index dead_letters_newest on dead_letters (failed_at desc, event_id)`,
  `create table installation_settings (
    key text primary key,
    value text not null
  )`,
];

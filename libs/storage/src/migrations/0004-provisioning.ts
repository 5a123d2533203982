import { type Kysely, sql } from 'kysely';

/** What provisioning keeps beside the directory: its log, the brake, the settings of connections, group mappings. */
export async function up(db: Kysely<never>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

const statements = [
  // No foreign keys: the log is written in batches behind the requests, and one row too late must not cost the others.
  `create table provisioning_requests (
    id uuid primary key,
    organisation_id text not null,
    connection_id uuid not null,
    received_at timestamptz not null,
    duration_ms integer not null,
    method text not null,
    path text not null,
    resource_type text,
    resource_id text,
    status integer not null,
    outcome text not null check (outcome in ('read', 'applied', 'unchanged', 'refused', 'failed')),
    scim_type text,
    note text,
    request json,
    normalised json,
    changes json,
    answer json,
    explanation json,
    raw json
  )`,
  // Ids are ordered by time, so the newest of a connection, and what is due to go, are found by them.
  `create index provisioning_requests_connection on provisioning_requests (connection_id, id)`,
  `create index provisioning_requests_resource on provisioning_requests (connection_id, resource_id, id)
     where resource_id is not null`,
  `create index provisioning_requests_problems on provisioning_requests (connection_id, id)
     where outcome in ('refused', 'failed')`,
  `create table provisioning_settings (
    connection_id uuid primary key references connections on delete cascade,
    organisation_id text not null references organisations,
    brake_enabled boolean,
    brake_share double precision not null check (brake_share > 0 and brake_share <= 1),
    brake_minimum integer not null check (brake_minimum >= 1),
    raw_capture_until timestamptz,
    updated_at timestamptz not null
  )`,
  `create table provisioning_group_mappings (
    connection_id uuid not null references connections on delete cascade,
    organisation_id text not null references organisations,
    group_key text collate "C" not null,
    group_name text not null,
    role text check (role in ('administrator', 'member', 'guest')),
    products text[] not null,
    primary key (connection_id, group_key)
  )`,
  // Who lately left use through a connection. One row an account: going twice is not two.
  `create table provisioning_departures (
    connection_id uuid not null references connections on delete cascade,
    account_id uuid not null references accounts on delete cascade,
    organisation_id text not null,
    departed_at timestamptz not null,
    primary key (connection_id, account_id)
  )`,
  `create index provisioning_departures_time on provisioning_departures (connection_id, departed_at)`,
  // One row a connection: its lock lines departures up, and it remembers how many accounts the share is taken of.
  `create table brake_gauges (
    connection_id uuid primary key references connections on delete cascade,
    organisation_id text not null,
    accounts integer not null,
    counted_at timestamptz not null
  )`,
  `create table brakes (
    id uuid primary key,
    organisation_id text not null references organisations,
    connection_id uuid not null references connections on delete cascade,
    state text not null check (state in ('holding', 'approved', 'rejected', 'released')),
    accounts integer not null,
    departures integer not null,
    share double precision not null,
    triggered_at timestamptz not null,
    decided_at timestamptz,
    decided_by text,
    open_until timestamptz
  )`,
  `create index brakes_organisation on brakes (organisation_id, triggered_at)`,
  // At most one brake of a connection stops anything.
  `create unique index brakes_closed on brakes (connection_id) where state in ('holding', 'rejected')`,
  `create table held_departures (
    brake_id uuid not null references brakes on delete cascade,
    account_id uuid not null references accounts on delete cascade,
    organisation_id text not null,
    kind text not null check (kind in ('deactivate', 'delete')),
    state text not null check (state in ('held', 'applied', 'refused', 'withdrawn', 'failed')),
    held_at timestamptz not null,
    primary key (brake_id, account_id)
  )`,
  `create index held_departures_account on held_departures (account_id) where state = 'held'`,
];

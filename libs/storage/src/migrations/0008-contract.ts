import { type Kysely, sql } from 'kysely';

/**
 * Contracts as far as the audit log needs them, when events are recorded, and deletions of whole logs. Nothing here refers to
 * organisations: what was agreed on and what was deleted outlives them.
 */
export async function up(db: Kysely<never>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

const statements = [
  `create table contracts (
    organisation_id text primary key,
    state text not null check (state in ('trial', 'contracted', 'suspended', 'ended')),
    since timestamptz not null
  )`,
  // Read with every event that is written: small rows, looked up by their key.
  `create table recording_periods (
    organisation_id text not null,
    recorded_from timestamptz not null,
    recorded_to timestamptz check (recorded_to >= recorded_from),
    primary key (organisation_id, recorded_from)
  )`,
  `create index recording_periods_end on recording_periods (recorded_to)`,
  // What was decided and by whom; kept for good, also where the audit log must not say it.
  `create table contract_changes (
    id bigint generated always as identity primary key,
    organisation_id text not null,
    change text not null,
    state text not null,
    decided_by text not null,
    decided_at timestamptz not null
  )`,
  `create index contract_changes_organisation on contract_changes (organisation_id, id)`,
  // Whoever was here before contracts were: their events were recorded, and go on being so.
  `insert into contracts (organisation_id, state, since)
    select id, 'contracted', created_at from organisations`,
  `insert into recording_periods (organisation_id, recorded_from)
    select id, created_at from organisations`,
];

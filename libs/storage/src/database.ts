import type { AuditEvent } from '@sekisho/audit-events';
import type {
  AccountKind,
  AccountState,
  ConnectionState,
  EmailDomainProof,
  EmailDomainRule,
  EmailDomainState,
  Language,
  LocalisedText,
  Role,
  VisibleUsers,
} from '@sekisho/domain';
import type { JsonObject, JsonValue } from '@sekisho/provider-kit';
import type { ColumnType, Generated, JSONColumnType } from 'kysely';
import type { AlertTables } from './alerts/alert-tables.ts';
import type { ContractTables } from './contracts/contract-tables.ts';
import type { ExportTables } from './exports/export-tables.ts';
import type { ForwardingTables } from './forwarding/forwarding-tables.ts';
import type { SavedSearchTables } from './saved-searches/saved-search-tables.ts';
import type { SealTables } from './seals/seal-tables.ts';

/** The tables of the gateway's PostgreSQL database. Every table that holds a tenant's data carries `organisation_id`. */
export interface Database
  extends ForwardingTables,
    AlertTables,
    SealTables,
    ContractTables,
    SavedSearchTables,
    ExportTables {
  organisations: OrganisationsTable;
  email_domains: EmailDomainsTable;
  accounts: AccountsTable;
  memberships: MembershipsTable;
  credentials: CredentialsTable;
  sessions: SessionsTable;
  teams: TeamsTable;
  team_members: TeamMembersTable;
  team_children: TeamChildrenTable;
  connections: ConnectionsTable;
  connection_tokens: ConnectionTokensTable;
  scim_users: ScimUsersTable;
  scim_groups: ScimGroupsTable;
  scim_counts: ScimCountsTable;
  provisioning_requests: ProvisioningRequestsTable;
  provisioning_settings: ProvisioningSettingsTable;
  provisioning_group_mappings: ProvisioningGroupMappingsTable;
  provisioning_departures: ProvisioningDeparturesTable;
  brake_gauges: BrakeGaugesTable;
  brakes: BrakesTable;
  held_departures: HeldDeparturesTable;
  api_keys: ApiKeysTable;
  outbox: OutboxTable;
  dead_letters: DeadLettersTable;
  installation_settings: InstallationSettingsTable;
  rate_limits: RateLimitsTable;
  password_links: PasswordLinksTable;
  product_plans: ProductPlansTable;
}

/** `timestamptz`: read as Date, written as Date. */
type Timestamp = ColumnType<Date, Date, Date>;
type NullableTimestamp = ColumnType<Date | null, Date | null | undefined, Date | null>;

export interface OrganisationsTable {
  id: string;
  name: string;
  time_zone: string;
  default_language: Language;
  email_domain_rule: EmailDomainRule;
  created_at: Timestamp;
  deleted_at: NullableTimestamp;
}

/** Which plan an organisation has of a product; what is not here has none. */
export interface ProductPlansTable {
  organisation_id: string;
  product: string;
  plan: string;
  set_at: Timestamp;
}

export interface EmailDomainsTable {
  organisation_id: string;
  name: string;
  state: EmailDomainState;
  proof: EmailDomainProof;
  challenge: string;
  verified_at: NullableTimestamp;
  checked_at: NullableTimestamp;
  created_at: Timestamp;
}

export interface AccountsTable {
  id: string;
  kind: AccountKind;
  state: AccountState;
  managed_by: string | null;
  email: string | null;
  /** `emailKey(email)`; null where the organisation's rule is waived, so such accounts never collide. */
  email_key: string | null;
  name: string;
  language: Language;
  time_zone: string;
  unique_id: string | null;
  created_at: Timestamp;
  updated_at: Timestamp;
  /** When deletion was asked for: erasure starts then and must be done within 10 days. */
  deleted_at: NullableTimestamp;
}

export interface MembershipsTable {
  organisation_id: string;
  account_id: string;
  role: Role;
  is_idp_administrator: boolean;
  is_audit_log_administrator: boolean;
  is_inviter: boolean;
  joined_at: Timestamp;
}

export interface CredentialsTable {
  account_id: string;
  /** argon2id, PHC string. */
  password_hash: string;
  updated_at: Timestamp;
}

export interface SessionsTable {
  /** SHA-256 of the cookie's value. */
  token_hash: Buffer;
  organisation_id: string;
  account_id: string;
  created_at: Timestamp;
  expires_at: Timestamp;
  last_seen_at: Timestamp;
  ip_address: string | null;
  user_agent: string | null;
}

export interface TeamsTable {
  id: string;
  organisation_id: string;
  name: string;
  name_key: string;
  /** The connection that fills it; null for a team kept by hand. */
  connection_id: string | null;
  created_at: Timestamp;
  updated_at: Timestamp;
}

export interface TeamMembersTable {
  team_id: string;
  account_id: string;
  organisation_id: string;
  added_at: Timestamp;
}

/** Groups that are members of groups. */
export interface TeamChildrenTable {
  team_id: string;
  child_id: string;
  organisation_id: string;
  added_at: Timestamp;
}

export interface ConnectionsTable {
  id: string;
  organisation_id: string;
  provider_id: string;
  name: string;
  state: ConnectionState;
  created_at: Timestamp;
  updated_at: Timestamp;
}

export interface ConnectionTokensTable {
  id: string;
  connection_id: string;
  organisation_id: string;
  hash: Buffer;
  hint: string;
  created_at: Timestamp;
  expires_at: NullableTimestamp;
  revoked_at: NullableTimestamp;
  last_used_at: NullableTimestamp;
}

/** A JSON document kept as it was written, key order included. */
type JsonDocument = JSONColumnType<JsonObject, string, string>;

/** The SCIM view of a managed account through the connection that provisions it. */
export interface ScimUsersTable {
  /** The account's id, and the SCIM `id`. */
  account_id: string;
  organisation_id: string;
  connection_id: string;
  /** `userName`, folded. Unique in the connection, soft-deleted rows included: re-creating revives. */
  user_name_key: string;
  external_id: string | null;
  /** Every `emails.value`, folded. */
  email_keys: string[];
  /** The `schemas` of the resource as JSON text, so that lists can be put together without taking it apart. */
  schemas: string;
  /** The attributes as RFC JSON, without `id`, `meta` and `groups`, which are computed. */
  resource: JsonDocument;
  /** The match document that filters read (`foldResource`). */
  matchable: JsonDocument;
  version: number;
  created_at: Timestamp;
  modified_at: Timestamp;
  deleted_at: NullableTimestamp;
}

/** The SCIM view of a team that a connection fills. Members are in `team_members`. */
export interface ScimGroupsTable {
  team_id: string;
  organisation_id: string;
  connection_id: string;
  display_name_key: string;
  external_id: string | null;
  /** The attributes as RFC JSON, without `id`, `meta` and `members`. */
  resource: JsonDocument;
  matchable: JsonDocument;
  version: number;
  created_at: Timestamp;
  modified_at: Timestamp;
}

/** How many live resources a connection has: the sum over its slots. */
export interface ScimCountsTable {
  connection_id: string;
  resource_type: 'User' | 'Group';
  slot: number;
  live: ColumnType<string, number, number>;
  /** Changes of which resources there are; a bigint. */
  changes: ColumnType<string, number | undefined, number>;
}

export interface ApiKeysTable {
  id: string;
  organisation_id: string;
  name: string;
  hash: Buffer;
  hint: string;
  scopes: string[];
  /** The one product whose events the key may write; null for a key of the admin API. */
  product: string | null;
  created_at: Timestamp;
  expires_at: NullableTimestamp;
  revoked_at: NullableTimestamp;
  last_used_at: NullableTimestamp;
}

/** An audit event as JSON text; written by us alone, so it is read as what it is. */
type AuditEventDocument = JSONColumnType<AuditEvent, string, string>;

/** Audit events that the gateway decided and has not yet delivered to the audit store. */
export interface OutboxTable {
  position: Generated<string>;
  event_id: string;
  organisation_id: string;
  payload: AuditEventDocument;
  attempts: Generated<number>;
  available_at: Timestamp;
  last_error: string | null;
  created_at: Timestamp;
}

/** Events the audit store refused for good, with the reason. Kept until an operator acts. */
export interface DeadLettersTable {
  event_id: string;
  organisation_id: string;
  payload: AuditEventDocument;
  reason: string;
  attempts: number;
  created_at: Timestamp;
  failed_at: Timestamp;
}

/** Facts about this installation: one row a key. */
export interface InstallationSettingsTable {
  key: string;
  value: string;
}

/** Attempts counted in fixed windows, shared by every gateway. */
export interface RateLimitsTable {
  key: string;
  points: number;
  resets_at: Timestamp;
}

/** One-time links by which a person sets their password; at most one an account. */
export interface PasswordLinksTable {
  /** SHA-256 of the link's secret. */
  token_hash: Buffer;
  organisation_id: string;
  account_id: string;
  created_at: Timestamp;
  expires_at: Timestamp;
}

type NullableJsonDocument = ColumnType<JsonValue | null, string | null, string | null>;

/** The provisioning log: a row for every SCIM request, kept 30 days. */
export interface ProvisioningRequestsTable {
  /** Ordered by time (UUID version 7). */
  id: string;
  organisation_id: string;
  connection_id: string;
  received_at: Timestamp;
  duration_ms: number;
  method: string;
  path: string;
  resource_type: string | null;
  resource_id: string | null;
  status: number;
  outcome: ProvisioningOutcome;
  scim_type: string | null;
  note: string | null;
  request: NullableJsonDocument;
  /** What the plugin made of the request, where it changed it. */
  normalised: NullableJsonDocument;
  changes: NullableJsonDocument;
  answer: NullableJsonDocument;
  explanation: ColumnType<LocalisedText | null, string | null, string | null>;
  /** Headers and bodies as they were, while a raw capture was on. */
  raw: NullableJsonDocument;
}

/** - `unchanged`: asked for what is so already. - `refused`: a 4xx. - `failed`: a 5xx. */
export type ProvisioningOutcome = 'read' | 'applied' | 'unchanged' | 'refused' | 'failed';

/** What an administrator has set for a connection. A connection without a row has the defaults. */
export interface ProvisioningSettingsTable {
  connection_id: string;
  organisation_id: string;
  /** Null: on, except where the e-mail rule is waived. */
  brake_enabled: boolean | null;
  brake_share: number;
  brake_minimum: number;
  raw_capture_until: NullableTimestamp;
  visible_users: VisibleUsers;
  updated_at: Timestamp;
}

export interface ProvisioningGroupMappingsTable {
  connection_id: string;
  organisation_id: string;
  /** The group's name, folded. */
  group_key: string;
  group_name: string;
  role: 'administrator' | 'member' | 'guest' | null;
  products: string[];
}

export interface ProvisioningDeparturesTable {
  connection_id: string;
  account_id: string;
  organisation_id: string;
  departed_at: Timestamp;
}

export interface BrakeGaugesTable {
  connection_id: string;
  organisation_id: string;
  accounts: number;
  counted_at: Timestamp;
}

export type BrakeState = 'holding' | 'approved' | 'rejected' | 'released';

export interface BrakesTable {
  id: string;
  organisation_id: string;
  connection_id: string;
  state: BrakeState;
  /** In use when it was triggered, and how many had gone within the hour. */
  accounts: number;
  departures: number;
  share: number;
  triggered_at: Timestamp;
  decided_at: NullableTimestamp;
  decided_by: string | null;
  /** Until when an approved brake lets everything through. */
  open_until: NullableTimestamp;
}

export type HeldDepartureState = 'held' | 'applied' | 'refused' | 'withdrawn' | 'failed';

export interface HeldDeparturesTable {
  brake_id: string;
  account_id: string;
  organisation_id: string;
  kind: 'deactivate' | 'delete';
  state: HeldDepartureState;
  held_at: Timestamp;
}

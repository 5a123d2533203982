import type { AlertCondition, AlertEvidence, AlertKind, AlertRecipients, LocalisedText } from '@sekisho/domain';
import type { ColumnType, Generated, JSONColumnType } from 'kysely';

/** `timestamptz`: read as Date, written as Date. */
type Timestamp = ColumnType<Date, Date, Date>;
type NullableTimestamp = ColumnType<Date | null, Date | null | undefined, Date | null>;
/** JSON that only we write, so it is read as what it is. */
type Document<Shape extends object> = JSONColumnType<Shape, string, string>;

export interface AlertTables {
  alert_rules: AlertRulesTable;
  alert_positions: AlertPositionsTable;
  alert_progress: AlertProgressTable;
  known_networks: KnownNetworksTable;
  alerts: AlertsTable;
  alert_notifications: AlertNotificationsTable;
}

export interface AlertRulesTable {
  id: string;
  organisation_id: string;
  name: string;
  enabled: boolean;
  condition: Document<AlertCondition>;
  notify: Document<AlertRecipients>;
  created_at: Timestamp;
  updated_at: Timestamp;
}

/** How far an organisation's log has been looked through. One for all its rules. */
export interface AlertPositionsTable {
  organisation_id: string;
  started_at: Timestamp;
  stored_at: Timestamp;
  occurred_at: Timestamp;
  event_id: string;
  recent: Document<Readonly<Record<string, number>>>;
}

export interface AlertProgressTable {
  rule_id: string;
  organisation_id: string;
  /** Whom the rule counts: an actor, or empty for the whole organisation. */
  subject: string;
  /** The matches that may still become an alert together: time in milliseconds, and event id. */
  matches: Document<readonly (readonly [number, string])[]>;
  /** What happened until then belongs to the last alert. */
  silent_until: NullableTimestamp;
  updated_at: Timestamp;
}

/** The address ranges from which a person has signed in. */
export interface KnownNetworksTable {
  organisation_id: string;
  account_id: string;
  network: string;
  first_seen_at: Timestamp;
}

export interface AlertsTable {
  id: string;
  organisation_id: string;
  rule_id: string | null;
  /** What makes it this occurrence and no other, within its rule. */
  occurrence: string;
  /** Null where no rule raised it. */
  rule_name: string | null;
  kind: AlertKind;
  subject: string;
  event_count: number;
  first_event_at: Timestamp;
  last_event_at: Timestamp;
  evidence: Document<AlertEvidence>;
  raised_at: Timestamp;
  acknowledged_at: NullableTimestamp;
  acknowledged_by: string | null;
}

export interface AlertNotificationsTable {
  id: string;
  organisation_id: string;
  alert_id: string;
  channel: 'email' | 'webhook';
  /** An address, or the id of a webhook destination. */
  target: string;
  /** `not-configured`: there was no mail server to send it through. */
  state: 'pending' | 'sent' | 'failed' | 'not-configured';
  attempts: Generated<number>;
  next_attempt_at: Timestamp;
  sent_at: NullableTimestamp;
  last_error: ColumnType<LocalisedText | null, string | null | undefined, string | null>;
}

import type { AuditLogDeletionRule, Contract } from '@sekisho/domain';
import type { ColumnType, Generated } from 'kysely';

/** `timestamptz`: read as Date, written as Date. */
type Timestamp = ColumnType<Date, Date, Date>;
type NullableTimestamp = ColumnType<Date | null, Date | null | undefined, Date | null>;

export interface ContractTables {
  contracts: ContractsTable;
  recording_periods: RecordingPeriodsTable;
  contract_changes: ContractChangesTable;
  audit_log_deletions: AuditLogDeletionsTable;
  audit_log_deletion_parts: AuditLogDeletionPartsTable;
}

export interface ContractsTable {
  organisation_id: string;
  state: Exclude<Contract['state'], 'none'>;
  since: Timestamp;
}

/** When events are recorded. The outbox reads it in the statement that writes. */
export interface RecordingPeriodsTable {
  organisation_id: string;
  recorded_from: Timestamp;
  /** Null: until something is decided. */
  recorded_to: NullableTimestamp;
}

/** Rows are only ever added. */
export interface ContractChangesTable {
  id: Generated<string>;
  organisation_id: string;
  /** The domain event's type. */
  change: string;
  state: Contract['state'];
  /** As the audit log would name them. */
  decided_by: string;
  decided_at: Timestamp;
}

/** Deletions of whole audit logs that have begun. */
export interface AuditLogDeletionsTable {
  organisation_id: string;
  /** The end that it follows from: with the organisation, what tells one deletion from the next. */
  triggered_at: Timestamp;
  rule: AuditLogDeletionRule;
  starts_at: Timestamp;
  done_by: Timestamp;
  started_at: Timestamp;
  stored_before: Timestamp;
  finished_at: NullableTimestamp;
}

export interface AuditLogDeletionPartsTable {
  organisation_id: string;
  triggered_at: Timestamp;
  store: string;
  part: string;
  rows: ColumnType<string, number, number>;
}

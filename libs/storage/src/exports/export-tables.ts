import type {
  AuditExportFilters,
  AuditExportForm,
  AuditExportState,
  ExportRequester,
  LocalisedText,
} from '@sekisho/domain';
import type { ColumnType, Generated, JSONColumnType } from 'kysely';

/** `timestamptz`: read as Date, written as Date. */
type Timestamp = ColumnType<Date, Date, Date>;
type NullableTimestamp = ColumnType<Date | null, Date | null | undefined, Date | null>;
/** `bigint`: read as text. A counter begins at 0. */
type Counter = ColumnType<string, number | undefined, number>;
type BigInteger = ColumnType<string, number, number>;
/** JSON that only we write, so it is read as what it is. */
type Document<Shape extends object> = JSONColumnType<Shape, string, string>;

export interface ExportTables {
  audit_export_jobs: AuditExportJobsTable;
  monthly_file_runs: MonthlyFileRunsTable;
  monthly_files: MonthlyFilesTable;
  audit_log_mails: AuditLogMailsTable;
}

export interface AuditExportJobsTable {
  id: string;
  organisation_id: string;
  requester_kind: ExportRequester['kind'];
  requester_id: string;
  requester_name: string;
  filters: Document<AuditExportFilters>;
  form: Document<AuditExportForm>;
  state: AuditExportState;
  rows_done: Counter;
  rows_total: ColumnType<string | null, number | null | undefined, number | null>;
  bytes: Counter;
  replaced: Counter;
  error: ColumnType<LocalisedText | null, string | null | undefined, string | null>;
  requested_at: Timestamp;
  started_at: NullableTimestamp;
  finished_at: NullableTimestamp;
  expires_at: NullableTimestamp;
  /** How often a worker has begun with it. */
  attempts: Generated<number>;
  next_attempt_at: Timestamp;
  /** The attempt that may write about it, any other has lost it; once it is ready, the one that made the file. */
  run_id: string | null;
}

/** Months whose files were made, a row an organisation. */
export interface MonthlyFileRunsTable {
  organisation_id: string;
  /** `2026-04`, in UTC. */
  month: string;
  made_at: Timestamp;
}

/** What each of those files had. */
export interface MonthlyFilesTable {
  organisation_id: string;
  month: string;
  product: string;
  events: BigInteger;
}

/** Mails to people who read the audit log, on their way. */
export interface AuditLogMailsTable {
  id: string;
  organisation_id: string;
  account_id: string;
  subject: Document<AuditLogMailSubject>;
  state: 'pending' | 'sent' | 'failed';
  attempts: Generated<number>;
  created_at: Timestamp;
  next_attempt_at: Timestamp;
  sent_at: NullableTimestamp;
}

/** What a mail tells of: an export that is done, or the files of a month. */
export type AuditLogMailSubject =
  | { readonly kind: 'export-ready'; readonly exportJobId: string }
  | { readonly kind: 'monthly-files'; readonly month: string };

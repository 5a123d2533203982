import type { DeletionCertificate } from '@sekisho/audit-events/seals';
import type { ColumnType } from 'kysely';

/** `timestamptz`: read as Date, written as Date. */
type Timestamp = ColumnType<Date, Date, Date>;

/** The proofs of the audit log. Rows are only ever added. */
export interface SealTables {
  audit_seals: AuditSealsTable;
  audit_deletion_certificates: AuditDeletionCertificatesTable;
}

export interface AuditSealsTable {
  organisation_id: string;
  sequence: number;
  stored_from: Timestamp;
  stored_to: Timestamp;
  events: number;
  root: string;
  previous: string;
  key_id: string;
  signature: string;
}

export interface AuditDeletionCertificatesTable {
  organisation_id: string;
  first_sequence: number;
  last_sequence: number;
  rule: string;
  events: number;
  finished_at: Timestamp;
  /** With `rows`: of a deletion that was a job of its own. */
  started_at: ColumnType<Date | null, Date | null, Date | null>;
  rows: ColumnType<DeletionCertificate['rows'] | null, string | null, string | null>;
  key_id: string;
  signature: string;
}

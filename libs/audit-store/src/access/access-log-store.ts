import type { AccessEvent } from '@sekisho/audit-events';
import type { InsertOutcome } from '../audit-store.ts';
import type { LogErasure } from '../erasure/log-erasure.ts';
import type { EventRows } from '../ingest/event-rows.ts';
import type { SealedAuditStore } from '../seal-store.ts';

/** Everything that is kept in the engine: the audit log with its seals, and the access log. */
export interface LogStore extends SealedAuditStore {
  readonly accessLog: AccessLogStore;
  /** Deletes whole audit logs, when a contract has ended. */
  readonly erasure: LogErasure;
}

/** Where the access log lives and is taken out: a month of a product of one organisation at a time. */
export interface AccessLogStore {
  /** Stores accesses durably, each id once. As `AuditStore.insert` in everything. */
  insert(events: readonly AccessEvent[], storedAt: Date): Promise<InsertOutcome>;
  /** The same for accesses that are rows already. They are the store's until it answers. */
  insertRows(rows: EventRows<'access'>, storedAt: Date): Promise<InsertOutcome>;
  /** The months (UTC) with accesses, newest first, a row a product. */
  months(organisationId: string): Promise<readonly AccessLogMonth[]>;
  /** How many accesses there are; with `storedSince`, how many of them were stored then or later. */
  count(selection: AccessSelection, storedSince?: Date): Promise<number>;
  /**
   * The accesses as a CSV file, header first, the oldest first; made while it is read, in flat memory. Fails before the
   * first byte when it can't begin. Ending the iteration early frees the engine's query.
   */
  exportCsv(selection: AccessSelection, options: { readonly byteOrderMark: boolean }): AsyncIterable<Uint8Array>;
}

/** Which accesses. */
export interface AccessSelection {
  readonly organisationId: string;
  readonly product: string;
  /** Inclusive. */
  readonly from: Date;
  /** Exclusive. */
  readonly to: Date;
}

export interface AccessLogMonth {
  /** `2026-04`. */
  readonly month: string;
  readonly product: string;
  readonly accesses: number;
}

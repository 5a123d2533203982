import type { SealEntry, StoredAuditEvent } from '@sekisho/audit-events/seals';

import type { AuditStore } from './audit-store.ts';

/** The audit store with what its seals stand on. */
export interface SealedAuditStore extends AuditStore {
  readonly seals: SealStore;
}

/** What sealing reads and keeps beside the events. Every method may throw `AuditStoreUnavailable`. */
export interface SealStore {
  /** Organisations with events stored in the span; `from` inclusive, `to` exclusive. */
  organisationsStoredBetween(from: Date, to: Date): Promise<readonly string[]>;
  /** When the organisation's first event at or after `since` was stored that is still there; null when there is none. */
  firstStored(organisationId: string, since: Date): Promise<Date | null>;
  /** The organisation's events stored in the span, in the order of a seal: by time, then by id. In flat memory. */
  readStored(organisationId: string, from: Date, to: Date): AsyncIterable<StoredAuditEvent>;
  /** Keeps the entries of a seal, in their order. Writing the same ones again changes nothing. */
  insertSealEntries(seal: SealReference, entries: readonly SealEntry[], position: number): Promise<void>;
  /** The entries of a seal in their order; none when retention has removed them. */
  readSealEntries(seal: SealReference): AsyncIterable<SealEntry>;
}

export interface SealReference {
  readonly organisationId: string;
  readonly sequence: number;
  /** The end of the seal's span. */
  readonly to: Date;
}

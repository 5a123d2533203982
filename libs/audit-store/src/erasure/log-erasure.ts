/** Deletes the whole log of one organisation, a month of a table at a time. Every method may throw `AuditStoreUnavailable`. */
export interface LogErasure {
  /**
   * What the organisation still has that was stored before `storedBefore`: its events, and the entries of its seals. Rows are
   * counted as they lie on disk, copies of an event included. Empty: it is all gone.
   */
  remaining(organisationId: string, storedBefore: Date): Promise<readonly ErasurePart[]>;
  /**
   * Deletes one of these parts; resolves when its rows are gone, also for whoever searches by id. Asked again for what is
   * being deleted already, after a crash, it waits for that. Rejects with the signal's reason when it is aborted; the engine
   * then goes on by itself.
   */
  erase(organisationId: string, storedBefore: Date, part: ErasurePart, signal: AbortSignal): Promise<void>;
}

/** The organisation's rows in one month of a table. */
export interface ErasurePart {
  readonly table: 'audit_events' | 'audit_seal_entries';
  /** `202604`. */
  readonly partition: string;
  readonly rows: number;
}

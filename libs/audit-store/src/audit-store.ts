import type { AuditEvent } from '@sekisho/audit-events';
import type { LocalisedText } from '@sekisho/domain';

/** Where the audit log lives and is read: one organisation at a time, newest first. */
export interface AuditStore {
  /**
   * Stores events durably; resolves only when they are on disk. An event whose id the organisation has stored already,
   * under whatever date, stays as it first was and is named in the outcome. Calls that wait at the same time are
   * stored together. Throws {@link AuditStoreUnavailable} when the engine can't be reached (try again later; a part
   * may be stored, which does no harm), and {@link AuditStoreRejected} when it will never take them (bad data:
   * dead-letter it); then nothing of this call is stored unless an earlier attempt did so.
   */
  insert(events: readonly AuditEvent[], storedAt: Date): Promise<InsertOutcome>;
  /** Newest first. Throws {@link InvalidCursor} and {@link InvalidAuditQuery}. */
  search(query: AuditQuery, page: PageRequest): Promise<AuditPage>;
  /** How many events match, each id once. */
  count(query: AuditQuery): Promise<number>;
  /**
   * The CSV file of the query, header first, oldest or newest as asked; made while it is read, in flat memory.
   * Ending the iteration early frees the engine's query.
   */
  exportCsv(query: AuditQuery, options: CsvOptions): AsyncIterable<Uint8Array>;
  /** Rejects when the engine does not answer. */
  ping(): Promise<void>;
  close(): Promise<void>;
}

export interface InsertOutcome {
  /** How many events this call added. */
  readonly stored: number;
  /** Ids that were stored before, or came twice in the call. */
  readonly duplicates: readonly string[];
}

/** Which events. Every field narrows; absent ones and empty texts don't. An empty list matches nothing. */
export interface AuditQuery {
  readonly organisationId: string;
  /** Inclusive. */
  readonly from?: Date | undefined;
  /** Exclusive. */
  readonly to?: Date | undefined;
  readonly products?: readonly string[] | undefined;
  readonly categories?: readonly string[] | undefined;
  readonly events?: readonly string[] | undefined;
  /** An actor: exact id, or part of name or e-mail without regard to case. */
  readonly actor?: string | undefined;
  /** An address, or a CIDR block. */
  readonly ipAddress?: string | undefined;
  /** Part of `action`, without regard to case. */
  readonly text?: string | undefined;
}

export interface PageRequest {
  /** 1 to 1,000. */
  readonly limit: number;
  /** From {@link AuditPage.nextCursor}. */
  readonly cursor?: string | undefined;
}

export interface AuditPage {
  readonly events: readonly AuditEvent[];
  /** Stable while new events arrive; absent on the last page. */
  readonly nextCursor?: string | undefined;
}

export interface CsvOptions {
  /** `excel` puts a byte order mark first, so that Excel reads UTF-8. */
  readonly byteOrderMark: boolean;
  readonly order: 'newest-first' | 'oldest-first';
}

/** The engine can't be reached or is overloaded. Nothing is known to be stored; trying again is safe. */
export class AuditStoreUnavailable extends Error {
  constructor(message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.name = 'AuditStoreUnavailable';
  }
}

/** The engine refuses these events as they are. Trying again won't help. */
export class AuditStoreRejected extends Error {
  /** The events at fault, where that is known; the others of the call are good. Empty when it isn't known. */
  readonly eventIds: readonly string[];

  constructor(message: string, options?: { cause?: unknown; eventIds?: readonly string[] }) {
    super(message, options);
    this.name = 'AuditStoreRejected';
    this.eventIds = options?.eventIds ?? [];
  }
}

/** A field of the query that can't be understood. */
export class InvalidAuditQuery extends Error {
  readonly field: keyof AuditQuery;
  /** What is wrong and what to write instead, for a person. */
  readonly explanation: LocalisedText;

  constructor(field: keyof AuditQuery, explanation: LocalisedText) {
    super(explanation.en);
    this.name = 'InvalidAuditQuery';
    this.field = field;
    this.explanation = explanation;
  }
}

/** The cursor is not one of ours, or belongs to another query. */
export class InvalidCursor extends Error {
  constructor() {
    super('The cursor is not valid for this search. Start again without one.');
    this.name = 'InvalidCursor';
  }
}

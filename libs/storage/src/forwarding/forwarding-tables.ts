import type { DestinationSettings, DestinationState, LocalisedText } from '@sekisho/domain';
import type { ColumnType, Generated, JSONColumnType } from 'kysely';

/** `timestamptz`: read as Date, written as Date. */
type Timestamp = ColumnType<Date, Date, Date>;
type NullableTimestamp = ColumnType<Date | null, Date | null | undefined, Date | null>;
/** JSON that only we write, so it is read as what it is. */
type Document<Shape extends object> = JSONColumnType<Shape, string, string>;
type NullableDocument<Shape extends object> = ColumnType<Shape | null, string | null | undefined, string | null>;

export interface ForwardingTables {
  forwarding_destinations: ForwardingDestinationsTable;
  forwarding_positions: ForwardingPositionsTable;
}

export interface ForwardingDestinationsTable {
  id: string;
  organisation_id: string;
  name: string;
  state: DestinationState;
  settings: Document<DestinationSettings>;
  /** Encrypted (`encryptSecret`) for the owner `destinationOwner`. */
  secret: Buffer | null;
  secret_hint: string | null;
  created_at: Timestamp;
  updated_at: Timestamp;
}

export interface ForwardingPositionsTable {
  destination_id: string;
  organisation_id: string;
  /** What was stored before is not forwarded. */
  started_at: Timestamp;
  stored_at: Timestamp;
  occurred_at: Timestamp;
  event_id: string;
  /** How many events of each of the last minutes were read, by the minute's beginning. */
  recent: Document<Readonly<Record<string, number>>>;
  delivered: Generated<string>;
  /** Failed attempts since the last success. */
  failures: Generated<number>;
  next_attempt_at: Timestamp;
  last_success_at: NullableTimestamp;
  last_error_at: NullableTimestamp;
  last_error: NullableDocument<LocalisedText>;
  lease_id: string | null;
  leased_until: NullableTimestamp;
}

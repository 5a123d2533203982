import { type AuditEvent, type Catalogue, createAuditEventParser, type EventRefusal } from '@sekisho/audit-events';
import { type AuditStore, eventMemory, type InsertOutcome } from '@sekisho/audit-store';
import { contractGate } from './contract-gate.ts';
import type { RecordingPeriods } from './recording-periods.ts';

/** What products send at one address, for one key: how each event is read, what it weighs, and where it goes. */
export interface EventStream<Event extends { readonly id: string }> {
  /**
   * Asked before anything is read, and again with each block: says of each event why it is not taken, or null. Throws a
   * refusal when nothing is taken (any more). Absent: everything is.
   */
  admit?(now: Date): Promise<(event: Event) => EventRefusal | null>;
  /** Never throws. Reads `now` to refuse what has not happened yet. */
  parse(value: unknown, now: Date): ParsedOrRefused<Event>;
  /** About how many bytes it takes until it is stored. */
  memoryOf(event: Event): number;
  /** Resolves when the events are durable. Throws as `AuditStore.insert` does. */
  insert(events: readonly Event[], storedAt: Date): Promise<InsertOutcome>;
}

export type ParsedOrRefused<Event> =
  | { readonly ok: true; readonly event: Event }
  | { readonly ok: false; readonly refusal: EventRefusal };

/** Whose events a key may write. */
export interface EventKeyScope {
  readonly organisationId: string;
  readonly product: string;
}

/** Opens the stream of a key. Throws a refusal where this key may not send here. */
export type OpenEventStream<Event extends { readonly id: string }> = (
  key: EventKeyScope,
) => Promise<EventStream<Event>>;

export interface AuditEventStreamDependencies {
  readonly catalogue: Catalogue;
  readonly auditStore: Pick<AuditStore, 'insert'>;
  /** When an organisation's audit events are recorded. */
  readonly recordingPeriods: RecordingPeriods;
}

/** The audit log's stream of any key, as long as its organisation is recording. Parsers are made once a product. */
export function auditEventStreams(dependencies: AuditEventStreamDependencies): OpenEventStream<AuditEvent> {
  const { catalogue, auditStore, recordingPeriods } = dependencies;
  const parserFor = oncePerProduct((product) => createAuditEventParser(catalogue, product));
  return async ({ organisationId, product }) => {
    const parse = parserFor(product);
    return {
      admit: contractGate(recordingPeriods, organisationId),
      parse: (value, now) => {
        const parsed = parse(value, now);
        return parsed.ok ? { ok: true, event: { ...parsed.event, organisationId } } : parsed;
      },
      memoryOf: eventMemory,
      insert: (events, storedAt) => auditStore.insert(events, storedAt),
    };
  };
}

/** What is made for a product is kept: there are few. */
export function oncePerProduct<Parser>(create: (product: string) => Parser): (product: string) => Parser {
  const made = new Map<string, Parser>();
  return (product) => {
    const parser = made.get(product) ?? create(product);
    made.set(product, parser);
    return parser;
  };
}

import { type AuditEvent, type Catalogue, createAuditEventParser, type EventRefusal } from '@sekisho/audit-events';
import { type AuditStore, eventMemory, type InsertOutcome } from '@sekisho/audit-store';

/** What products send at one address, for one key: how each event is read, what it weighs, and where it goes. */
export interface EventStream<Event extends { readonly id: string }> {
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

/** The audit log's stream of any key. Parsers are made once a product. */
export function auditEventStreams(
  catalogue: Catalogue,
  auditStore: Pick<AuditStore, 'insert'>,
): OpenEventStream<AuditEvent> {
  const parserFor = oncePerProduct((product) => createAuditEventParser(catalogue, product));
  return async ({ organisationId, product }) => {
    const parse = parserFor(product);
    return {
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

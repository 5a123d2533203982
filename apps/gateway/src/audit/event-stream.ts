import {
  type Catalogue,
  createAuditEventParser,
  createEventLineScanner,
  type EventRefusal,
} from '@sekisho/audit-events';
import {
  type AuditStore,
  addAuditEvent,
  EventRows,
  type InsertOutcome,
  type LogName,
  RowMemory,
  scannedEventAdder,
} from '@sekisho/audit-store';
import { contractGate, type RefuseByTime } from './contract-gate.ts';
import type { RecordingPeriods } from './recording-periods.ts';

/** What products send at one address, for one key: how its events are read, and where they go. */
export interface EventStream<Log extends LogName> {
  /**
   * Asked before anything is read, and again with each block: how to tell what is not taken, or null where everything is.
   * Throws a refusal when nothing is taken (any more). Absent: everything is.
   */
  admit?(now: Date): Promise<RefuseByTime | null>;
  /** Begins a batch. */
  begin(): EventBatch<Log>;
  /** Resolves when the events are durable. Throws as `AuditStore.insert` does. */
  insert(rows: EventRows<Log>, storedAt: Date): Promise<InsertOutcome>;
}

/** Events on their way to the store. */
export interface EventBatch<Log extends LogName> {
  readonly rows: EventRows<Log>;
  /**
   * Adds the event whose line begins at `from`, if that can be told without parsing it, and returns where the next line
   * begins. Otherwise -1, and nothing is added. The bytes are UTF-8.
   */
  addLine(bytes: Buffer, from: number, now: Date, refuse: RefuseByTime | null): number;
  /** Adds an event, or says why not. Never throws. Reads `now` to refuse what has not happened yet. */
  add(value: unknown, now: Date, refuse: RefuseByTime | null): EventRefusal | null;
}

/** Whose events a key may write. */
export interface EventKeyScope {
  readonly organisationId: string;
  readonly product: string;
}

/** Opens the stream of a key. Throws a refusal where this key may not send here. */
export type OpenEventStream<Log extends LogName> = (key: EventKeyScope) => Promise<EventStream<Log>>;

export interface AuditEventStreamDependencies {
  readonly catalogue: Catalogue;
  readonly auditStore: Pick<AuditStore, 'insertRows'>;
  /** When an organisation's audit events are recorded. */
  readonly recordingPeriods: RecordingPeriods;
}

/** The audit log's stream of any key, as long as its organisation is recording. Parsers are made once a product. */
export function auditEventStreams(dependencies: AuditEventStreamDependencies): OpenEventStream<'audit'> {
  const { catalogue, auditStore, recordingPeriods } = dependencies;
  const readersFor = oncePerProduct((product) => ({
    parse: createAuditEventParser(catalogue, product),
    scanner: createEventLineScanner(catalogue, product),
  }));
  const memory = new RowMemory();
  return async (key) => {
    const { parse, scanner } = readersFor(key.product);
    return {
      admit: contractGate(recordingPeriods, key.organisationId),
      begin: () => {
        const rows = new EventRows('audit', memory);
        const addScanned = scannedEventAdder(rows, key);
        return {
          rows,
          addLine: (bytes, from, now, refuse) => {
            const next = scanner?.scan(bytes, from, now.getTime()) ?? -1;
            if (scanner === undefined || next === -1) return -1;
            if (refuse !== null && refuse(scanner.found.occurredAt) !== null) return -1;
            addScanned(bytes, scanner.found);
            return next;
          },
          add: (value, now, refuse) => {
            const parsed = parse(value, now);
            if (!parsed.ok) return parsed.refusal;
            const refusal = refuse?.(Date.parse(parsed.event.occurredAt)) ?? null;
            if (refusal === null) addAuditEvent(rows, { ...parsed.event, organisationId: key.organisationId });
            return refusal;
          },
        };
      },
      insert: (rows, storedAt) => auditStore.insertRows(rows, storedAt),
    };
  };
}

/** What is made for a product is kept: there are few. */
export function oncePerProduct<Made>(create: (product: string) => Made): (product: string) => Made {
  const made = new Map<string, Made>();
  return (product) => {
    const known = made.get(product) ?? create(product);
    made.set(product, known);
    return known;
  };
}

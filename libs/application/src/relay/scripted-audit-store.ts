import type { AuditEvent } from '@sekisho/audit-events';
import { type AuditStore, AuditStoreRejected, AuditStoreUnavailable } from '@sekisho/audit-store';

/**
 * An audit store in memory for the relay's tests, which fails as it is told. Like the real one it keeps each id once,
 * and takes all of an insert or nothing of it.
 */
export interface ScriptedAuditStore
  extends Pick<AuditStore, 'insert' | 'search' | 'count' | 'exportCsv' | 'ping' | 'close'> {
  /** What is stored, by event id. */
  readonly stored: ReadonlyMap<string, AuditEvent>;
  /** How many events each accepted or refused insert had, in order. */
  readonly inserts: readonly number[];
  /** How often an event arrived that was stored already. */
  readonly redelivered: () => number;
  /** From now on (or no longer) the engine can't be reached. */
  setAway(away: boolean): void;
  /** Inserts with such an event are refused. */
  refuse(isRefused: (event: AuditEvent) => boolean): void;
  /** From now on inserts store their events, but answer only when the returned function is called. */
  holdAnswers(): () => void;
}

export function createScriptedAuditStore(): ScriptedAuditStore {
  const stored = new Map<string, AuditEvent>();
  const inserts: number[] = [];
  let redelivered = 0;
  let away = false;
  let isRefused: (event: AuditEvent) => boolean = () => false;
  let answers: Promise<void> = Promise.resolve();

  return {
    stored,
    inserts,
    redelivered: () => redelivered,
    setAway(value) {
      away = value;
    },
    refuse(predicate) {
      isRefused = predicate;
    },
    holdAnswers() {
      const { promise, resolve } = Promise.withResolvers<void>();
      answers = promise;
      return resolve;
    },
    async insert(events) {
      inserts.push(events.length);
      if (away) throw new AuditStoreUnavailable('connect ECONNREFUSED');
      const refused = events.find(isRefused);
      if (refused !== undefined) throw new AuditStoreRejected(`Cannot parse ${refused.action}`);
      const duplicates = events.filter((event) => stored.has(event.id)).map((event) => event.id);
      redelivered += duplicates.length;
      for (const event of events) if (!stored.has(event.id)) stored.set(event.id, event);
      await answers;
      return { stored: events.length - duplicates.length, duplicates };
    },
    search: async () => ({ events: [...stored.values()] }),
    count: async () => stored.size,
    async *exportCsv() {
      for (const event of stored.values()) yield new TextEncoder().encode(`${event.id}\r\n`);
    },
    async ping() {
      if (away) throw new AuditStoreUnavailable('connect ECONNREFUSED');
    },
    async close() {},
  };
}

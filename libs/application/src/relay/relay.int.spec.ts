import type { AuditEvent } from '@sekisho/audit-events';
import { createLogger, systemClock } from '@sekisho/platform';
import { appendOutbox, listDeadLetters, readOutboxState, requeueDeadLetter } from '@sekisho/storage';
import { createTestDatabase, insertTestContract, type TestDatabase, testAuditEvent } from '@sekisho/storage/testing';
import { sql } from 'kysely';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createRelay, type Relay, type RelayOptions } from './relay.ts';
import { createScriptedAuditStore, type ScriptedAuditStore } from './scripted-audit-store.ts';

const organisationId = 'org_relay';
let database: TestDatabase;
let store: ScriptedAuditStore;
let counts: { delivered: number; retried: number; deadLettered: number };
let relays: Relay[];

beforeEach(async () => {
  database = await createTestDatabase();
  for (const id of [organisationId, 'org_another']) await insertTestContract(database.db, id);
  store = createScriptedAuditStore();
  counts = { delivered: 0, retried: 0, deadLettered: 0 };
  relays = [];
});

afterEach(async () => {
  await Promise.all(relays.map((relay) => relay.stop()));
  await database.close();
});

describe('delivery', () => {
  it('carries every event over and empties the outbox', async () => {
    const events = await append(2_500);

    newRelay().start();

    await outboxIsEmpty();
    expect(storedIds()).toEqual(idsOf(events));
    expect(store.stored.get(events[7]?.id ?? '')).toEqual(events[7]);
    expect(counts).toEqual({ delivered: 2_500, retried: 0, deadLettered: 0 });
    expect(store.inserts[0]).toBe(1_000);
  });

  it('is woken by a nudge long before the next poll', async () => {
    const relay = newRelay({ pollIntervalMs: 600_000, gatheringMs: 0 });
    relay.start();
    await append(1);
    relay.nudge();
    await outboxIsEmpty();
    await append(1);
    relay.nudge();

    await outboxIsEmpty();
    expect(store.stored.size).toBe(2);
  });

  it('finds by polling what another process wrote', async () => {
    newRelay({ pollIntervalMs: 20 }).start();
    await outboxIsEmpty();

    await append(1);

    await outboxIsEmpty();
    expect(store.stored.size).toBe(1);
  });

  it('leaves alone what its transaction did not commit', async () => {
    newRelay({ pollIntervalMs: 5 }).start();
    await database.db.transaction().execute(async (trx) => {
      await appendOutbox(trx, [testAuditEvent(organisationId)], new Date());
      await append(1);
      await vi.waitFor(() => expect(store.stored.size).toBe(1));
    });

    await vi.waitFor(() => expect(store.stored.size).toBe(2));
  });
});

describe('an audit store that is away', () => {
  it('gets everything once it is back, and nothing is given up meanwhile', async () => {
    store.setAway(true);
    const events = await append(300);
    newRelay({ longestBackoffMs: 50 }).start();
    await vi.waitFor(() => expect(store.inserts.length).toBeGreaterThan(4));
    const meanwhile = await append(50);

    const waiting = await readOutboxState(database.db, new Date(Date.now() + 60_000));
    expect(waiting).toMatchObject({ backlog: 350, lastError: 'connect ECONNREFUSED', deadLetters: 0 });
    expect(waiting.lagSeconds).toBeGreaterThanOrEqual(60);

    store.setAway(false);
    await outboxIsEmpty();
    expect(storedIds()).toEqual(idsOf([...events, ...meanwhile]));
    expect(counts.retried).toBeGreaterThanOrEqual(4 * 300);
    expect(counts.deadLettered).toBe(0);
  });

  it('notes the failure on one row only, so that the outbox is not written anew while it waits', async () => {
    store.setAway(true);
    await append(100);
    newRelay({ longestBackoffMs: 20 }).start();
    await vi.waitFor(() => expect(store.inserts.length).toBeGreaterThan(4));

    const touched = await database.db.selectFrom('outbox').select('attempts').where('attempts', '>', 0).execute();
    expect(touched).toHaveLength(1);
  });

  it('is not tried more often for being nudged', async () => {
    store.setAway(true);
    await append(1);
    const relay = newRelay();
    relay.start();
    await vi.waitFor(() => expect(store.inserts).toHaveLength(3));
    const since = performance.now();
    for (let nudges = 0; nudges < 1_000; nudges += 1) relay.nudge();

    await vi.waitFor(() => expect(store.inserts).toHaveLength(4));
    // The third wait is 800 ms, of which at most half is chance.
    expect(performance.now() - since).toBeGreaterThan(300);
  });

  it('counts as away when it does not answer, and an insert that succeeded after all changes nothing', async () => {
    const answer = store.holdAnswers();
    const [event] = await append(1);
    newRelay({ deliveryTimeoutMs: 50, longestBackoffMs: 20 }).start();
    await vi.waitFor(() => expect(counts.retried).toBeGreaterThan(0));
    answer();

    await outboxIsEmpty();
    expect(storedIds()).toEqual([event?.id]);
    expect(store.redelivered()).toBeGreaterThan(0);
  });
});

describe('an event that the audit store refuses', () => {
  it('is kept as a dead letter with the reason, while the other 499 arrive', async () => {
    const events = await append(500);
    const poison = events[321];
    store.refuse((event) => event.id === poison?.id);
    newRelay().start();

    await outboxIsEmpty();
    expect(storedIds()).toEqual(idsOf(events.filter((event) => event !== poison)));
    expect(await listDeadLetters(database.db, { limit: 10 })).toEqual([
      {
        event: poison,
        reason: `Cannot parse ${poison?.action}`,
        attempts: 1,
        createdAt: expect.any(Date),
        failedAt: expect.any(Date),
      },
    ]);
    expect(counts).toEqual({ delivered: 499, retried: 0, deadLettered: 1 });
  });

  it('is delivered after an operator put it back, once the store takes it', async () => {
    const [event] = await append(1);
    store.refuse(() => true);
    const relay = newRelay();
    expect(await relay.drain(10_000)).toBe(true);
    store.refuse(() => false);
    const requeue = (organisation: string) =>
      database.db
        .transaction()
        .execute((trx) => requeueDeadLetter(trx, organisation, event?.id ?? '', systemClock.now()));

    expect(await requeue('org_another')).toBe(false);
    expect(await requeue(organisationId)).toBe(true);
    expect(await requeue(organisationId)).toBe(false);

    expect(await relay.drain(10_000)).toBe(true);
    expect(storedIds()).toEqual([event?.id]);
    expect(await readOutboxState(database.db, new Date())).toEqual({
      backlog: 0,
      lagSeconds: 0,
      lastError: null,
      deadLetters: 0,
    });
  });

  it('keeps one dead letter, with the newer reason, when it is refused again', async () => {
    const [event] = await append(1);
    store.refuse(() => true);
    const relay = newRelay();
    await relay.drain(10_000);
    await database.db
      .transaction()
      .execute((trx) => requeueDeadLetter(trx, organisationId, event?.id ?? '', systemClock.now()));
    await relay.drain(10_000);

    const letters = await listDeadLetters(database.db, { organisationId, limit: 10 });
    expect(letters).toMatchObject([{ event: { id: event?.id }, attempts: 2 }]);
  });

  it('does not take the decided part of its batch with it when the store goes away in the search for it', async () => {
    const events = await append(64);
    const poison = events[0];
    store.refuse((event) => {
      // The last insert of the search has the event alone; then the store fails.
      if (store.inserts.at(-1) === 1) store.setAway(true);
      return event.id === poison?.id;
    });
    const relay = newRelay();

    expect(await relay.drain(10_000)).toBe(false);
    expect(counts.deadLettered).toBe(1);
    store.setAway(false);
    store.refuse(() => false);
    expect(await relay.drain(10_000)).toBe(true);
    expect(storedIds()).toEqual(idsOf(events.slice(1)));
  });

  it('pages through dead letters newest first, each once, of one organisation when asked', async () => {
    await append(25);
    await append(5, 'org_another');
    store.refuse(() => true);
    await newRelay().drain(10_000);

    const seen: string[] = [];
    for (let after: { failedAt: Date; eventId: string } | undefined; ; ) {
      const page = await listDeadLetters(database.db, { organisationId, limit: 10, after });
      seen.push(...page.map((letter) => letter.event.id));
      const last = page.at(-1);
      if (last === undefined) break;
      after = { failedAt: last.failedAt, eventId: last.event.id };
    }
    expect(seen).toHaveLength(25);
    expect(new Set(seen).size).toBe(25);
    expect(await listDeadLetters(database.db, { limit: 100 })).toHaveLength(30);
  });
});

describe('several relays and sudden ends', () => {
  it('shares the work between two relays without delivering anything twice', async () => {
    const events = await append(5_000);
    newRelay({ batchSize: 100 }).start();
    newRelay({ batchSize: 100 }).start();

    await outboxIsEmpty();
    expect(storedIds()).toEqual(idsOf(events));
    expect(store.redelivered()).toBe(0);
    expect(counts.delivered).toBe(5_000);
  });

  it('delivers again what a relay had delivered when its connection was killed before the commit', async () => {
    const answer = store.holdAnswers();
    const events = await append(10);
    newRelay({ longestBackoffMs: 20 }).start();
    await vi.waitFor(() => expect(store.stored.size).toBe(10));

    // The store has them; the relay's transaction still holds its locks. A crash looks like this to the database.
    const { rows } = await sql<{ killed: boolean }>`
      select pg_terminate_backend(pid) as killed from pg_stat_activity
      where datname = current_database() and state = 'idle in transaction'`.execute(database.db);
    expect(rows).toEqual([{ killed: true }]);
    answer();

    await outboxIsEmpty();
    expect(storedIds()).toEqual(idsOf(events));
    expect(store.redelivered()).toBe(10);
  });

  it('settles the batch under way before a stop resolves', async () => {
    const answer = store.holdAnswers();
    await append(3);
    const relay = newRelay();
    relay.start();
    await vi.waitFor(() => expect(store.stored.size).toBe(3));

    const stopped = relay.stop();
    answer();
    await stopped;

    expect((await readOutboxState(database.db, new Date())).backlog).toBe(0);
  });

  it('stops at once while it waits for a store that is away, and says that the outbox was not drained', async () => {
    store.setAway(true);
    await append(1);
    const relay = newRelay();
    relay.start();
    await vi.waitFor(() => expect(store.inserts.length).toBeGreaterThan(2));

    await relay.stop();

    expect(await relay.drain(10_000)).toBe(false);
    expect((await readOutboxState(database.db, new Date())).backlog).toBe(1);
  });

  it('drains what is there within the time it is given', async () => {
    await append(1_500);
    expect(await newRelay().drain(10_000)).toBe(true);
    expect(store.stored.size).toBe(1_500);
    await append(1);
    expect(await newRelay().drain(0)).toBe(false);
  });
});

function newRelay(options: Partial<RelayOptions> = {}): Relay {
  const relay = createRelay({
    db: database.db,
    auditStore: store,
    clock: systemClock,
    logger: createLogger({ level: 'silent', service: 'test' }),
    metrics: {
      delivered: (count) => {
        counts.delivered += count;
      },
      retried: (count) => {
        counts.retried += count;
      },
      deadLettered: (count) => {
        counts.deadLettered += count;
      },
    },
    ...options,
  });
  relays.push(relay);
  return relay;
}

async function append(count: number, organisation = organisationId): Promise<AuditEvent[]> {
  const events = Array.from({ length: count }, () => testAuditEvent(organisation));
  await database.db.transaction().execute((trx) => appendOutbox(trx, events, new Date()));
  return events;
}

async function outboxIsEmpty(): Promise<void> {
  await vi.waitFor(async () => expect((await readOutboxState(database.db, new Date())).backlog).toBe(0), {
    timeout: 15_000,
    interval: 20,
  });
}

function storedIds(): string[] {
  return [...store.stored.keys()].sort();
}

function idsOf(events: readonly AuditEvent[]): string[] {
  return events.map((event) => event.id).sort();
}

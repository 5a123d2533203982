import { createLogger, systemClock } from '@sekisho/platform';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { AuditStoreRejected, AuditStoreUnavailable } from './audit-store.ts';
import { ClickHouseAuditStore } from './clickhouse-audit-store.ts';
import { createAuditStore } from './create-audit-store.ts';
import { openServerEngine } from './engine/server-engine.ts';
import { sampleEvent, sampleEvents, sampleId } from './testing/audit-event-samples.ts';
import { type ClickHouseHttpServer, type Fault, startClickHouseHttpServer } from './testing/clickhouse-http-server.ts';

const logger = createLogger({ level: 'silent', service: 'test' });
const storedAt = new Date('2026-11-20T00:00:00.000Z');

describe('a ClickHouse server that misbehaves', () => {
  let server: ClickHouseHttpServer;
  let store: ClickHouseAuditStore;
  /** On the same server, for cases in which nothing answers. */
  let impatient: ClickHouseAuditStore;
  let organisations = 0;

  beforeAll(async () => {
    server = await startClickHouseHttpServer();
    store = storeOn(server);
    await store.ready();
    impatient = storeOn(server, 1500);
    await vi.waitFor(() => impatient.ready(), { timeout: 20_000 });
  });
  afterEach(async () => {
    await server.clearFaults();
  });
  afterAll(async () => {
    await Promise.all([store.close(), impatient.close()]);
    await server.stop();
  });

  function newOrganisation(): string {
    organisations += 1;
    return `org_fault_${organisations}`;
  }

  it.each<[string, Fault]>([
    ['resets the connection', { kind: 'reset' }],
    ['answers 500 through a proxy', { kind: 'status', status: 500 }],
    ['answers 503 through a proxy', { kind: 'status', status: 503 }],
    ['has too many queries', { kind: 'exception', code: 202 }],
    ['has no memory left', { kind: 'exception', code: 241 }],
    ['has too many parts', { kind: 'exception', code: 252 }],
    ['is a read-only replica', { kind: 'exception', code: 242 }],
    ['hangs', { kind: 'hang' }],
  ])(
    'is unavailable for insert, search, count, export and ping while it %s, and works again afterwards',
    async (_, fault) => {
      const organisationId = newOrganisation();
      const event = sampleEvent({ organisationId });
      await server.fault(fault);
      const blocks = impatient.exportCsv({ organisationId }, { byteOrderMark: false, order: 'newest-first' });
      const attempts = await Promise.allSettled([
        impatient.insert([event], storedAt),
        impatient.search({ organisationId }, { limit: 1 }),
        impatient.count({ organisationId }),
        drain(blocks),
        impatient.ping(),
      ]);
      for (const attempt of attempts) {
        expect(attempt).toMatchObject({ status: 'rejected', reason: expect.any(AuditStoreUnavailable) });
      }
      await server.clearFaults();
      await vi.waitFor(() => impatient.insert([event], storedAt), { timeout: 20_000 });
      expect(await store.count({ organisationId })).toBe(1);
    },
  );

  it('is unavailable while it refuses connections, and works again afterwards without a restart', async () => {
    const organisationId = newOrganisation();
    await server.refuse();
    await expect(store.insert([sampleEvent({ organisationId })], storedAt)).rejects.toBeInstanceOf(
      AuditStoreUnavailable,
    );
    await expect(store.search({ organisationId }, { limit: 1 })).rejects.toBeInstanceOf(AuditStoreUnavailable);
    await server.listen();
    await store.insert([sampleEvent({ organisationId })], storedAt);
    expect(await store.count({ organisationId })).toBe(1);
  });

  it('stores a batch once when its answer was lost and the batch comes again', async () => {
    const organisationId = newOrganisation();
    const events = sampleEvents(100, organisationId, '2026-05-01T00:00:00.000Z');
    await server.fault({ kind: 'reset-after-work', sqlContains: 'INSERT', times: 1 });
    await expect(store.insert(events, storedAt)).rejects.toBeInstanceOf(AuditStoreUnavailable);
    expect(await store.insert(events, storedAt)).toEqual({ stored: 0, duplicates: events.map(({ id }) => id) });
    expect(await store.count({ organisationId })).toBe(100);
  });

  it('reads again by itself when a kept connection turns out to be closed', async () => {
    const organisationId = newOrganisation();
    await server.fault({ kind: 'reset', times: 1 });
    expect(await store.count({ organisationId })).toBe(0);
  });

  it('fails an export that breaks off, instead of ending it as if it were whole', async () => {
    const organisationId = newOrganisation();
    await store.insert(sampleEvents(20_000, organisationId, '2026-05-01T00:00:00.000Z'), storedAt);
    await server.fault({ kind: 'cut-mid-response', sqlContains: 'FORMAT CSV', times: 1 });
    const blocks = store.exportCsv({ organisationId }, { byteOrderMark: false, order: 'newest-first' });
    await expect(drain(blocks)).rejects.toBeInstanceOf(AuditStoreUnavailable);
  });

  it('fails an export when the engine fails in the middle of it, without its error among the rows', async () => {
    const engine = openServerEngine({ ...connectionOf(server), logger });
    const text: string[] = [];
    const rows = engine.stream(
      'SELECT throwIf(number = 150000), number FROM numbers(200000) SETTINGS max_threads = 1, max_block_size = 1000',
      'CSV',
    );
    const failure = await (async () => {
      for await (const block of rows) text.push(Buffer.from(block).toString());
    })().catch((error: unknown) => error);
    expect(failure).toMatchObject({ message: expect.stringContaining("passed to 'throwIf' function") });
    expect(text.join('')).toMatch(/^(0,\d+\n)+$/);
    await engine.close();
  });

  it('ends the query on the server when the reader leaves', async () => {
    const organisationId = newOrganisation();
    await store.insert(sampleEvents(50_000, organisationId, '2026-05-01T00:00:00.000Z'), storedAt);
    for await (const block of store.exportCsv({ organisationId }, { byteOrderMark: false, order: 'newest-first' })) {
      if (block.length > 1000) break;
    }
    await vi.waitFor(async () => expect((await server.statistics()).running).toBe(0), { timeout: 20_000 });
  });

  it('lets a reader take longer than the time-out', async () => {
    const organisationId = newOrganisation();
    await store.insert(sampleEvents(50_000, organisationId, '2026-05-01T00:00:00.000Z'), storedAt);
    const slow = storeOn(server, 4000);
    let bytes = 0;
    let paused = false;
    for await (const block of slow.exportCsv({ organisationId }, { byteOrderMark: false, order: 'newest-first' })) {
      bytes += block.length;
      if (!paused && block.length > 1000) {
        paused = true;
        const until = Date.now() + 5000;
        await vi.waitFor(() => expect(Date.now()).toBeGreaterThan(until), { timeout: 10_000 });
      }
    }
    expect(bytes).toBeGreaterThan(5_000_000);
    await slow.close();
  });

  it('refuses data the server refuses, whatever else waits to be stored', async () => {
    const organisationId = newOrganisation();
    const other = newOrganisation();
    await server.fault({ kind: 'exception', code: 117, sqlContains: 'INSERT', times: 2 });
    const outcomes = await Promise.allSettled([
      store.insert([sampleEvent({ organisationId })], storedAt),
      store.insert([sampleEvent({ organisationId: other })], storedAt),
    ]);
    // Together they are refused, then each alone: the fault hits the batch and the first of the two.
    expect(outcomes[0]).toMatchObject({ status: 'rejected', reason: expect.any(AuditStoreRejected) });
    expect(outcomes[1]).toMatchObject({ status: 'fulfilled' });
    expect(await store.count({ organisationId: other })).toBe(1);
  });

  it('is unavailable, not broken, when the password is wrong', async () => {
    const engine = openServerEngine({ ...connectionOf(server), password: 'wrong', logger });
    const stranger = new ClickHouseAuditStore({ engine, clock: systemClock, logger });
    await expect(stranger.ping()).rejects.toBeInstanceOf(AuditStoreUnavailable);
    await expect(stranger.insert([sampleEvent()], storedAt)).rejects.toBeInstanceOf(AuditStoreUnavailable);
    await stranger.close();
  });
});

describe('a ClickHouse server that comes and goes', () => {
  it('may be away at the start: the schema is made when it is there', async () => {
    const server = await startClickHouseHttpServer();
    await server.refuse();
    const store = await createAuditStore({
      clickhouse: connectionOf(server),
      embeddedPath: '',
      logger,
      clock: systemClock,
    });
    await expect(store.insert([sampleEvent()], storedAt)).rejects.toBeInstanceOf(AuditStoreUnavailable);
    await server.listen();
    expect(await store.insert([sampleEvent()], storedAt)).toEqual({ stored: 1, duplicates: [] });
    await store.close();
    await server.stop();
  });

  it('loses nothing acknowledged and doubles nothing when it is killed with -9 under inserts', async () => {
    const server = await startClickHouseHttpServer();
    const store = storeOn(server);
    const organisationId = 'org_killed';
    const batches = Array.from({ length: 60 }, (_, batch) =>
      Array.from({ length: 50 }, (_, index) =>
        sampleEvent({
          id: sampleId(`killed ${batch} ${index}`),
          organisationId,
          occurredAt: new Date(Date.UTC(2026, batch % 12, 1) + index).toISOString(),
        }),
      ),
    );
    let attempts = 0;
    const senders = batches.map(async (batch) => {
      for (;;) {
        attempts += 1;
        const sent = await store.insert(batch, storedAt).catch((error: unknown) => {
          if (!(error instanceof AuditStoreUnavailable)) throw error;
          return undefined;
        });
        if (sent !== undefined) return;
        await vi.waitFor(() => store.ping(), { timeout: 20_000 });
      }
    });
    for (let kill = 0; kill < 3; kill += 1) {
      const before = attempts;
      await server.kill();
      await vi.waitFor(() => expect(attempts).toBeGreaterThanOrEqual(before));
      await server.restart();
      await vi.waitFor(() => store.ping(), { timeout: 20_000 });
    }
    await Promise.all(senders);
    expect(await store.count({ organisationId })).toBe(3000);
    await store.close();
    await server.stop();
  }, 60_000);
});

function connectionOf(server: ClickHouseHttpServer) {
  const { url, username, password } = server;
  return { url, username, password, database: 'sekisho', cluster: undefined };
}

function storeOn(server: ClickHouseHttpServer, requestTimeoutMs?: number): ClickHouseAuditStore {
  const engine = openServerEngine({ ...connectionOf(server), logger, requestTimeoutMs });
  return new ClickHouseAuditStore({ engine, clock: systemClock, logger });
}

async function drain(blocks: AsyncIterable<Uint8Array>): Promise<void> {
  for await (const _ of blocks);
}

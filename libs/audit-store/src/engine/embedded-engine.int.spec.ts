import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createLogger, systemClock } from '@sekisho/platform';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { AuditStoreUnavailable } from '../audit-store.ts';
import { ClickHouseAuditStore } from '../clickhouse-audit-store.ts';
import { sampleAccess, sampleEvents } from '../testing/audit-event-samples.ts';
import { openEmbeddedEngine } from './embedded-engine.ts';
import type { Engine } from './engine.ts';

const logger = createLogger({ level: 'silent', service: 'test' });

describe('the embedded engine', () => {
  let directory: string;
  let engine: Engine;

  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'sekisho-engine-'));
    engine = await openEmbeddedEngine({ path: directory, logger });
  });
  afterEach(async () => {
    await engine.close();
    await rm(directory, { recursive: true, force: true });
  });

  it('gives every text back as it was bound, whatever is in it', async () => {
    const hostile = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.string({ unit: fc.constantFrom("'", '\\', '"', '`', '{', '}', ':', '\0', '\n', '-', ';', 'a', '表') }),
      fc.constantFrom("' OR 1=1 --", "\\' OR 1=1 --", '{x:String}', "_CAST('a', 'String')", '$&', '\\'),
    );
    await fc.assert(
      fc.asyncProperty(hostile, fc.array(hostile, { maxLength: 5 }), async (text, list) => {
        const rows = await engine.query('SELECT {text:String} AS text, {list:Array(String)} AS list', { text, list });
        expect(rows).toEqual([{ text, list }]);
      }),
      { numRuns: 200 },
    );
  });

  it('binds whole numbers and ids as the type that the query names', async () => {
    const rows = await engine.query('SELECT {n:Int64} + 1 AS n, {id:UUID} AS id, toTypeName({id:UUID}) AS type', {
      n: -1_767_225_600_123,
      id: '018f6f5e-7c1a-7cc2-9a53-1f0f6c5d2b10',
    });
    expect(rows).toEqual([{ n: -1_767_225_600_122, id: '018f6f5e-7c1a-7cc2-9a53-1f0f6c5d2b10', type: 'UUID' }]);
  });

  it.each([
    ['a value that is missing', 'SELECT {a:String}', {}],
    ['a value that nobody asks for', 'SELECT 1', { a: 'x' }],
    ['a number that is not whole', 'SELECT {a:Int64}', { a: 1.5 }],
  ])('refuses %s', async (_, sql, parameters) => {
    await expect(engine.query(sql, parameters)).rejects.toThrow();
  });

  it('reads beside a stream that stands still, and beside another', async () => {
    const slow = engine.stream('SELECT number FROM numbers(1000000)', 'CSV')[Symbol.asyncIterator]();
    await slow.next();
    const other = engine.stream('SELECT number FROM numbers(1000000)', 'CSV')[Symbol.asyncIterator]();
    await other.next();
    expect(
      await Promise.all(Array.from({ length: 10 }, (_, n) => engine.query('SELECT {n:UInt8} AS n', { n }))),
    ).toEqual(Array.from({ length: 10 }, (_, n) => [{ n }]));
    let rows = 0;
    for (let piece = await slow.next(); piece.done !== true; piece = await slow.next()) rows += 1;
    expect(rows).toBeGreaterThan(0);
    await other.return?.();
  });

  it('waits for what is running when it is closed, and refuses what comes later', async () => {
    const running = engine.query('SELECT count() AS rows FROM numbers(50000000)');
    const stream = engine.stream('SELECT number FROM numbers(10000000)', 'CSV')[Symbol.asyncIterator]();
    await stream.next();
    await engine.close();
    expect(await running).toEqual([{ rows: 50_000_000 }]);
    await expect(engine.query('SELECT 1')).rejects.toBeInstanceOf(AuditStoreUnavailable);
    await expect(engine.ping()).rejects.toBeInstanceOf(AuditStoreUnavailable);
    // The directory is free again, for this process or another.
    engine = await openEmbeddedEngine({ path: directory, logger });
    await engine.ping();
  });

  it('leaves no file behind after a Parquet export that nobody finished reading', async () => {
    const before = await readdir(directory);
    for await (const _ of engine.stream('SELECT number FROM numbers(1000000)', 'Parquet')) break;
    expect(await readdir(directory)).toEqual(before);
  });

  it('reads while many Parquet files are asked for: they take turns, and not every thread', async () => {
    const done: string[] = [];
    const first = Promise.withResolvers<void>();
    const files = Array.from({ length: 9 }, async () => {
      for await (const _ of engine.stream('SELECT sleep(0.2)', 'Parquet'));
      done.push('file');
      first.resolve();
    });
    await first.promise;
    await engine.query('SELECT 1');
    done.push('answer');
    await Promise.all(files);
    expect(done).toHaveLength(10);
    // With every thread taken, the next files would begin before the question, and end before the answer.
    expect(done.indexOf('answer')).toBeLessThan(5);
  });
});

describe('retention', () => {
  it('removes an event 400 days after it was stored, not after it happened', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'sekisho-retention-'));
    const engine = await openEmbeddedEngine({ path: directory, logger });
    const store = new ClickHouseAuditStore({ engine, clock: systemClock, logger });
    const daysAgo = (days: number) => new Date(Date.now() - days * 86_400_000);
    const organisationId = 'org_retention';
    const events = sampleEvents(3, organisationId, '2020-01-01T00:00:00.000Z');
    const [expired, due, young] = events.map((event) => [event]);
    await store.insert(expired ?? [], daysAgo(401));
    await store.insert(due ?? [], daysAgo(399));
    await store.insert(young ?? [], daysAgo(0));
    // What the background merges do by themselves, every third day at most.
    await engine.command('OPTIMIZE TABLE sekisho.audit_events FINAL');
    const { events: left } = await store.search({ organisationId }, { limit: 10 });
    expect(left.map(({ id }) => id).sort()).toEqual(
      events
        .slice(1)
        .map(({ id }) => id)
        .sort(),
    );
    await store.close();
    await rm(directory, { recursive: true, force: true });
  });
});

describe('retention of the access log', () => {
  it('removes an access 545 days after it was stored, not after it happened', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'sekisho-retention-'));
    const engine = await openEmbeddedEngine({ path: directory, logger });
    const store = new ClickHouseAuditStore({ engine, clock: systemClock, logger });
    const access = { organisationId: 'org_retention', product: 'Backlog', occurredAt: '2020-01-01T00:00:00.000Z' };
    for (const days of [546, 544, 401, 0]) {
      const storedAt = new Date(Date.now() - days * 86_400_000);
      await store.accessLog.insert([sampleAccess({ ...access, path: `/${days}` })], storedAt);
    }
    await engine.command('OPTIMIZE TABLE sekisho.access_events FINAL');
    const left = await engine.query('SELECT path FROM sekisho.access_events ORDER BY stored_at');
    expect(left).toEqual([{ path: '/544' }, { path: '/401' }, { path: '/0' }]);
    await store.close();
    await rm(directory, { recursive: true, force: true });
  });
});

describe('the embedded engine in a process that is killed with -9 under inserts', () => {
  it('has every acknowledged event afterwards, each once, and opens at once', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'sekisho-killed-'));
    const acknowledged = new Set<string>();
    let countAfter = -1;
    for (let kill = 0; kill < 3; kill += 1) {
      const child = fork(new URL('../testing/insert-until-killed.ts', import.meta.url), [directory, String(kill)], {
        execArgv: [],
        stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
      });
      const from = acknowledged.size;
      child.on('message', (ids: string[]) => {
        for (const id of ids) acknowledged.add(id);
        if (acknowledged.size >= from + 200 + kill * 77) child.kill('SIGKILL');
      });
      await once(child, 'exit');
    }
    const engine = await openEmbeddedEngine({ path: directory, logger });
    const rows = await engine.query('SELECT toString(event_id) AS id FROM sekisho.audit_events FINAL');
    const stored = rows.map((row) => (typeof row === 'object' && row !== null && 'id' in row ? String(row.id) : ''));
    countAfter = stored.length;
    await engine.close();
    await rm(directory, { recursive: true, force: true });
    expect(acknowledged.size).toBeGreaterThan(600);
    expect(new Set(stored).size).toBe(countAfter);
    expect([...acknowledged].filter((id) => !stored.includes(id))).toEqual([]);
  });
});

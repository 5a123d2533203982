import { createPublicKey } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type EvidenceLine,
  parseEvidenceLine,
  type StoredAuditEvent,
  toSealEntry,
  verifyExport,
} from '@sekisho/audit-events/seals';
import { createAuditStore, type SealedAuditStore } from '@sekisho/audit-store';
import { sampleEvents } from '@sekisho/audit-store/testing';
import { createLogger, systemClock } from '@sekisho/platform';
import { listSeals } from '@sekisho/storage';
import { createTestDatabase, type TestDatabase } from '@sekisho/storage/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { certifyRetention } from './certify-retention.ts';
import { evidenceFile } from './evidence-file.ts';
import { type SealDependencies, sealDueHours } from './seal-due-hours.ts';
import { createSealKey, sealKeyOf } from './seal-key.ts';

const logger = createLogger({ level: 'silent', service: 'test' });
const signal = new AbortController().signal;

describe('sealing the audit log', () => {
  let directory: string;
  let store: SealedAuditStore;
  let database: TestDatabase;
  let now: Date;
  let dependencies: SealDependencies;

  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'sekisho-seals-'));
    store = await createAuditStore({ clickhouse: undefined, embeddedPath: directory, logger, clock: systemClock });
    database = await createTestDatabase();
    dependencies = { db: database.db, seals: store.seals, key: createSealKey(), clock: { now: () => now }, logger };
  });
  afterEach(async () => {
    await database.close();
    await store.close();
    await rm(directory, { recursive: true, force: true });
  });

  const hour = (number: number, minutes = 0) => new Date(Date.UTC(2026, 9, 1, number, minutes));
  const insert = (organisationId: string, count: number, occurred: string, storedAt: Date) =>
    store.insert(sampleEvents(count, organisationId, occurred), storedAt);

  async function evidence(organisationId: string): Promise<EvidenceLine[]> {
    return (await text(evidenceFile(dependencies, organisationId)))
      .trim()
      .split('\n')
      .filter(Boolean)
      .map(parseEvidenceLine);
  }

  async function exported(organisationId: string): Promise<StoredAuditEvent[]> {
    const options = { order: 'newest-first', preset: 'evidence' } as const;
    const lines = (await text(store.exportNdjson({ organisationId }, options))).trim().split('\n');
    return lines.map((line): StoredAuditEvent => JSON.parse(line));
  }

  async function verify(
    organisationId: string,
    change: (events: StoredAuditEvent[]) => StoredAuditEvent[] = (events) => events,
  ) {
    const [lines, events] = [await evidence(organisationId), change(await exported(organisationId))];
    return verifyExport({
      evidence: each(lines),
      events: each(events),
      range: {},
      publicKey: createPublicKey(dependencies.key.publicKeyPem),
    });
  }

  it('makes one seal for each hour with events once it is over, and verifies what was stored', async () => {
    await insert('org_one', 500, '2026-09-01T00:00:00.000Z', hour(1, 10));
    await insert('org_one', 500, '2026-03-01T00:00:00.000Z', hour(1, 50));
    await insert('org_one', 10, '2026-10-01T04:00:00.000Z', hour(4, 30));
    await insert('org_two', 3, '2026-10-01T01:00:00.000Z', hour(1, 59));
    now = hour(2, 14);
    expect(await sealDueHours(dependencies, signal)).toBe(0);
    now = hour(2, 15);
    expect(await sealDueHours(dependencies, signal)).toBe(2);
    expect(await sealDueHours(dependencies, signal)).toBe(0);
    now = hour(9);
    expect(await sealDueHours(dependencies, signal)).toBe(1);
    const seals = await listSeals(database.db, 'org_one', 0, 10);
    expect(seals.map(({ sequence, from, to, events }) => ({ sequence, from, to, events }))).toEqual([
      { sequence: 1, from: hour(1).toISOString(), to: hour(2).toISOString(), events: 1000 },
      { sequence: 2, from: hour(2).toISOString(), to: hour(5).toISOString(), events: 10 },
    ]);
    expect(await verify('org_one')).toMatchObject({ problem: null, seals: 2, sealedEvents: 1010, unsealedEvents: 0 });
    expect(await verify('org_two')).toMatchObject({ problem: null, seals: 1, sealedEvents: 3 });
  });

  it('finds what is altered in an export, and what is stored behind the seals', async () => {
    await insert('org_one', 100, '2026-09-01T00:00:00.000Z', hour(1, 10));
    now = hour(3);
    await sealDueHours(dependencies, signal);
    const renamed = (events: StoredAuditEvent[]) =>
      events.map((event, line) => (line === 7 ? { ...event, operationUserName: '別人' } : event));
    expect((await verify('org_one', renamed)).problem).toMatchObject({ kind: 'event-changed', line: 8 });
    expect((await verify('org_one', (events) => events.toSpliced(3, 1))).problem).toMatchObject({
      kind: 'event-removed',
    });
    await insert('org_one', 5, '2026-09-01T01:00:00.000Z', hour(1, 20));
    expect((await verify('org_one')).problem).toMatchObject({ kind: 'event-added' });
  });

  it('does again the same what was half done when it was killed', async () => {
    await insert('org_one', 50, '2026-09-01T00:00:00.000Z', hour(1, 10));
    now = hour(3);
    const seals = { ...bound(store.seals), readStored: cutShort(store) };
    await expect(sealDueHours({ ...dependencies, seals }, signal)).rejects.toThrow('killed');
    await store.seals.insertSealEntries(
      { organisationId: 'org_one', sequence: 1, to: hour(2) },
      (await entriesOf(store)).slice(0, 20),
      0,
    );
    expect(await sealDueHours(dependencies, signal)).toBe(1);
    expect(await verify('org_one')).toMatchObject({ problem: null, sealedEvents: 50 });
  });

  it('certifies what retention has removed, and only that', async () => {
    await insert('org_one', 10, '2026-09-01T00:00:00.000Z', hour(1, 10));
    await insert('org_one', 10, '2026-09-02T00:00:00.000Z', hour(5, 10));
    now = hour(9);
    await sealDueHours(dependencies, signal);
    now = new Date(hour(3).getTime() + 400 * 86_400_000);
    expect(await certifyRetention(dependencies, signal)).toBe(0);
    const afterRetention = { ...bound(store.seals), firstStored: async () => hour(5, 10) };
    expect(await certifyRetention({ ...dependencies, seals: afterRetention }, signal)).toBe(1);
    expect(await certifyRetention({ ...dependencies, seals: afterRetention }, signal)).toBe(0);
    const lines = await evidence('org_one');
    expect(lines.at(-1)).toMatchObject({ certificate: { firstSequence: 1, lastSequence: 1, events: 10 } });
    const left = lines.filter((line, index) => !('entries' in line) || index > 1);
    const events = (await exported('org_one')).filter((event) => event.storedAt >= hour(5).toISOString());
    const publicKey = createPublicKey(dependencies.key.publicKeyPem);
    const report = await verifyExport({ evidence: each(left), events: each(events), range: {}, publicKey });
    expect(report).toMatchObject({ problem: null, deletedSeals: 1, sealedEvents: 10 });
  });

  it('keeps its key in the data folder', async () => {
    const key = await sealKeyOf(directory);
    expect(await sealKeyOf(directory)).toMatchObject({ keyId: key.keyId, publicKeyPem: key.publicKeyPem });
  });
});

/** The methods of a store, so that single ones can be replaced. */
function bound(seals: SealDependencies['seals']): SealDependencies['seals'] {
  return {
    organisationsStoredBetween: (from, to) => seals.organisationsStoredBetween(from, to),
    firstStored: (organisationId, since) => seals.firstStored(organisationId, since),
    readStored: (organisationId, from, to) => seals.readStored(organisationId, from, to),
    insertSealEntries: (seal, entries, position) => seals.insertSealEntries(seal, entries, position),
    readSealEntries: (seal) => seals.readSealEntries(seal),
  };
}

/** Reads half, then the power goes. */
function cutShort(store: SealedAuditStore): SealDependencies['seals']['readStored'] {
  return async function* (organisationId, from, to) {
    let left = 20;
    for await (const event of store.seals.readStored(organisationId, from, to)) {
      if (left === 0) throw new Error('killed');
      left -= 1;
      yield event;
    }
  };
}

async function entriesOf(store: SealedAuditStore) {
  const entries = [];
  const span = [new Date(0), new Date(Date.UTC(2027, 0, 1))] as const;
  for await (const event of store.seals.readStored('org_one', ...span)) entries.push(toSealEntry(event));
  return entries;
}

async function text(blocks: AsyncIterable<Uint8Array>): Promise<string> {
  const parts: Uint8Array[] = [];
  for await (const block of blocks) parts.push(block);
  return Buffer.concat(parts).toString('utf8');
}

async function* each<T>(items: readonly T[]): AsyncGenerator<T> {
  yield* items;
}

import { createPublicKey } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { requestExport, setContract } from '@sekisho/application';
import { parseEvidenceLine, type StoredAuditEvent, verifyExport } from '@sekisho/audit-events/seals';
import { createAuditStore } from '@sekisho/audit-store';
import { sampleEvents } from '@sekisho/audit-store/testing';
import { createLogger, systemClock, systemIds } from '@sekisho/platform';
import {
  appendOutbox,
  insertMonthlyFiles,
  listDeletionCertificates,
  listExportJobs,
  listMonthlyFiles,
  moveToDeadLetters,
  writeSetting,
} from '@sekisho/storage';
import {
  createTestDatabase,
  insertTestOrganisation,
  type TestDatabase,
  testAuditEvent,
} from '@sekisho/storage/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { evidenceFile } from '../seals/evidence-file.ts';
import { type SealDependencies, sealDueHours } from '../seals/seal-due-hours.ts';
import { createSealKey } from '../seals/seal-key.ts';
import { type DeletionDependencies, daysOfDueDeletion, deleteAuditLogs } from './delete-audit-logs.ts';

const logger = createLogger({ level: 'silent', service: 'test' });
const signal = new AbortController().signal;
const dayMs = 86_400_000;

describe('deleting the audit log of an organisation whose contract has ended', { timeout: 60_000 }, () => {
  let directory: string;
  let store: Awaited<ReturnType<typeof createAuditStore>>;
  let database: TestDatabase;
  let now: Date;
  let sealing: SealDependencies;
  let dependencies: DeletionDependencies;
  let organisationId: string;

  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'sekisho-deletion-'));
    store = await createAuditStore({ clickhouse: undefined, embeddedPath: directory, logger, clock: systemClock });
  });
  afterAll(async () => {
    await store.close();
    await rm(directory, { recursive: true, force: true });
  });
  beforeEach(async () => {
    database = await createTestDatabase();
    now = new Date('2026-06-01T03:00:00.000Z');
    sealing = { db: database.db, seals: store.seals, key: createSealKey(), clock: { now: () => now }, logger };
    dependencies = { ...sealing, erasure: store.erasure };
    organisationId = (await insertTestOrganisation(database.db)).organisation.id;
    await fill(organisationId);
    return () => database.close();
  });

  const clockAt = (instant: string) => {
    now = new Date(instant);
  };

  /** 50 events of a month, stored this hour. */
  async function fill(id: string): Promise<void> {
    await store.insert(sampleEvents(50, id, '2026-04-10T00:00:00.000Z'), now);
  }

  async function setState(state: 'contracted' | 'ended', id = organisationId): Promise<void> {
    const scope = { organisationId: id, actor: { kind: 'operator' } } as const;
    await setContract({ db: database.db, clock: { now: () => now }, ids: systemIds }, scope, state);
  }

  /** Seals what there is, and runs the job as a worker does. */
  async function run(given: Partial<DeletionDependencies> = {}): Promise<number> {
    await sealDueHours(sealing, signal);
    return deleteAuditLogs({ ...dependencies, ...given }, signal);
  }

  const eventsOf = (id: string) => store.count({ organisationId: id });

  /** What `log-shipper verify` does with what can be exported now. */
  async function verify(id: string) {
    const lines = (await text(evidenceFile(sealing, id))).trim().split('\n').filter(Boolean).map(parseEvidenceLine);
    const options = { order: 'newest-first', preset: 'evidence' } as const;
    const exported = (await text(store.exportNdjson({ organisationId: id }, options)))
      .trim()
      .split('\n')
      .filter(Boolean);
    const events = exported.map((line): StoredAuditEvent => JSON.parse(line));
    const publicKey = createPublicKey(sealing.key.publicKeyPem);
    return verifyExport({ evidence: each(lines), events: each(events), range: {}, publicKey });
  }

  it('waits for the calendar’s day in the organisation’s time zone, then deletes it and certifies that', async () => {
    const other = (await insertTestOrganisation(database.db)).organisation.id;
    await fill(other);
    clockAt('2026-06-10T03:00:00.000Z');
    await setState('ended');

    clockAt('2026-07-09T14:59:59.999Z');
    expect(await run()).toBe(0);
    expect(await eventsOf(organisationId)).toBe(50);

    clockAt('2026-07-09T15:00:00.000Z');
    expect(await run()).toBe(1);
    expect(await eventsOf(organisationId)).toBe(0);
    expect(await listDeletionCertificates(database.db, organisationId)).toMatchObject([
      {
        rule: 'contract-ended',
        firstSequence: 1,
        lastSequence: 1,
        events: 50,
        startedAt: '2026-07-09T15:00:00.000Z',
        finishedAt: '2026-07-09T15:00:00.000Z',
        rows: [
          { store: 'clickhouse.audit_events', rows: 50 },
          { store: 'clickhouse.audit_seal_entries', rows: 50 },
          // The event that tells of the contract's end: no relay runs here.
          { store: 'postgresql.outbox', rows: 1 },
        ],
      },
    ]);
    expect(await verify(organisationId)).toMatchObject({ problem: null, seals: 1, deletedSeals: 1, sealedEvents: 0 });
    expect(await eventsOf(other)).toBe(50);
    expect(await verify(other)).toMatchObject({ problem: null, deletedSeals: 0, sealedEvents: 50 });
    expect(await run()).toBe(0);
  });

  it('takes with it what had not reached the log', async () => {
    const waiting = Array.from({ length: 1_200 }, () => testAuditEvent(organisationId));
    const refused = testAuditEvent(organisationId);
    await database.db.transaction().execute(async (trx) => {
      await appendOutbox(trx, waiting, now);
      const leased = { position: '0', event: refused, attempts: 0, createdAt: now };
      await moveToDeadLetters(trx, [{ leased, reason: 'too long' }], now);
    });
    await setState('ended');
    now = new Date(now.getTime() + 31 * dayMs);

    expect(await run()).toBe(1);

    const [certificate] = await listDeletionCertificates(database.db, organisationId);
    // And the event that tells of the contract's end.
    expect(certificate?.rows).toContainEqual({ store: 'postgresql.outbox', rows: 1_201 });
    expect(certificate?.rows).toContainEqual({ store: 'postgresql.dead_letters', rows: 1 });
    expect(await database.db.selectFrom('outbox').select('event_id').execute()).toEqual([]);
    expect(await database.db.selectFrom('dead_letters').select('event_id').execute()).toEqual([]);
  });

  it('takes prepared exports and monthly files with it, and leaves those of others', async () => {
    const { db } = database;
    const other = (await insertTestOrganisation(db)).organisation.id;
    await fill(other);
    const form = {
      format: 'csv',
      order: 'newest-first',
      preset: 'default',
      encoding: 'utf-8',
      byteOrderMark: false,
      compression: 'none',
    } as const;
    for (const id of [organisationId, other]) {
      const actor = {
        kind: 'api-key',
        keyId: 'k',
        name: '集計',
        permissions: [],
        ipAddress: null,
        userAgent: null,
      } as const;
      const scope = { organisationId: id, actor };
      await requestExport({ db, clock: { now: () => now }, ids: systemIds }, scope, { filters: {}, form });
      const made = { organisationId: id, month: '2026-04', madeAt: now };
      await db.transaction().execute((trx) => insertMonthlyFiles(trx, made, [{ product: 'Backlog', events: 50 }]));
    }
    await setState('ended');
    now = new Date(now.getTime() + 31 * dayMs);

    expect(await run()).toBe(1);

    const page = { limit: 10, offset: 0 };
    expect((await listExportJobs(db, organisationId, page)).total).toBe(0);
    expect(await listMonthlyFiles(db, organisationId)).toEqual([]);
    expect((await listExportJobs(db, other, page)).total).toBe(1);
    expect(await listMonthlyFiles(db, other)).toHaveLength(1);
  });

  it('is called off by a registration before its day', async () => {
    await setState('ended');
    now = new Date(now.getTime() + 20 * dayMs);
    await setState('contracted');
    now = new Date(now.getTime() + 20 * dayMs);

    expect(await run()).toBe(0);
    expect(await eventsOf(organisationId)).toBe(50);
  });

  it('keeps what a later contract has stored, and the chain goes on behind the gap', async () => {
    await setState('ended');
    now = new Date(now.getTime() + 31 * dayMs);
    await sealDueHours(sealing, signal);
    await expect(killedAfter(0)).resolves.toBe(0);
    await setState('contracted');
    now = new Date(now.getTime() + 3_600_000);
    await store.insert(sampleEvents(5, organisationId, now.toISOString()), now);
    now = new Date(now.getTime() + 2 * 3_600_000);

    expect(await run()).toBe(1);

    expect(await eventsOf(organisationId)).toBe(5);
    expect(await verify(organisationId)).toMatchObject({ problem: null, seals: 2, deletedSeals: 1, sealedEvents: 5 });
  });

  it('goes on where it was killed, and still knows how much there was', async () => {
    await setState('ended');
    now = new Date(now.getTime() + 31 * dayMs);
    await sealDueHours(sealing, signal);

    for (const parts of [0, 1]) {
      expect(await killedAfter(parts)).toBe(0);
      now = new Date(now.getTime() + dayMs);
    }
    expect(await run()).toBe(1);

    const [certificate] = await listDeletionCertificates(database.db, organisationId);
    expect(certificate).toMatchObject({
      events: 50,
      rows: [
        { store: 'clickhouse.audit_events', rows: 50 },
        { store: 'clickhouse.audit_seal_entries', rows: 50 },
        // The event that tells of the contract's end: no relay runs here.
        { store: 'postgresql.outbox', rows: 1 },
      ],
    });
    expect(await verify(organisationId)).toMatchObject({ problem: null, deletedSeals: 1 });
  });

  /** A run that dies once it has deleted so many parts. */
  async function killedAfter(parts: number): Promise<number> {
    let left = parts;
    return deleteAuditLogs(
      {
        ...dependencies,
        erasure: {
          remaining: (id, storedBefore) => store.erasure.remaining(id, storedBefore),
          erase: async (...given) => {
            if (left === 0) throw new Error('killed');
            left -= 1;
            await store.erasure.erase(...given);
          },
        },
      },
      signal,
    );
  }

  it('does not delete what is not sealed, and says before the ten days run out that it is late', async () => {
    await setState('ended');
    now = new Date(now.getTime() + 31 * dayMs);
    const complaints: string[] = [];
    const listening = { ...logger, error: (_: object, message: string) => complaints.push(message) };
    const given = { ...dependencies, logger: listening as unknown as typeof logger };
    expect(await daysOfDueDeletion(dependencies)).toBeGreaterThan(0);

    expect(await deleteAuditLogs(given, signal)).toBe(0);
    expect(complaints).toEqual([]);
    now = new Date(now.getTime() + 7 * dayMs);
    expect(await deleteAuditLogs(given, signal)).toBe(0);
    expect(complaints).toEqual(['an audit log must be deleted soon']);
    expect(await daysOfDueDeletion(dependencies)).toBeGreaterThan(7);
    expect(await eventsOf(organisationId)).toBe(50);

    expect(await run()).toBe(1);
    expect(await daysOfDueDeletion(dependencies)).toBe(0);
  });

  it('deletes that of a deleted organisation after 180 days, and not if it is brought back before', async () => {
    const setDeleted = (at: Date | null) =>
      database.db.updateTable('organisations').set({ deleted_at: at }).where('id', '=', organisationId).execute();
    const deletedAt = now;
    await setDeleted(deletedAt);
    now = new Date(deletedAt.getTime() + 179 * dayMs);
    expect(await run()).toBe(0);
    await setDeleted(null);
    now = new Date(deletedAt.getTime() + 181 * dayMs);
    expect(await run()).toBe(0);
    expect(await eventsOf(organisationId)).toBe(50);

    await setDeleted(deletedAt);
    expect(await run()).toBe(1);
    expect(await listDeletionCertificates(database.db, organisationId)).toMatchObject([
      { rule: 'organisation-deleted' },
    ]);
  });

  it('has nothing to certify where nothing was ever stored', async () => {
    const empty = (await insertTestOrganisation(database.db)).organisation.id;
    await setState('ended', empty);
    now = new Date(now.getTime() + 31 * dayMs);
    await database.db.deleteFrom('outbox').execute();
    await writeSetting(database.db, 'audit-sealed-until', now.toISOString());

    expect(await deleteAuditLogs(dependencies, signal)).toBe(1);
    expect(await listDeletionCertificates(database.db, empty)).toEqual([]);
    expect(await deleteAuditLogs(dependencies, signal)).toBe(0);
  });
});

async function text(blocks: AsyncIterable<Uint8Array>): Promise<string> {
  const parts: Uint8Array[] = [];
  for await (const block of blocks) parts.push(block);
  return Buffer.concat(parts).toString('utf8');
}

async function* each<T>(items: readonly T[]): AsyncGenerator<T> {
  yield* items;
}

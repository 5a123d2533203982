import { createHash, createPublicKey, generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { type EvidenceLine, parseEvidenceLine, renderEvidenceLine, toEntryRow } from './evidence.ts';
import { MerkleTree } from './merkle-tree.ts';
import { parseSealKey, type Seal, type SealKey, sealHash, signCertificate, signSeal } from './seal.ts';
import { compareEntries, leafData, type StoredAuditEvent, toSealEntry } from './seal-entry.ts';
import { type EvidenceProblem, verifyExport } from './verify-export.ts';

const key = newKey();
const publicKey = createPublicKey(key.publicKeyPem);

function newKey(): SealKey {
  const { privateKey } = generateKeyPairSync('ed25519');
  return parseSealKey(privateKey.export({ type: 'pkcs8', format: 'pem' }).toString());
}

/** `count` events a minute apart, stored in the hour in which they happened. */
function eventsOf(count: number): StoredAuditEvent[] {
  return Array.from({ length: count }, (_, index) => {
    const at = new Date(Date.UTC(2026, 4, 12, 0, index)).toISOString();
    return {
      id: `018f6f5e-7c1a-7cc2-9a53-${String(index).padStart(12, '0')}`,
      organisationId: 'org_sakura',
      product: 'Backlog',
      occurredAt: at,
      category: 'Issue',
      event: 'Add an issue',
      action: `MARKETING-${index} was added to マーケティング部`,
      operationUserId: '',
      operationUserName: '城島 あゆみ',
      operationUserEmail: '',
      ipAddress: '',
      userAgent: '',
      spaceKey: '',
      version: 'V1',
      storedAt: at,
    };
  });
}

/** Evidence with one seal an hour, as the gateway makes it. */
function seal(events: readonly StoredAuditEvent[], by: SealKey = key): EvidenceLine[] {
  const lines: EvidenceLine[] = [];
  let before: Seal | undefined;
  for (const hour of new Set(events.map((event) => event.storedAt.slice(0, 13)))) {
    const entries = events
      .filter((event) => event.storedAt.startsWith(hour))
      .map(toSealEntry)
      .sort(compareEntries);
    const tree = new MerkleTree();
    for (const entry of entries) tree.add(leafData(entry));
    const to = new Date(Date.parse(`${hour}:00:00.000Z`) + 3_600_000).toISOString();
    before = signSeal(
      {
        organisationId: 'org_sakura',
        sequence: (before?.sequence ?? 0) + 1,
        from: before?.to ?? '1970-01-01T00:00:00.000Z',
        to,
        events: entries.length,
        root: tree.root().toString('base64url'),
        previous: before === undefined ? '' : sealHash(before),
      },
      by,
    );
    lines.push({ seal: before }, { entries: entries.map(toEntryRow) });
  }
  return lines;
}

async function* each<T>(items: readonly T[]): AsyncGenerator<T> {
  yield* items;
}

async function check(
  evidence: readonly EvidenceLine[],
  events: readonly StoredAuditEvent[],
  range: { from?: string; to?: string } = {},
) {
  const lines = evidence.map((line) => parseEvidenceLine(renderEvidenceLine(line)));
  return verifyExport({ evidence: each(lines), events: each(events), range, publicKey });
}

const events = eventsOf(200);
const evidence = seal(events);
const [first = neverEvent(), second = neverEvent()] = events;

function neverEvent(): StoredAuditEvent {
  throw new Error('there are 200 events');
}

describe('the Merkle tree', () => {
  const sha256 = (...parts: (string | Uint8Array)[]) => {
    const hash = createHash('sha256');
    for (const part of parts) hash.update(part);
    return hash.digest();
  };
  /** RFC 6962 section 2.1, written as it is there. */
  const mth = (leaves: readonly string[]): Buffer => {
    if (leaves.length === 0) return sha256();
    if (leaves.length === 1) return sha256('\0', leaves[0] ?? '');
    const split = 2 ** Math.floor(Math.log2(leaves.length - 1));
    return sha256(Uint8Array.of(1), mth(leaves.slice(0, split)), mth(leaves.slice(split)));
  };

  it.each([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 31, 32, 33, 100])(
    'of %i leaves has the root that RFC 6962 defines',
    (count) => {
      const leaves = Array.from({ length: count }, (_, index) => `leaf ${index}`);
      const tree = new MerkleTree();
      for (const leaf of leaves) tree.add(Buffer.from(leaf));
      expect(tree.root()).toEqual(mth(leaves));
    },
  );
});

describe('a clean export', () => {
  it.each([
    ['oldest first', events],
    ['newest first', events.toReversed()],
  ])('passes, %s', async (_, exported) => {
    expect(await check(evidence, exported)).toEqual({
      problem: null,
      seals: 4,
      sealedEvents: 200,
      unsealedEvents: 0,
      deletedSeals: 0,
    });
  });

  it('of a range passes', async () => {
    const range = { from: '2026-05-12T00:30:00Z', to: '2026-05-12T02:10:00.000Z' };
    const report = await check(evidence, events.slice(30, 130), range);
    expect(report).toMatchObject({ problem: null, sealedEvents: 100 });
  });

  it('passes with events stored since the last seal, and says how many', async () => {
    const report = await check(seal(events.slice(0, 120)), events);
    expect(report).toMatchObject({ problem: null, sealedEvents: 120, unsealedEvents: 80 });
  });

  it('still passes after a rule has removed the oldest events, by its certificate', async () => {
    const certificate = signCertificate(
      {
        organisationId: 'org_sakura',
        rule: 'retention-400-days',
        firstSequence: 1,
        lastSequence: 2,
        events: 120,
        finishedAt: '2027-06-20T00:00:00.000Z',
      },
      key,
    );
    const left = evidence.filter((line, index) => 'seal' in line || index > 3);
    expect(await check([...left, { certificate }], events.slice(120))).toMatchObject({
      problem: null,
      deletedSeals: 2,
    });
    expect((await check(left, events.slice(120))).problem).toEqual({ kind: 'deletion-unproven', sequence: 1 });
    const forged = { ...certificate, lastSequence: 3 };
    const fewer = left.filter((line, index) => 'seal' in line || index > 4);
    expect((await check([...fewer, { certificate: forged }], events.slice(180))).problem).toMatchObject({
      kind: 'deletion-unproven',
    });
  });
});

describe('a dishonest export', () => {
  const changed: StoredAuditEvent = { ...second, action: 'MARKETING-1 was deleted from マーケティング部' };
  const moved: StoredAuditEvent = { ...second, occurredAt: '2026-05-12T00:00:30.000Z' };
  const added: StoredAuditEvent = {
    ...first,
    id: '018f6f5e-7c1a-7cc2-9a53-999999999999',
    storedAt: '2026-05-12T00:30:00.000Z',
  };

  it.each<[string, StoredAuditEvent[], EvidenceProblem]>([
    [
      'changed',
      [first, changed, ...events.slice(2)],
      { kind: 'event-changed', eventId: second.id, line: 2, sequence: 1 },
    ],
    [
      'moved in time',
      [first, moved, ...events.slice(2)],
      { kind: 'event-changed', eventId: second.id, line: 2, sequence: 1 },
    ],
    [
      'stored at another time',
      [{ ...first, storedAt: second.storedAt }, ...events.slice(1)],
      { kind: 'event-changed', eventId: first.id, line: 1, sequence: 1 },
    ],
    [
      'removed',
      [first, ...events.slice(2)],
      { kind: 'event-removed', eventId: second.id, occurredAt: second.occurredAt, sequence: 1 },
    ],
    [
      'removed at the end',
      events.slice(0, -1),
      {
        kind: 'event-removed',
        eventId: events.at(-1)?.id ?? '',
        occurredAt: events.at(-1)?.occurredAt ?? '',
        sequence: 4,
      },
    ],
    ['added', [first, added, ...events.slice(1)], { kind: 'event-added', eventId: added.id, line: 2 }],
    ['repeated', [first, second, second, ...events.slice(2)], { kind: 'event-repeated', eventId: second.id, line: 3 }],
    [
      'reordered',
      [first, ...events.slice(2, 4), second, ...events.slice(4)],
      { kind: 'event-reordered', eventId: second.id, line: 4 },
    ],
  ])('with an event %s is found out, and the event named', async (_, exported, problem) => {
    expect((await check(evidence, exported)).problem).toEqual(problem);
  });
});

describe('dishonest evidence', () => {
  const altered = (change: (lines: EvidenceLine[]) => void): EvidenceLine[] => {
    const lines = evidence.map((line) => parseEvidenceLine(renderEvidenceLine(line)));
    change(lines);
    return lines;
  };
  const replaceSeal = (lines: EvidenceLine[], index: number, change: Partial<Seal>) => {
    const line = lines[index];
    if (line !== undefined && 'seal' in line) lines[index] = { seal: { ...line.seal, ...change } };
  };

  it.each<[string, (lines: EvidenceLine[]) => void, EvidenceProblem]>([
    [
      'an entry taken out',
      (lines) => lines.splice(3, 1, { entries: entriesOf(lines[3]).slice(1) }),
      { kind: 'seal-altered', sequence: 2 },
    ],
    [
      'an entry changed',
      (lines) => lines.splice(3, 1, { entries: entriesOf(lines[3]).with(0, [first.id, first.occurredAt, 'x']) }),
      { kind: 'seal-altered', sequence: 2 },
    ],
    [
      'entries reordered',
      (lines) => lines.splice(3, 1, { entries: entriesOf(lines[3]).toReversed() }),
      { kind: 'seal-altered', sequence: 2 },
    ],
    ['all entries of a seal taken out', (lines) => lines.splice(3, 1), { kind: 'deletion-unproven', sequence: 2 }],
    ['a seal taken out', (lines) => lines.splice(2, 2), { kind: 'seal-missing', sequence: 2 }],
    [
      'a seal with another count',
      (lines) => replaceSeal(lines, 2, { events: 59 }),
      { kind: 'seal-forged', sequence: 2 },
    ],
    ['a seal of another root', (lines) => replaceSeal(lines, 0, { root: 'x' }), { kind: 'seal-forged', sequence: 1 }],
  ])('%s is found out', async (_, change, problem) => {
    expect((await check(altered(change), events)).problem).toEqual(problem);
  });

  it('signed by another key proves nothing', async () => {
    expect((await check(seal(events, newKey()), events)).problem).toEqual({ kind: 'seal-forged', sequence: 1 });
  });

  it('with a chain of its own in the middle is found out', async () => {
    const other = seal(eventsOf(150));
    const lines = [...evidence.slice(0, 4), ...other.slice(4)];
    expect((await check(lines, events)).problem).not.toBeNull();
    const [, , , , , , last] = evidence;
    if (last === undefined || !('seal' in last)) throw new Error('the seventh line is a seal');
    const rechained = signSeal({ ...last.seal, previous: sealHash(last.seal) }, key);
    expect((await check(evidence.with(6, { seal: rechained }), events)).problem).toEqual({
      kind: 'seal-unchained',
      sequence: 4,
    });
  });
});

function entriesOf(line: EvidenceLine | undefined): readonly (readonly [string, string, string])[] {
  return line !== undefined && 'entries' in line ? line.entries : [];
}

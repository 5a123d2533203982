import { createHash, generateKeyPairSync } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import {
  compareEntries,
  leafData,
  MerkleTree,
  parseSealKey,
  renderEvidenceLine,
  type Seal,
  type StoredAuditEvent,
  sealHash,
  signCertificate,
  signSeal,
  toEntryRow,
  toSealEntry,
} from '@sekisho/audit-events/seals';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { describeVerification, NotGenuine, VerificationImpossible, verify } from './verify.ts';

const key = newKey();
const hours = 3;
const eventsAnHour = 40;

let folder: string;
let seals: Seal[];
let evidence: string[];
let events: StoredAuditEvent[];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'verify-'));
  events = Array.from({ length: hours * eventsAnHour }, (_, n) => storedEvent(n));
  seals = [];
  evidence = [];
  for (let hour = 0; hour < hours; hour += 1) sealHour(hour);
});
afterEach(() => rm(folder, { recursive: true }));

function newKey() {
  const { privateKey } = generateKeyPairSync('ed25519');
  return parseSealKey(privateKey.export({ type: 'pkcs8', format: 'pem' }).toString());
}

const time = (hour: number, minute = 0) => new Date(Date.UTC(2026, 4, 1, hour, minute)).toISOString();

function storedEvent(n: number): StoredAuditEvent {
  const hex = createHash('sha256').update(String(n)).digest('hex');
  const at = time(Math.floor(n / eventsAnHour), n % eventsAnHour);
  return {
    id: `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`,
    organisationId: 'org',
    product: 'Backlog',
    occurredAt: at,
    category: 'Issue',
    event: 'Add an issue',
    action: `関所-${n} was added`,
    operationUserId: '7',
    operationUserName: '佐藤',
    operationUserEmail: 'sato@nulab.example',
    ipAddress: '203.0.113.9',
    userAgent: '',
    spaceKey: '',
    version: 'V1',
    storedAt: at,
  };
}

function sealHour(hour: number): void {
  const entries = events
    .slice(hour * eventsAnHour, (hour + 1) * eventsAnHour)
    .map(toSealEntry)
    .sort(compareEntries);
  const tree = new MerkleTree();
  for (const entry of entries) tree.add(leafData(entry));
  const before = seals.at(-1);
  const seal = signSeal(
    {
      organisationId: 'org',
      sequence: hour + 1,
      from: time(hour),
      to: time(hour + 1),
      events: entries.length,
      root: tree.root().toString('base64url'),
      previous: before === undefined ? '' : sealHash(before),
    },
    key,
  );
  seals.push(seal);
  evidence.push(renderEvidenceLine({ seal }), renderEvidenceLine({ entries: entries.map(toEntryRow) }));
}

function firstSeal(): Seal {
  const [seal] = seals;
  if (seal === undefined) throw new Error('expected a seal');
  return seal;
}

async function check(options: { publicKey?: string; range?: { from?: string; to?: string }; pack?: boolean } = {}) {
  const text = events.map((event) => `${JSON.stringify(event)}\n`).join('');
  const exportPath = join(folder, options.pack === true ? 'export.ndjson.gz' : 'export.ndjson');
  await writeFile(exportPath, options.pack === true ? gzipSync(text) : text);
  await writeFile(join(folder, 'evidence.ndjson'), evidence.map((line) => `${line}\n`).join(''));
  await writeFile(join(folder, 'key.pem'), options.publicKey ?? key.publicKeyPem);
  return verify({
    exportPath,
    evidencePath: join(folder, 'evidence.ndjson'),
    publicKeyPath: join(folder, 'key.pem'),
    range: options.range ?? {},
  });
}

describe('verifying an export', () => {
  it.each([
    ['as it is', false],
    ['packed', true],
  ])('finds nothing wrong with a clean one, %s, and says how far the seals reach', async (_sentence, pack) => {
    events.push({ ...storedEvent(hours * eventsAnHour), action: 'not sealed yet' });
    const verification = await check({ pack });
    expect(verification).toMatchObject({ problem: null, seals: 3, sealedEvents: 120, unsealedEvents: 1, exitCode: 0 });
    expect(describeVerification(verification).en).toContain(`the 120 events stored until ${time(hours)}`);
  });

  it.each([
    [
      'changed',
      () => events.splice(50, 1, { ...storedEvent(50), operationUserName: '田中' }),
      /line 51 is not what was stored \(seal 2\)/,
    ],
    ['removed', () => events.splice(50, 1), new RegExp(`${storedEvent(50).id} .* is missing \\(seal 2\\)`)],
    [
      'added',
      () => events.splice(50, 0, { ...storedEvent(1_000), occurredAt: time(1, 10), storedAt: time(1, 10) }),
      /line 51 is in no seal/,
    ],
    ['repeated', () => events.splice(50, 0, storedEvent(49)), /line 51 is there for the second time/],
    ['reordered', () => events.splice(50, 2, storedEvent(51), storedEvent(50)), /line 52 is out of order/],
  ])('names the first event that was %s', async (_sentence, alter, message) => {
    alter();
    const verification = await check();
    expect(verification.exitCode).toBe(8);
    expect(describeVerification(verification).en).toMatch(message);
    expect(describeVerification(verification).ja).toMatch(/[ぁ-ん]/);
  });

  it.each([
    ['a missing seal', () => evidence.splice(2, 2), /Seal 2 is missing/],
    ['altered entries', () => evidence.splice(3, 1, evidence[1] ?? ''), /entries of seal 2/],
    [
      'a seal by another key',
      () => evidence.splice(0, 1, renderEvidenceLine({ seal: signSeal(firstSeal(), newKey()) })),
      /Seal 1 was not signed/,
    ],
    ['deleted events without a certificate', () => evidence.splice(1, 1), /events of seal 1 were deleted/],
    ['no seal at all', () => evidence.splice(0), /no seal, so nothing is proven/],
  ])('is not content with %s', async (_sentence, alter, message) => {
    alter();
    const verification = await check();
    expect(verification.exitCode).toBe(8);
    expect(describeVerification(verification).en).toMatch(message);
  });

  it('still passes when retention has removed an hour and certified it', async () => {
    evidence.splice(1, 1);
    events.splice(0, eventsAnHour);
    const certificate = signCertificate(
      {
        organisationId: 'org',
        rule: 'retention-400-days',
        firstSequence: 1,
        lastSequence: 1,
        events: eventsAnHour,
        finishedAt: time(9),
      },
      key,
    );
    evidence.push(renderEvidenceLine({ certificate }));
    expect(await check()).toMatchObject({ problem: null, deletedSeals: 1, sealedEvents: 80, exitCode: 0 });
  });

  it('takes a narrowed export for what it is when it is told the range', async () => {
    events = events.slice(eventsAnHour, 2 * eventsAnHour);
    expect((await check()).problem).toMatchObject({ kind: 'event-removed' });
    expect(await check({ range: { from: time(1), to: time(2) } })).toMatchObject({ problem: null, sealedEvents: 40 });
  });

  it.each([
    ['fields that nothing vouches for', (line: string) => line.replace('{', '{"note":"x",')],
    ['a field too few', (line: string) => line.replace(/,"storedAt":"[^"]*"/, '')],
    ['half a line', (line: string) => line.slice(0, 40)],
  ])('refuses an export with %s', async (_sentence, alter) => {
    await check();
    const path = join(folder, 'export.ndjson');
    const [first = '', ...others] = (await readFile(path, 'utf8')).split('\n');
    await writeFile(path, [first, ...others.slice(0, 3), alter(others[3] ?? ''), ...others.slice(4)].join('\n'));
    const run = verify({
      exportPath: path,
      evidencePath: join(folder, 'evidence.ndjson'),
      publicKeyPath: join(folder, 'key.pem'),
      range: {},
    });
    await expect(run).rejects.toThrow(NotGenuine);
    await expect(run).rejects.toThrow(/line 5/);
  });

  it('says which file is missing or is no key', async () => {
    await expect(check({ publicKey: 'no key' })).rejects.toThrow(VerificationImpossible);
    const nowhere = join(folder, 'nowhere');
    await check();
    const run = verify({
      exportPath: nowhere,
      evidencePath: join(folder, 'evidence.ndjson'),
      publicKeyPath: join(folder, 'key.pem'),
      range: {},
    });
    await expect(run).rejects.toThrow(/nowhere.*ENOENT/);
  });
});

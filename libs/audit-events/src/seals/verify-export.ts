import type { KeyObject } from 'node:crypto';
import type { EvidenceLine } from './evidence.ts';
import { MerkleTree } from './merkle-tree.ts';
import { type DeletionCertificate, isCertificateSigned, isSealSigned, keyIdOf, type Seal, sealHash } from './seal.ts';
import { compareEntries, leafData, type SealEntry, type StoredAuditEvent, toSealEntry } from './seal-entry.ts';

/** What is wrong, and with which event or seal. The first problem in the order of the file, then of the seals. */
export type EvidenceProblem =
  | { readonly kind: 'event-changed'; readonly eventId: string; readonly line: number; readonly sequence: number }
  | { readonly kind: 'event-added'; readonly eventId: string; readonly line: number }
  | { readonly kind: 'event-repeated'; readonly eventId: string; readonly line: number }
  | { readonly kind: 'event-reordered'; readonly eventId: string; readonly line: number }
  | { readonly kind: 'event-removed'; readonly eventId: string; readonly occurredAt: string; readonly sequence: number }
  | { readonly kind: 'seal-missing'; readonly sequence: number }
  | { readonly kind: 'seal-forged'; readonly sequence: number }
  | { readonly kind: 'seal-unchained'; readonly sequence: number }
  | { readonly kind: 'seal-altered'; readonly sequence: number }
  | { readonly kind: 'deletion-unproven'; readonly sequence: number };

export interface VerificationReport {
  /** Null: everything that is sealed is as it was stored, complete and in order. */
  readonly problem: EvidenceProblem | null;
  readonly seals: number;
  /** Events of the export that a seal vouches for. */
  readonly sealedEvents: number;
  /** Events stored after the last seal: nothing vouches for them yet. */
  readonly unsealedEvents: number;
  /** Seals whose events a rule has deleted, proven by certificates. */
  readonly deletedSeals: number;
}

export interface VerificationInput {
  readonly evidence: AsyncIterable<EvidenceLine>;
  /** The export, complete for `range` and narrowed by nothing else, one way in time all through. */
  readonly events: AsyncIterable<StoredAuditEvent>;
  /** When the events happened: inclusive and exclusive. Absent: all. */
  readonly range: { readonly from?: string | undefined; readonly to?: string | undefined };
  readonly publicKey: KeyObject;
}

/**
 * Checks an export against the seals with the public key alone. The chain is checked first, because what it does not hold
 * proves nothing; then each event of the export, then whether any is missing. Holds an id and a digest of each sealed
 * event in memory.
 */
export async function verifyExport(input: VerificationInput): Promise<VerificationReport> {
  const { seals, entries, problem, deletedSeals } = await readEvidence(input);
  const report = (found: EvidenceProblem | null, sealed = 0, unsealed = 0): VerificationReport => ({
    problem: found,
    seals: seals.length,
    sealedEvents: sealed,
    unsealedEvents: unsealed,
    deletedSeals,
  });
  if (problem !== null) return report(problem);

  const sealedUntil = seals.at(-1)?.to ?? '';
  const order = createOrderCheck();
  const seen = new Set<string>();
  let sealedEvents = 0;
  let line = 0;
  for await (const event of input.events) {
    line += 1;
    const entry = toSealEntry(event);
    const sealed = entries.get(event.id);
    if (seen.has(event.id)) return report({ kind: 'event-repeated', eventId: event.id, line }, sealedEvents);
    seen.add(event.id);
    if (sealed === undefined && event.storedAt < sealedUntil) {
      return report({ kind: 'event-added', eventId: event.id, line }, sealedEvents);
    }
    if (sealed !== undefined && (sealed.digest !== entry.digest || sealed.occurredAt !== entry.occurredAt)) {
      const { sequence } = sealed;
      return report({ kind: 'event-changed', eventId: event.id, line, sequence }, sealedEvents);
    }
    if (!order(entry)) return report({ kind: 'event-reordered', eventId: event.id, line }, sealedEvents);
    if (sealed !== undefined) sealedEvents += 1;
  }
  for (const [eventId, { occurredAt, sequence }] of entries) {
    if (isWithin(occurredAt, input.range) && !seen.has(eventId)) {
      return report({ kind: 'event-removed', eventId, occurredAt, sequence }, sealedEvents);
    }
  }
  return report(null, sealedEvents, line - sealedEvents);
}

interface SealedEntry {
  readonly occurredAt: string;
  readonly digest: string;
  readonly sequence: number;
}

interface ReadEvidence {
  readonly seals: readonly Seal[];
  readonly entries: ReadonlyMap<string, SealedEntry>;
  readonly problem: EvidenceProblem | null;
  readonly deletedSeals: number;
}

/** Follows the chain and rebuilds every root. */
async function readEvidence({ evidence, publicKey }: VerificationInput): Promise<ReadEvidence> {
  const seals: Seal[] = [];
  const entries = new Map<string, SealedEntry>();
  const certificates: DeletionCertificate[] = [];
  const without: Seal[] = [];
  const keyId = keyIdOf(publicKey);
  let tree = new MerkleTree();
  let problem: EvidenceProblem | null = null;

  const finish = () => {
    const seal = seals.at(-1);
    if (seal === undefined) return;
    if (tree.size === 0 && seal.events > 0) without.push(seal);
    else if (tree.size !== seal.events || tree.root().toString('base64url') !== seal.root) {
      problem ??= { kind: 'seal-altered', sequence: seal.sequence };
    }
    tree = new MerkleTree();
  };

  for await (const line of evidence) {
    if ('seal' in line) {
      finish();
      problem ??= problemOf(line.seal, seals.at(-1), keyId, publicKey);
      seals.push(line.seal);
    } else if ('entries' in line) {
      const sequence = seals.at(-1)?.sequence ?? 0;
      for (const [id, occurredAt, digest] of line.entries) {
        tree.add(leafData({ id, occurredAt, digest }));
        entries.set(id, { occurredAt, digest, sequence });
      }
    } else {
      certificates.push(line.certificate);
    }
  }
  finish();
  const unproven = without.find((seal) => !certificates.some((one) => covers(one, seal, keyId, publicKey)));
  if (unproven !== undefined) problem ??= { kind: 'deletion-unproven', sequence: unproven.sequence };
  return { seals, entries, problem, deletedSeals: without.length };
}

function problemOf(seal: Seal, before: Seal | undefined, keyId: string, publicKey: KeyObject): EvidenceProblem | null {
  const { sequence } = seal;
  if (sequence !== (before?.sequence ?? 0) + 1) return { kind: 'seal-missing', sequence: (before?.sequence ?? 0) + 1 };
  if (seal.keyId !== keyId || !isSealSigned(seal, publicKey)) return { kind: 'seal-forged', sequence };
  if (before === undefined) return seal.previous === '' ? null : { kind: 'seal-unchained', sequence };
  const follows =
    seal.previous === sealHash(before) && seal.from === before.to && seal.organisationId === before.organisationId;
  return follows ? null : { kind: 'seal-unchained', sequence };
}

function covers(certificate: DeletionCertificate, seal: Seal, keyId: string, publicKey: KeyObject): boolean {
  return (
    certificate.organisationId === seal.organisationId &&
    certificate.firstSequence <= seal.sequence &&
    seal.sequence <= certificate.lastSequence &&
    certificate.keyId === keyId &&
    isCertificateSigned(certificate, publicKey)
  );
}

/** Newest or oldest first, as the first two different times show; events of one time may come in either order of ids. */
function createOrderCheck(): (entry: SealEntry) => boolean {
  let last: SealEntry | undefined;
  let direction = 0;
  return (entry) => {
    const before = last;
    last = entry;
    if (before === undefined || before.occurredAt === entry.occurredAt) return true;
    const step = compareEntries(before, entry);
    if (direction === 0) direction = step;
    return step === direction;
  };
}

function isWithin(occurredAt: string, { from, to }: VerificationInput['range']): boolean {
  const time = Date.parse(occurredAt);
  return (from === undefined || time >= Date.parse(from)) && (to === undefined || time < Date.parse(to));
}

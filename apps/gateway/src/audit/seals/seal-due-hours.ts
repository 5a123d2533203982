import {
  leafData,
  MerkleTree,
  type Seal,
  type SealEntry,
  type SealKey,
  sealHash,
  signSeal,
  toSealEntry,
} from '@sekisho/audit-events/seals';
import type { SealStore } from '@sekisho/audit-store';
import type { Clock, Logger } from '@sekisho/platform';
import { appendSeal, type Database, findLastSeal, findSetting, writeSetting } from '@sekisho/storage';
import type { Kysely } from 'kysely';

export interface SealDependencies {
  readonly db: Kysely<Database>;
  readonly seals: SealStore;
  readonly key: SealKey;
  readonly clock: Clock;
  readonly logger: Logger;
}

/**
 * Seals what was stored in the hours that are over, hour by hour and organisation by organisation; hours without events
 * belong to the seal of the next one that has some. An hour is over a quarter of an hour after its end, when whatever
 * was under way has been stored. May be stopped or killed at any time: entries come before their seal, and what was
 * half done is done again the same.
 */
export async function sealDueHours(dependencies: SealDependencies, signal: AbortSignal): Promise<number> {
  const { db, seals, clock, logger } = dependencies;
  const until = startOfHour(new Date(clock.now().getTime() - settlingMs));
  const sealedUntil = await findSetting(db, 'audit-sealed-until');
  const since = sealedUntil === null ? new Date(0) : new Date(sealedUntil);
  if (since >= until) return 0;
  let made = 0;
  for (const organisationId of await seals.organisationsStoredBetween(since, until)) {
    made += await sealOrganisation(dependencies, organisationId, until, signal);
    if (signal.aborted) return made;
  }
  await writeSetting(db, 'audit-sealed-until', until.toISOString());
  if (made > 0) logger.info({ seals: made, until }, 'audit log sealed');
  return made;
}

/** When what was stored at an instant is sealed, at the earliest. */
export function sealDueAt(storedAt: Date): Date {
  return new Date(startOfHour(storedAt).getTime() + hourMs + settlingMs);
}

async function sealOrganisation(
  dependencies: SealDependencies,
  organisationId: string,
  until: Date,
  signal: AbortSignal,
): Promise<number> {
  const { db, seals } = dependencies;
  let before = await findLastSeal(db, organisationId);
  for (let made = 0; ; made += 1) {
    const from: Date = before === null ? new Date(0) : new Date(before.to);
    const next = await seals.firstStored(organisationId, from);
    if (next === null || next >= until || signal.aborted) return made;
    const to = new Date(startOfHour(next).getTime() + hourMs);
    before = await sealSpan(
      dependencies,
      { organisationId, from: before === null ? startOfHour(next) : from, to },
      before,
    );
  }
}

/** Makes the tree while the events are read; neither they nor their entries are all in memory. */
async function sealSpan(
  { db, seals, key }: SealDependencies,
  span: { readonly organisationId: string; readonly from: Date; readonly to: Date },
  before: Seal | null,
): Promise<Seal> {
  const { organisationId, from, to } = span;
  const sequence = (before?.sequence ?? 0) + 1;
  const tree = new MerkleTree();
  let entries: SealEntry[] = [];
  const flush = async () => {
    await seals.insertSealEntries({ organisationId, sequence, to }, entries, tree.size - entries.length);
    entries = [];
  };
  for await (const event of seals.readStored(organisationId, from, to)) {
    const entry = toSealEntry(event);
    tree.add(leafData(entry));
    entries.push(entry);
    if (entries.length === entriesAtOnce) await flush();
  }
  await flush();
  const seal = signSeal(
    {
      organisationId,
      sequence,
      from: from.toISOString(),
      to: to.toISOString(),
      events: tree.size,
      root: tree.root().toString('base64url'),
      previous: before === null ? '' : sealHash(before),
    },
    key,
  );
  await appendSeal(db, seal);
  return seal;
}

const hourMs = 3_600_000;

/** How long an hour settles before it is sealed. */
const settlingMs = 15 * 60_000;

const entriesAtOnce = 20_000;

function startOfHour(instant: Date): Date {
  return new Date(Math.floor(instant.getTime() / hourMs) * hourMs);
}

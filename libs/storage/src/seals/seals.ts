import type { DeletionCertificate, Seal } from '@sekisho/audit-events/seals';
import type { Kysely, Selectable } from 'kysely';
import type { Database } from '../database.ts';
import type { AuditDeletionCertificatesTable, AuditSealsTable } from './seal-tables.ts';

/** The newest seal of the organisation's chain; null before the first. */
export async function findLastSeal(db: Kysely<Database>, organisationId: string): Promise<Seal | null> {
  const row = await db
    .selectFrom('audit_seals')
    .selectAll()
    .where('organisation_id', '=', organisationId)
    .orderBy('sequence', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row === undefined ? null : toSeal(row);
}

/** The chain from behind `afterSequence` on, at most `limit` seals. */
export async function listSeals(
  db: Kysely<Database>,
  organisationId: string,
  afterSequence: number,
  limit: number,
): Promise<Seal[]> {
  const rows = await db
    .selectFrom('audit_seals')
    .selectAll()
    .where('organisation_id', '=', organisationId)
    .where('sequence', '>', afterSequence)
    .orderBy('sequence')
    .limit(limit)
    .execute();
  return rows.map(toSeal);
}

/**
 * Adds a seal to its chain. Of two workers who make the same link, the second fails on the key: a chain never forks.
 */
export async function appendSeal(db: Kysely<Database>, seal: Seal): Promise<void> {
  await db
    .insertInto('audit_seals')
    .values({
      organisation_id: seal.organisationId,
      sequence: seal.sequence,
      stored_from: new Date(seal.from),
      stored_to: new Date(seal.to),
      events: seal.events,
      root: seal.root,
      previous: seal.previous,
      key_id: seal.keyId,
      signature: seal.signature,
    })
    .execute();
}

/** Organisations with seals that end by `until` and no certificate yet, and where each one's certificates end. */
export async function listUncertified(
  db: Kysely<Database>,
  until: Date,
): Promise<{ readonly organisationId: string; readonly certifiedUntil: number }[]> {
  const rows = await db
    .selectFrom('audit_seals as seal')
    .leftJoin('audit_deletion_certificates as certificate', 'certificate.organisation_id', 'seal.organisation_id')
    .select((eb) => [
      'seal.organisation_id',
      eb.fn.coalesce(eb.fn.max('certificate.last_sequence'), eb.lit(0)).as('certified'),
      eb.fn.max('seal.sequence').as('last'),
    ])
    .where('seal.stored_to', '<=', until)
    .groupBy('seal.organisation_id')
    .execute();
  return rows
    .filter((row) => row.last > row.certified)
    .map((row) => ({ organisationId: row.organisation_id, certifiedUntil: row.certified }));
}

/** The sequence of the last seal that a certificate of the organisation covers; 0 when there is none. */
export async function findLastCertified(db: Kysely<Database>, organisationId: string): Promise<number> {
  const row = await db
    .selectFrom('audit_deletion_certificates')
    .select((eb) => eb.fn.max('last_sequence').as('last'))
    .where('organisation_id', '=', organisationId)
    .executeTakeFirst();
  return row?.last ?? 0;
}

export async function appendDeletionCertificate(db: Kysely<Database>, certificate: DeletionCertificate): Promise<void> {
  await db
    .insertInto('audit_deletion_certificates')
    .values({
      organisation_id: certificate.organisationId,
      first_sequence: certificate.firstSequence,
      last_sequence: certificate.lastSequence,
      rule: certificate.rule,
      events: certificate.events,
      finished_at: new Date(certificate.finishedAt),
      started_at: certificate.startedAt === undefined ? null : new Date(certificate.startedAt),
      rows: certificate.rows === undefined ? null : JSON.stringify(certificate.rows),
      key_id: certificate.keyId,
      signature: certificate.signature,
    })
    .execute();
}

export async function listDeletionCertificates(
  db: Kysely<Database>,
  organisationId: string,
): Promise<DeletionCertificate[]> {
  const rows = await db
    .selectFrom('audit_deletion_certificates')
    .selectAll()
    .where('organisation_id', '=', organisationId)
    .orderBy('first_sequence')
    .execute();
  return rows.map(toCertificate);
}

function toSeal(row: Selectable<AuditSealsTable>): Seal {
  return {
    organisationId: row.organisation_id,
    sequence: row.sequence,
    from: row.stored_from.toISOString(),
    to: row.stored_to.toISOString(),
    events: row.events,
    root: row.root,
    previous: row.previous,
    keyId: row.key_id,
    signature: row.signature,
  };
}

function toCertificate(row: Selectable<AuditDeletionCertificatesTable>): DeletionCertificate {
  return {
    organisationId: row.organisation_id,
    rule: row.rule,
    firstSequence: row.first_sequence,
    lastSequence: row.last_sequence,
    events: row.events,
    finishedAt: row.finished_at.toISOString(),
    ...(row.started_at === null ? {} : { startedAt: row.started_at.toISOString() }),
    ...(row.rows === null || row.rows === undefined ? {} : { rows: row.rows }),
    keyId: row.key_id,
    signature: row.signature,
  };
}

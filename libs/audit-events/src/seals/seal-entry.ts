import { createHash } from 'node:crypto';
import type { AuditEvent } from '../audit-event.ts';

/** An event and when it was stored: what a seal vouches for. */
export interface StoredAuditEvent extends AuditEvent {
  /** RFC 3339 in UTC with milliseconds. */
  readonly storedAt: string;
}

/** One event as a seal holds it: which, when, and the digest of all it says. */
export interface SealEntry {
  readonly id: string;
  /** As in the event. */
  readonly occurredAt: string;
  /** SHA-256 of {@link canonicalBytes}, base64url. */
  readonly digest: string;
}

/**
 * The bytes that stand for an event: a JSON array of its fields in a fixed order, without white space, in UTF-8. A field
 * that comes later gets a new version of the format, and old events keep their bytes.
 */
export function canonicalBytes(event: StoredAuditEvent): Buffer {
  return Buffer.from(
    JSON.stringify([
      event.version,
      event.id,
      event.organisationId,
      event.product,
      event.occurredAt,
      event.category,
      event.event,
      event.action,
      event.operationUserId,
      event.operationUserName,
      event.operationUserEmail,
      event.ipAddress,
      event.userAgent,
      event.spaceKey,
      event.storedAt,
    ]),
  );
}

export function toSealEntry(event: StoredAuditEvent): SealEntry {
  return {
    id: event.id,
    occurredAt: event.occurredAt,
    digest: createHash('sha256').update(canonicalBytes(event)).digest('base64url'),
  };
}

/** What a leaf of the seal's tree is made of: the id, the time and the digest, all of it fixed in length. */
export function leafData(entry: SealEntry): Buffer {
  return Buffer.from(JSON.stringify([entry.id, entry.occurredAt, entry.digest]));
}

/** Negative when `a` comes before `b` in a seal: by time, then by id. */
export function compareEntries(a: SealEntry, b: SealEntry): number {
  if (a.occurredAt !== b.occurredAt) return a.occurredAt < b.occurredAt ? -1 : 1;
  return a.id < b.id ? -1 : a.id > b.id ? 1 : 0;
}

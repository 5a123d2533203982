import { createHash } from 'node:crypto';
import { type AuditQuery, InvalidCursor } from '../audit-store.ts';

/** The last event of a page: the next page starts behind it. */
export interface Position {
  /** Milliseconds since 1970, UTC. */
  readonly occurredAt: number;
  readonly eventId: string;
}

/**
 * Opaque to callers: version, time, id and a digest of the query it belongs to. It needs no signature: whoever forges
 * one reaches nothing but another page of a query that was already his to make.
 */
export function renderCursor(position: Position, query: AuditQuery): string {
  return Buffer.from(JSON.stringify([version, position.occurredAt, position.eventId, digestOf(query)])).toString(
    'base64url',
  );
}

/** Throws {@link InvalidCursor} on anything that {@link renderCursor} did not make for this query. */
export function parseCursor(cursor: string, query: AuditQuery): Position {
  if (cursor.length > 300) throw new InvalidCursor();
  let fields: unknown;
  try {
    fields = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
  } catch {
    throw new InvalidCursor();
  }
  if (!Array.isArray(fields) || fields.length !== 4) throw new InvalidCursor();
  const [writtenBy, occurredAt, eventId, digest]: unknown[] = fields;
  const valid =
    writtenBy === version &&
    typeof occurredAt === 'number' &&
    Number.isSafeInteger(occurredAt) &&
    typeof eventId === 'string' &&
    uuid.test(eventId) &&
    digest === digestOf(query);
  if (!valid) throw new InvalidCursor();
  return { occurredAt, eventId };
}

const version = 1;
const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

function digestOf(query: AuditQuery): string {
  const parts = [
    query.organisationId,
    query.from?.getTime() ?? null,
    query.to?.getTime() ?? null,
    query.products ?? null,
    query.categories ?? null,
    query.events ?? null,
    query.actor ?? null,
    query.ipAddress ?? null,
    query.text ?? null,
  ];
  return createHash('sha256').update(JSON.stringify(parts)).digest('base64url').slice(0, 16);
}

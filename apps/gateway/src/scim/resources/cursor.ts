import { createHash } from 'node:crypto';
import { type ListRequest, type ResourceType, ScimError, scimLimits } from '@sekisho/scim-core';
import { isCanonicalUuid, type PagePosition } from '@sekisho/storage';
import type { ScimRequest } from '../exchange.ts';

/**
 * Cursors of RFC 9865: opaque to clients, and nothing is kept for them here. A cursor holds the place of the last
 * resource shown, and a digest of the query it belongs to. It needs no signature: whoever alters one only moves about
 * in what its token may read anyway, and every part of it is checked and passed to the database as a value.
 */

interface Cursor {
  /** Digest of connection, resource type, filter and order. */
  readonly query: string;
  /** When it was made, in seconds. */
  readonly made: number;
  readonly id: string;
  readonly key: string | null | undefined;
}

export function encodeCursor(
  position: PagePosition,
  type: ResourceType,
  request: ScimRequest,
  list: ListRequest,
  now: Date,
): string {
  const made = Math.floor(now.getTime() / 1000);
  const parts = [digestOf(type, request, list), made, position.id];
  return Buffer.from(JSON.stringify(position.key === undefined ? parts : [...parts, position.key])).toString(
    'base64url',
  );
}

/** The place to go on from; null for the first page. 400 `invalidCursor` or `expiredCursor` as RFC 9865 §2.3 says. */
export function decodeCursor(
  text: string,
  type: ResourceType,
  request: ScimRequest,
  list: ListRequest,
  now: Date,
): PagePosition | null {
  if (text === '') return null;
  const cursor = parseCursor(text);
  if (cursor === null || cursor.query !== digestOf(type, request, list)) {
    throw new ScimError(400, 'invalidCursor', {
      ja: 'cursor が正しくないか、別の検索条件のものです。最初のページ（cursor を空）から取得し直してください。',
      en: 'The cursor is malformed or belongs to another query. Start again with an empty cursor.',
    });
  }
  if (now.getTime() / 1000 - cursor.made > scimLimits.cursorTimeout) {
    throw new ScimError(400, 'expiredCursor', {
      ja: 'cursor の有効期限が切れています。最初のページ（cursor を空）から取得し直してください。',
      en: 'The cursor has expired. Start again with an empty cursor.',
    });
  }
  return { id: cursor.id, key: cursor.key };
}

function parseCursor(text: string): Cursor | null {
  let parts: unknown;
  try {
    parts = JSON.parse(Buffer.from(text, 'base64url').toString());
  } catch {
    return null;
  }
  if (!Array.isArray(parts)) return null;
  const [query, made, id, key]: unknown[] = parts;
  if (typeof query !== 'string' || typeof made !== 'number' || typeof id !== 'string' || !isCanonicalUuid(id))
    return null;
  if (key !== undefined && key !== null && (typeof key !== 'string' || key.includes('\u0000'))) return null;
  return { query, made, id, key };
}

function digestOf(type: ResourceType, request: ScimRequest, list: ListRequest): string {
  const query = [request.caller.context.connection.id, type.name, list.filter ?? null, list.sort ?? null];
  return createHash('sha256').update(JSON.stringify(query)).digest('base64url').slice(0, 22);
}

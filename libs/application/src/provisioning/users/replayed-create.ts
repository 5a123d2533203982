import { isDeepStrictEqual } from 'node:util';
import type { JsonObject } from '@sekisho/provider-kit';
import type { ScimUser } from '@sekisho/storage';

/** How long after a create its repetition counts as the same request: providers retry within a minute or two. */
const replayWindowMs = 2 * 60_000;

/**
 * Whether a create repeats the one that made `existing`, because its reply was lost: the same person by the provider's
 * own id, the same content, moments ago, and nothing has happened since.
 */
export function isReplayOf(existing: ScimUser, resource: JsonObject, now: Date): boolean {
  const externalId = resource['externalId'];
  return (
    typeof externalId === 'string' &&
    externalId !== '' &&
    existing.createdAt.getTime() === existing.modifiedAt.getTime() &&
    now.getTime() - existing.createdAt.getTime() <= replayWindowMs &&
    isDeepStrictEqual(existing.resource, resource)
  );
}

import { teamNameKey } from '@sekisho/domain';
import type { JsonObject } from '@sekisho/provider-kit';
import { foldResource, foldString, groupType } from '@sekisho/scim-core';
import type { ScimGroupRecord } from './scim-group.ts';

/** What filters and indexes read of a Group: see `userKeys`. */
export function groupKeys(
  resource: JsonObject,
): Pick<ScimGroupRecord, 'displayName' | 'displayNameKey' | 'teamNameKey' | 'externalId' | 'matchable'> {
  const matchable = foldResource(groupType, resource);
  const displayName = typeof resource['displayName'] === 'string' ? resource['displayName'] : '';
  const externalId = matchable['externalId'];
  return {
    displayName,
    displayNameKey: foldString(displayName),
    teamNameKey: teamNameKey(displayName),
    externalId: typeof externalId === 'string' ? externalId : null,
    matchable,
  };
}

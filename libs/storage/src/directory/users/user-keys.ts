import { isJsonArray, isJsonObject, type JsonObject, type JsonValue } from '@sekisho/provider-kit';
import { foldResource, schemasOf, userType } from '@sekisho/scim-core';
import type { ScimUserKeys } from './scim-user.ts';

/**
 * What filters and indexes read of a User. Taken from the match document, not from the resource, so that a column and
 * the document can't disagree about case or about what counts as empty.
 */
export function userKeys(resource: JsonObject): ScimUserKeys {
  const matchable = foldResource(userType, resource);
  const emails = isJsonArray(matchable['emails']) ? matchable['emails'] : [];
  const addresses = emails.map((email) => (isJsonObject(email) ? textOf(email['value']) : null));
  return {
    userNameKey: textOf(matchable['userName']) ?? '',
    externalId: textOf(matchable['externalId']),
    emailKeys: [...new Set(addresses.filter((address) => address !== null))],
    schemas: JSON.stringify(schemasOf(userType, resource)),
    matchable,
  };
}

function textOf(value: JsonValue | undefined): string | null {
  return typeof value === 'string' ? value : null;
}

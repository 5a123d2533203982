import type { JsonObject, JsonValue } from '@sekisho/provider-kit';
import { groupType, parseFilter, parseGroup, parsePatch, parseUser, ScimError, userType } from '@sekisho/scim-core';
import type { CaseRequest } from './case-folder.ts';

/** Fails, showing scim-core's explanation, when it refuses what the plugin made of the request. */
export function assertAcceptedByCore(request: CaseRequest, normalised: JsonObject): void {
  try {
    parse(request, normalised);
  } catch (error) {
    if (!(error instanceof ScimError)) throw error;
    throw new Error(`scim-core refuses ${request.method} ${request.path}: ${error.explanation.en}`, { cause: error });
  }
}

function parse({ method, path }: CaseRequest, { filter, body }: JsonObject): void {
  const isUsers = path.startsWith('/Users');
  const resourceType = isUsers ? userType : groupType;
  if (typeof filter === 'string') parseFilter(resourceType, filter);
  else if (method === 'PATCH') parsePatch(resourceType, plain(body));
  else if (isUsers) parseUser(plain(body));
  else parseGroup(plain(body), 'https://sekisho.example/scim/v2/connection');
}

/** As it would come from the wire. */
function plain(body: JsonValue | undefined): unknown {
  return JSON.parse(JSON.stringify(body));
}

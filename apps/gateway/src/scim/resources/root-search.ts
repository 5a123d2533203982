import type { ProvisioningDependencies } from '@sekisho/application';
import {
  groupType,
  type ListPage,
  type ListRequest,
  parseListRequest,
  parseSearchRequest,
  type ResourceType,
  ScimError,
  userType,
} from '@sekisho/scim-core';
import type { ScimReply, ScimRequest } from '../exchange.ts';
import { listGroups, listReply, listUsers } from './list-resources.ts';
import { normalisedQuery, normalisedSearch } from './provider-view.ts';

/**
 * Searches of the whole connection, `GET /` and `POST /.search` (RFC 7644 §3.4.2.1 and §3.4.3): all Users, then all
 * Groups, each in the order asked for. By index only: a cursor belongs to one resource type.
 */
export function rootHandlers(dependencies: ProvisioningDependencies) {
  return {
    async list(request: ScimRequest): Promise<ScimReply> {
      const query = normalisedQuery(request);
      return searchAll(dependencies, request, (type) => parseListRequest(type, query));
    },
    async search(request: ScimRequest): Promise<ScimReply> {
      const body = normalisedSearch(request);
      return searchAll(dependencies, request, (type) => parseSearchRequest(type, body));
    },
  };
}

async function searchAll(
  dependencies: ProvisioningDependencies,
  request: ScimRequest,
  read: (type: ResourceType) => ListRequest,
): Promise<ScimReply> {
  const forUsers = read(userType);
  const forGroups = read(groupType);
  if (forUsers.cursor !== undefined) {
    throw new ScimError(400, 'invalidCursor', {
      ja: 'ルートの検索では cursor を使用できません。/Users または /Groups を検索するか、startIndex を使ってください。',
      en: 'A search of the root has no cursors. Search /Users or /Groups, or page by startIndex.',
    });
  }
  const users = await listUsers(dependencies, request, forUsers);
  const place = Math.max(forGroups.startIndex - users.totalResults, 1);
  const count = Math.max(forGroups.count - users.resources.length, 0);
  const groups = await listGroups(dependencies, request, { ...forGroups, startIndex: place, count });
  const page: ListPage = {
    resources: [...users.resources, ...groups.resources],
    totalResults: users.totalResults + groups.totalResults,
    startIndex: forUsers.startIndex,
  };
  return listReply(page);
}

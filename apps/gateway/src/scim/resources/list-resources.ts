import { type ProvisioningDependencies, scopeOf, seesOrganisation } from '@sekisho/application';
import {
  groupType,
  type ListPage,
  type ListRequest,
  type ResourceType,
  renderGroup,
  renderList,
  renderListPieces,
  renderUser,
  showsAttribute,
  type TextPieces,
  userType,
} from '@sekisho/scim-core';
import {
  listOrganisationUsers,
  listScimGroups,
  listScimUsers,
  type Page,
  type PageMarks,
  type PageRequest,
  renderScimUsers,
  type UserReader,
  type UserWriter,
  userKeyOf,
} from '@sekisho/storage';
import type { ScimReply, ScimRequest } from '../exchange.ts';
import { decodeCursor, encodeCursor } from './cursor.ts';

/** A page of one resource type, by index or by cursor, as a list that can be rendered. */

/** What the handlers of resources work with. */
export interface DirectoryDependencies extends ProvisioningDependencies {
  readonly users: UserReader & UserWriter;
  /** Where pages of lists begin. */
  readonly marks: PageMarks;
}

export async function listUsers(
  dependencies: ProvisioningDependencies,
  request: ScimRequest,
  list: ListRequest,
): Promise<ListPage> {
  const { context, baseUrl } = request.caller;
  const now = dependencies.clock.now();
  const groups = showsAttribute(userType, list.projection, 'groups');
  const select = seesOrganisation(context) ? listOrganisationUsers : listScimUsers;
  const page = await select(dependencies.db, scopeOf(context), pageRequest(userType, request, list, now), { groups });
  return {
    ...pageFacts(userType, request, list, page, now),
    resources: page.resources.map((user) =>
      renderUser(
        { ...user, groups: user.groups.map((group) => ({ id: group.id, display: group.displayName })) },
        { baseUrl, projection: list.projection },
      ),
    ),
  };
}

export async function listGroups(
  dependencies: ProvisioningDependencies,
  request: ScimRequest,
  list: ListRequest,
): Promise<ListPage> {
  const { context, baseUrl } = request.caller;
  const now = dependencies.clock.now();
  const members = showsAttribute(groupType, list.projection, 'members');
  const page = await listScimGroups(dependencies.db, scopeOf(context), pageRequest(groupType, request, list, now), {
    members,
  });
  return {
    ...pageFacts(groupType, request, list, page, now),
    resources: page.resources.map((group) =>
      renderGroup({ ...group, members: group.members ?? undefined }, { baseUrl, projection: list.projection }),
    ),
  };
}

/**
 * The reply to a list of Users. Whole resources, which is what providers ask for, go out as the text that is stored; a
 * projection, a plugin that wants to see the reply, or Users that are accounts made by hand, need them as objects.
 */
export async function replyWithUsers(
  dependencies: DirectoryDependencies,
  request: ScimRequest,
  list: ListRequest,
): Promise<ScimReply> {
  const { context } = request.caller;
  if (list.projection !== undefined || context.quirks?.shapeResponse !== undefined || seesOrganisation(context)) {
    return listReply(await listUsers(dependencies, request, list));
  }
  const now = dependencies.clock.now();
  const wanted = pageRequest(userType, request, list, now);
  const page = await renderUsers(dependencies, request, wanted);
  const facts = pageFacts(userType, request, list, page, now);
  const { totalResults, startIndex } = facts;
  return {
    status: 200,
    pieces: renderListPieces({ ...facts, resources: page.resources }),
    body: { totalResults, startIndex, itemsPerPage: page.resources.length },
  };
}

/** The search before every create and update, for one name or external id, has a way of its own. */
async function renderUsers(
  { db, users, marks }: DirectoryDependencies,
  { caller }: ScimRequest,
  wanted: PageRequest,
): Promise<Page<TextPieces>> {
  const scope = scopeOf(caller.context);
  const key = userKeyOf(wanted);
  if (key === null) return renderScimUsers(db, scope, wanted, marks);
  const found = await users.render(scope, key, caller.baseUrl);
  return { total: found.length, resources: found.slice(0, wanted.window.count), next: null };
}

export function listReply(page: ListPage): ScimReply {
  return { status: 200, body: renderList(page) };
}

function pageRequest(type: ResourceType, request: ScimRequest, list: ListRequest, now: Date): PageRequest {
  return {
    baseUrl: request.caller.baseUrl,
    filter: list.filter,
    sort: list.sort === undefined ? undefined : { path: list.sort.path, descending: list.sort.order === 'descending' },
    window:
      list.cursor === undefined
        ? { kind: 'index', startIndex: list.startIndex, count: list.count }
        : { kind: 'cursor', after: decodeCursor(list.cursor, type, request, list, now), count: list.count },
  };
}

function pageFacts(
  type: ResourceType,
  request: ScimRequest,
  list: ListRequest,
  page: { readonly total: number; readonly next: Parameters<typeof encodeCursor>[0] | null },
  now: Date,
): Omit<ListPage, 'resources'> {
  if (list.cursor === undefined) return { totalResults: page.total, startIndex: list.startIndex };
  return {
    totalResults: page.total,
    nextCursor: page.next === null ? undefined : encodeCursor(page.next, type, request, list, now),
  };
}

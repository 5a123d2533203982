import {
  changeUser,
  createUser,
  deleteUser,
  type ProvisioningContext,
  scopeOf,
  seesOrganisation,
  unknownResource,
} from '@sekisho/application';
import type { JsonObject } from '@sekisho/provider-kit';
import {
  applyPatch,
  applyReplace,
  type ChangedResource,
  locationOf,
  type Projection,
  parseListRequest,
  parseProjectionQuery,
  parseSearchRequest,
  parseUser,
  renderUser,
  showsAttribute,
  userType,
} from '@sekisho/scim-core';
import { findOrganisationUser, isCanonicalUuid, type ScimUserView } from '@sekisho/storage';
import type { ScimReply, ScimRequest } from '../exchange.ts';
import { isUnchanged, versionCheck } from './check-version.ts';
import { type DirectoryDependencies, replyWithUsers } from './list-resources.ts';
import { normalisedOperations, normalisedQuery, normalisedResource, normalisedSearch } from './provider-view.ts';

/** `/Users`: the path from a request to its use case and back. */
export function userHandlers(dependencies: DirectoryDependencies) {
  return {
    async create(request: ScimRequest): Promise<ScimReply> {
      const projection = parseProjectionQuery(userType, request.query);
      const resource = parseUser(normalisedResource(userType, request));
      const created = await createUser(dependencies, request.caller.context, resource);
      Object.assign(request.trace, { resourceId: created.user.id, events: created.events, note: created.how });
      return { ...shown(created.user, request, projection), status: 201 };
    },

    async read(request: ScimRequest): Promise<ScimReply> {
      const projection = parseProjectionQuery(userType, request.query);
      const groups = showsAttribute(userType, projection, 'groups');
      const user = isCanonicalUuid(request.id)
        ? await findUser(dependencies, request.caller.context, request.id, { groups })
        : null;
      if (user === null) throw unknownResource('User', request.id);
      if (isUnchanged(request.preconditions, user.version)) return { status: 304, version: user.version };
      return shown(user, request, projection);
    },

    async replace(request: ScimRequest): Promise<ScimReply> {
      const incoming = parseUser(normalisedResource(userType, request));
      return change(dependencies, request, (current) => applyReplace(userType, current, incoming));
    },

    async patch(request: ScimRequest): Promise<ScimReply> {
      const operations = normalisedOperations(userType, request);
      const { createMissingElements } = request.caller.context.quirks ?? {};
      const reply = await change(dependencies, request, (current) =>
        applyPatch(userType, current, operations, { createMissingElements }),
      );
      return request.prefer === 'minimal' ? { status: 204, version: reply.version } : reply;
    },

    async remove(request: ScimRequest): Promise<ScimReply> {
      assertId(request);
      const { events } = await deleteUser(
        dependencies,
        request.caller.context,
        request.id,
        versionCheck(request.preconditions),
      );
      Object.assign(request.trace, { events });
      return { status: 204 };
    },

    async list(request: ScimRequest): Promise<ScimReply> {
      return replyWithUsers(dependencies, request, parseListRequest(userType, normalisedQuery(request)));
    },

    async search(request: ScimRequest): Promise<ScimReply> {
      return replyWithUsers(dependencies, request, parseSearchRequest(userType, normalisedSearch(request)));
    },
  };
}

async function change(
  dependencies: DirectoryDependencies,
  request: ScimRequest,
  apply: (current: JsonObject) => ChangedResource,
): Promise<ScimReply> {
  assertId(request);
  const projection = parseProjectionQuery(userType, request.query);
  const check = versionCheck(request.preconditions);
  const changed = await changeUser(dependencies, request.caller.context, request.id, { check, apply });
  request.trace.events = changed.events;
  return shown(changed.user, request, projection);
}

function findUser(
  { db, users }: DirectoryDependencies,
  context: ProvisioningContext,
  id: string,
  options: { readonly groups: boolean },
): Promise<ScimUserView | null> {
  const scope = scopeOf(context);
  return seesOrganisation(context) ? findOrganisationUser(db, scope, id, options) : users.find(scope, id, options);
}

/** Whatever is no id of ours names nobody. */
function assertId(request: ScimRequest): void {
  if (!isCanonicalUuid(request.id)) throw unknownResource('User', request.id);
}

function shown(user: ScimUserView, request: ScimRequest, projection: Projection | undefined): ScimReply {
  const groups = user.groups.map((group) => ({ id: group.id, display: group.displayName }));
  const { baseUrl } = request.caller;
  return {
    status: 200,
    body: renderUser({ ...user, groups }, { baseUrl, projection }),
    location: locationOf(userType, user.id, baseUrl),
    version: user.version,
  };
}

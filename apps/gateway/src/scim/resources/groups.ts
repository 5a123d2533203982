import {
  changeGroup,
  createGroup,
  deleteGroup,
  type ProvisioningDependencies,
  scopeOf,
  unknownResource,
} from '@sekisho/application';
import {
  applyPatch,
  applyReplace,
  groupType,
  locationOf,
  type Projection,
  parseGroup,
  parseListRequest,
  parseProjectionQuery,
  parseSearchRequest,
  renderGroup,
  showsAttribute,
  splitMemberOperations,
} from '@sekisho/scim-core';
import { findScimGroup, isCanonicalUuid, type ScimGroupView } from '@sekisho/storage';
import type { ScimReply, ScimRequest } from '../exchange.ts';
import { isUnchanged, versionCheck } from './check-version.ts';
import { listGroups, listReply } from './list-resources.ts';
import { normalisedOperations, normalisedQuery, normalisedResource, normalisedSearch } from './provider-view.ts';

/** `/Groups`: the path from a request to its use case and back. */
export function groupHandlers(dependencies: ProvisioningDependencies) {
  return {
    async create(request: ScimRequest): Promise<ScimReply> {
      const projection = parseProjectionQuery(groupType, request.query);
      const body = parseGroup(normalisedResource(groupType, request), request.caller.baseUrl);
      const { group, events } = await createGroup(dependencies, request.caller.context, body);
      Object.assign(request.trace, { resourceId: group.id, events });
      return { ...shown(group, request, projection), status: 201 };
    },

    async read(request: ScimRequest): Promise<ScimReply> {
      const projection = parseProjectionQuery(groupType, request.query);
      const members = showsAttribute(groupType, projection, 'members');
      const group = isCanonicalUuid(request.id)
        ? await findScimGroup(dependencies.db, scopeOf(request.caller.context), request.id, { members })
        : null;
      if (group === null) throw unknownResource('Group', request.id);
      if (isUnchanged(request.preconditions, group.version)) return { status: 304, version: group.version };
      return shown(group, request, projection);
    },

    async replace(request: ScimRequest): Promise<ScimReply> {
      assertId(request);
      const projection = parseProjectionQuery(groupType, request.query);
      const incoming = parseGroup(normalisedResource(groupType, request), request.caller.baseUrl);
      const ids = incoming.members.map((member) => member.value);
      const { group, events } = await changeGroup(dependencies, request.caller.context, request.id, {
        check: versionCheck(request.preconditions),
        apply: (current) => applyReplace(groupType, current, incoming.resource),
        members: [{ kind: 'replace', ids }],
        showMembers: wantedMembers(projection),
      });
      request.trace.events = events;
      return shown(group, request, projection);
    },

    /**
     * Whoever adds a member to a group of ten thousand does not want to be sent ten thousand: a large group is answered
     * 204, and so is every group of a provider that asks for no more. A small one is shown, as most clients expect; so is
     * any when attributes or the representation (RFC 7240) are asked for.
     */
    async patch(request: ScimRequest): Promise<ScimReply> {
      assertId(request);
      const { context, baseUrl } = request.caller;
      const projection = parseProjectionQuery(groupType, request.query);
      const wantsBody = projection !== undefined || request.prefer === 'representation';
      const operations = normalisedOperations(groupType, request);
      const { attributeOperations, memberChanges } = splitMemberOperations(operations, baseUrl);
      const { createMissingElements, briefGroupPatches } = context.quirks ?? {};
      const isBrief = briefGroupPatches === true || request.prefer === 'minimal';
      const { group, events } = await changeGroup(dependencies, context, request.id, {
        check: versionCheck(request.preconditions),
        apply: (current) => applyPatch(groupType, current, attributeOperations, { createMissingElements }),
        members: memberChanges,
        showMembers: wantsBody ? wantedMembers(projection) : isBrief ? 'none' : 'few',
      });
      request.trace.events = events;
      if (wantsBody || group.members !== null) return shown(group, request, projection);
      return { status: 204, version: group.version };
    },

    async remove(request: ScimRequest): Promise<ScimReply> {
      assertId(request);
      const check = versionCheck(request.preconditions);
      const { events } = await deleteGroup(dependencies, request.caller.context, request.id, check);
      request.trace.events = events;
      return { status: 204 };
    },

    async list(request: ScimRequest): Promise<ScimReply> {
      return listReply(await listGroups(dependencies, request, parseListRequest(groupType, normalisedQuery(request))));
    },

    async search(request: ScimRequest): Promise<ScimReply> {
      return listReply(
        await listGroups(dependencies, request, parseSearchRequest(groupType, normalisedSearch(request))),
      );
    },
  };
}

function wantedMembers(projection: Projection | undefined): 'all' | 'none' {
  return showsAttribute(groupType, projection, 'members') ? 'all' : 'none';
}

/** Whatever is no id of ours names nothing. */
function assertId(request: ScimRequest): void {
  if (!isCanonicalUuid(request.id)) throw unknownResource('Group', request.id);
}

function shown(group: ScimGroupView, request: ScimRequest, projection: Projection | undefined): ScimReply {
  const { baseUrl } = request.caller;
  const members = group.members ?? undefined;
  return {
    status: 200,
    body: renderGroup({ ...group, members }, { baseUrl, projection }),
    location: locationOf(groupType, group.id, baseUrl),
    version: group.version,
  };
}

import type { JsonObject } from '@sekisho/provider-kit';
import type { MutableJsonObject } from '../json/json.ts';
import { versionTag } from '../preconditions/preconditions.ts';
import { groupType, type ResourceType, userType } from '../schema/resource-type.ts';
import { type Projection, project } from './projection.ts';
import { schemasOf } from './schemas-of.ts';

/** What is stored of any resource. */
export interface StoredResource {
  readonly id: string;
  /** The attributes, as `parse*` or `applyPatch` made them. */
  readonly resource: JsonObject;
  readonly version: number;
  readonly createdAt: Date;
  readonly modifiedAt: Date;
}

/** A group that a user belongs to. */
export interface GroupReference {
  readonly id: string;
  readonly display?: string | undefined;
}

/** A member of a group. */
export interface MemberReference {
  readonly id: string;
  readonly display?: string | undefined;
  /** User when absent. */
  readonly type?: 'User' | 'Group' | undefined;
}

export interface StoredUser extends StoredResource {
  /** Absent when not loaded, as for a projection that does not show them. */
  readonly groups?: readonly GroupReference[] | undefined;
}

export interface StoredGroup extends StoredResource {
  /** Absent when not loaded, as for `excludedAttributes=members`. */
  readonly members?: readonly MemberReference[] | undefined;
}

export interface RenderContext {
  /** The connection's base URL without a slash at its end: `https://host/scim/v2/{connectionId}`. */
  readonly baseUrl: string;
  readonly projection?: Projection | undefined;
}

/** A user as a reply shows it: RFC JSON, not yet shaped by the provider's plugin. */
export function renderUser(user: StoredUser, context: RenderContext): JsonObject {
  const groups = user.groups?.map((group) => ({
    value: group.id,
    $ref: `${context.baseUrl}/Groups/${group.id}`,
    ...(group.display === undefined ? {} : { display: group.display }),
    type: 'direct',
  }));
  return renderResource(userType, user, context, groups === undefined || groups.length === 0 ? undefined : { groups });
}

/** A group as a reply shows it. `members` stands there, perhaps empty, unless it was not loaded. */
export function renderGroup(group: StoredGroup, context: RenderContext): JsonObject {
  const members = group.members?.map((member) => ({
    value: member.id,
    $ref: `${context.baseUrl}/${member.type ?? 'User'}s/${member.id}`,
    ...(member.display === undefined ? {} : { display: member.display }),
    type: member.type ?? 'User',
  }));
  return renderResource(groupType, group, context, members === undefined ? undefined : { members });
}

/**
 * Any resource as a reply shows it. `computed` are attributes that the service keeps elsewhere. Without a projection
 * nothing is walked: the stored attributes go out as they are.
 */
export function renderResource(
  type: ResourceType,
  stored: StoredResource,
  context: RenderContext,
  computed?: JsonObject,
): JsonObject {
  const complete: MutableJsonObject = {
    schemas: schemasOf(type, stored.resource),
    id: stored.id,
    ...stored.resource,
    ...computed,
    meta: {
      resourceType: type.name,
      created: stored.createdAt.toISOString(),
      lastModified: stored.modifiedAt.toISOString(),
      location: locationOf(type, stored.id, context.baseUrl),
      version: versionTag(stored.version),
    },
  };
  if (context.projection === undefined && !type.hidesAttributes) return complete;
  const shown = project(type, context.projection, complete);
  return { ...shown, schemas: schemasOf(type, shown) };
}

/** The address of a resource: `meta.location`, and the Location header. */
export function locationOf(type: ResourceType, id: string, baseUrl: string): string {
  return `${baseUrl}${type.endpoint}/${encodeURIComponent(id)}`;
}

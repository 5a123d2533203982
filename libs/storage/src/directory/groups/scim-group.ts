import type { JsonObject } from '@sekisho/provider-kit';

/** A SCIM Group as stored: the attributes, without `id`, `meta` and `members`, which are computed. */
export interface ScimGroup {
  /** The team's id. */
  readonly id: string;
  /** The team's name. */
  readonly displayName: string;
  readonly resource: JsonObject;
  readonly version: number;
  readonly createdAt: Date;
  readonly modifiedAt: Date;
}

/** A Group as it is written: the attributes together with what filters and indexes read. */
export interface ScimGroupRecord extends ScimGroup {
  readonly displayNameKey: string;
  /** The team list's own form of the name: it tells fewer spellings apart than SCIM does. */
  readonly teamNameKey: string;
  readonly externalId: string | null;
  readonly matchable: JsonObject;
}

/** A direct member of a Group. */
export interface GroupMember {
  readonly id: string;
  readonly type: 'User' | 'Group';
  readonly display: string;
}

/** A Group with its members, as a reply shows it. */
export interface ScimGroupView extends ScimGroup {
  /** Null when they were not asked for. */
  readonly members: readonly GroupMember[] | null;
}

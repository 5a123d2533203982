import type { Member } from '@sekisho/domain';
import type { JsonObject } from '@sekisho/provider-kit';

/** Which resources a request may see: those of one connection of one organisation. */
export interface DirectoryScope {
  readonly organisationId: string;
  readonly connectionId: string;
}

/** A SCIM User as stored: the attributes, without `id`, `meta` and `groups`, which are computed. */
export interface ScimUser {
  /** The account's id. */
  readonly id: string;
  readonly resource: JsonObject;
  readonly version: number;
  readonly createdAt: Date;
  readonly modifiedAt: Date;
}

/** What filters and indexes read of a User, made from its attributes by scim-core. */
export interface ScimUserKeys {
  readonly userNameKey: string;
  readonly externalId: string | null;
  readonly emailKeys: readonly string[];
  /** The names of the schemas in the resource, as JSON text. */
  readonly schemas: string;
  readonly matchable: JsonObject;
}

/** A User as it is written: the attributes together with their keys. */
export interface ScimUserRecord extends ScimUser, ScimUserKeys {}

/** A group that a User is a direct member of. */
export interface GroupOfUser {
  readonly id: string;
  readonly displayName: string;
}

/** A User with its groups, as a reply shows it. */
export interface ScimUserView extends ScimUser {
  readonly groups: readonly GroupOfUser[];
}

/** A User with the account behind it, locked for a change. */
export interface LockedScimUser {
  readonly user: ScimUser;
  readonly member: Member;
  readonly groups: readonly GroupOfUser[];
  /** When it was deleted through SCIM; null while it is there. */
  readonly deletedAt: Date | null;
}

/** A User with the account behind it, as it was seen without a lock. */
export interface SeenScimUser {
  readonly user: ScimUser;
  readonly member: Member;
  readonly groups: readonly GroupOfUser[];
  /** Which versions of the rows were seen (PostgreSQL's `xmin`): a change of them holds only while they are the latest. */
  readonly rows: { readonly account: string; readonly scimUser: string };
}

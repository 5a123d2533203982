export * from './connection-access.ts';
export { isCanonicalUuid } from './filter/resource-shape.ts';
export * from './groups/find-scim-group.ts';
export * from './groups/group-keys.ts';
export * from './groups/group-members.ts';
export * from './groups/list-scim-groups.ts';
export type {
  GroupMember as StoredGroupMember,
  ScimGroup,
  ScimGroupRecord,
  ScimGroupView,
} from './groups/scim-group.ts';
export * from './groups/write-scim-group.ts';
export * from './organisation/find-organisation-user.ts';
export * from './organisation/find-other-user.ts';
export * from './organisation/list-organisation-users.ts';
export * from './organisation/lock-user-name.ts';
export { PageMarks } from './page/page-marks.ts';
export * from './page/page-request.ts';
export * from './users/adopt-account.ts';
export * from './users/find-address-holder.ts';
export * from './users/forget-deleted-name.ts';
export { insertScimUsers, type NewScimUser } from './users/insert-scim-user.ts';
export * from './users/list-scim-users.ts';
export * from './users/lock-scim-user.ts';
export * from './users/reflect-activation.ts';
export * from './users/render-scim-users.ts';
export * from './users/scim-user.ts';
export * from './users/update-scim-user.ts';
export type { SeenUserChange } from './users/update-seen-user.ts';
export * from './users/user-access.ts';
export * from './users/user-keys.ts';
export { type UserKey, type UserReader, userKeyOf } from './users/user-reader.ts';
export type { UserWriter } from './users/user-writer.ts';

export * from './explain/refusals.ts';
export * from './groups/change-group.ts';
export { type ChangedGroup, createGroup } from './groups/create-group.ts';
export * from './groups/delete-group.ts';
export * from './provisioning-context.ts';
export * from './users/change-user.ts';
export * from './users/create-user.ts';
export * from './users/delete-user.ts';

export * from './audit-store.ts';
export { type AuditStoreOptions, createAuditStore } from './create-audit-store.ts';

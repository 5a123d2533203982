export * from './access/access-log-store.ts';
export { accessMemory } from './access/access-memory.ts';
export * from './audit-store.ts';
export { type AuditStoreOptions, createAuditStore } from './create-audit-store.ts';
export * from './erasure/log-erasure.ts';
export { eventMemory } from './ingest/event-memory.ts';
export * from './seal-store.ts';
export {
  beforeStored,
  behindStored,
  type StoredEvent,
  type StoredMinute,
  type StoredPage,
  type StoredPosition,
  type StoredRange,
} from './stored-order/stored-order.ts';

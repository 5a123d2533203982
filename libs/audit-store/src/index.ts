export * from './access/access-log-store.ts';
export { addAccess } from './access/access-rows.ts';
export * from './audit-store.ts';
export { type AuditStoreOptions, createAuditStore } from './create-audit-store.ts';
export * from './erasure/log-erasure.ts';
export { parquetColumnCount } from './export/parquet-query.ts';
export { addAuditEvent, scannedEventAdder } from './ingest/audit-event-rows.ts';
export { EventRows, type LogName } from './ingest/event-rows.ts';
export { RowMemory } from './ingest/row-memory.ts';
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

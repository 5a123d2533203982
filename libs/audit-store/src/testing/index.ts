export * from './audit-event-samples.ts';
export * from './clickhouse-http-server.ts';

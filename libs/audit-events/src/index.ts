export * from './audit-event.ts';
export * from './csv-columns.ts';

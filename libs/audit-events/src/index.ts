export * from './access/access-csv-columns.ts';
export * from './access/access-event.ts';
export * from './access/access-json-schema.ts';
export {
  type AccessEventParser,
  accessFieldLimits,
  createAccessEventParser,
  type ParsedAccessEvent,
  type ParsedAccessOrRefused,
} from './access/parse-access-event.ts';
export * from './audit-event.ts';
export * from './catalogue/catalogue.ts';
export * from './catalogue/catalogue-data.ts';
export * from './catalogue/json-schema.ts';
export * from './catalogue/parse-catalogue-additions.ts';
export * from './catalogue/plans.ts';
export * from './csv/formula-safe.ts';
export * from './csv-columns.ts';
export * from './localised-text.ts';
export {
  createEventLineScanner,
  type EventLineScanner,
  type ScannedEvent,
  scannedTexts,
} from './parse/event-line-scanner.ts';
export { unescapeInto } from './parse/json-escapes.ts';
export * from './parse/parse-audit-event.ts';
export type { EventRefusal } from './parse/refusal.ts';
export { readUuid } from './parse/uuid-words.ts';
export { zoneOffset } from './zone-offset.ts';

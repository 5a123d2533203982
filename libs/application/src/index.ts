export * from './audit-trail/describe-event.ts';
export * from './audit-trail/record-events.ts';

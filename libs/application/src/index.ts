export * from './audit-trail/describe-event.ts';
export * from './audit-trail/record-events.ts';
export * from './relay/relay.ts';

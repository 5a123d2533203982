export * from './organisation.ts';
export * from './session-fetch.ts';
export * from './start-gateway.ts';

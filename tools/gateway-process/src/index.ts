export * from './organisation.ts';
export * from './start-gateway.ts';

export * from './identity-provider.ts';
export * from './json.ts';

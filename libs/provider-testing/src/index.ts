export * from './run-provider-contract.ts';

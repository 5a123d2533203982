export * from './builders.ts';
export * from './create-test-database.ts';

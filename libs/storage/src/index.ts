export * from './database.ts';
export * from './members/members.ts';
export * from './organisations/organisations.ts';
export * from './outbox/append.ts';
export * from './postgres/connect.ts';
export * from './postgres/errors.ts';
export * from './postgres/migrate.ts';

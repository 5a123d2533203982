export * from './database.ts';
export * from './members/members.ts';
export * from './organisations/organisations.ts';
export * from './outbox/append.ts';

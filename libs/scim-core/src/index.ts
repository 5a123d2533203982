export * from './filter/filter.ts';
export * from './scim-error.ts';

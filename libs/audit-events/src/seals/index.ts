export * from './evidence.ts';
export * from './merkle-tree.ts';
export * from './seal.ts';
export * from './seal-entry.ts';
export * from './verify-export.ts';

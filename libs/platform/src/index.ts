export * from './clock.ts';
export * from './config.ts';
export * from './ids.ts';
export * from './logger.ts';
export * from './secret-box.ts';
export * from './secret-key.ts';
export * from './secrets.ts';
export * from './signed-token.ts';

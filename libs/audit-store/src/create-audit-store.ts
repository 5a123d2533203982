import type { ClickHouseConfig, Clock, Logger } from '@sekisho/platform';
import type { LogStore } from './access/access-log-store.ts';
import { AuditStoreUnavailable } from './audit-store.ts';
import { ClickHouseAuditStore } from './clickhouse-audit-store.ts';
import type { Engine } from './engine/engine.ts';
import { openServerEngine } from './engine/server-engine.ts';

export interface AuditStoreOptions {
  /** A server or cluster; undefined: the embedded engine at `embeddedPath`. */
  readonly clickhouse: ClickHouseConfig | undefined;
  /** The embedded engine's data directory. One process at a time. */
  readonly embeddedPath: string;
  readonly logger: Logger;
  readonly clock: Clock;
}

/**
 * Opens the audit store. A server that does not answer is no reason to fail: the store comes back without its schema
 * and makes it at first use. An embedded engine that does not open is: throws {@link AuditStoreUnavailable}, most often
 * because another process holds the directory.
 */
export async function createAuditStore(options: AuditStoreOptions): Promise<LogStore> {
  const engine = await openEngine(options);
  const store = new ClickHouseAuditStore({ engine, clock: options.clock, logger: options.logger });
  try {
    await store.ready();
  } catch (error) {
    if (engine.kind === 'embedded' || !(error instanceof AuditStoreUnavailable)) {
      await engine.close();
      throw error;
    }
    options.logger.warn({ reason: error.message }, 'audit store away at start');
  }
  return store;
}

/** The embedded engine's native library takes 250 MB, so it is loaded only where it is used. */
async function openEngine(options: AuditStoreOptions): Promise<Engine> {
  if (options.clickhouse !== undefined) return openServerEngine({ ...options.clickhouse, logger: options.logger });
  const { openEmbeddedEngine } = await import('./engine/embedded-engine.ts');
  return openEmbeddedEngine({ path: options.embeddedPath, logger: options.logger });
}

import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { SealKey } from '@sekisho/audit-events/seals';
import { createAuditStore, type LogStore } from '@sekisho/audit-store';
import type { Clock, Config, Logger } from '@sekisho/platform';
import {
  applyMigrations,
  createDatabase,
  type Database,
  type EmbeddedPostgres,
  isDatabaseUnavailable,
  startEmbeddedPostgres,
} from '@sekisho/storage';
import type { Kysely } from 'kysely';

import { sealKeyOf } from './audit/seals/seal-key.ts';

/**
 * The two stores everything stands on, embedded or not: brought up, migrated, and closed in the right order. A database
 * server that is still starting is waited for; one that refuses us is an error at once.
 */
export interface Foundations {
  readonly db: Kysely<Database>;
  readonly auditStore: LogStore;
  /** Signs the seals of the audit log. */
  readonly sealKey: SealKey;
  close(): Promise<void>;
}

/** How long a start waits for a PostgreSQL server that does not answer yet, in milliseconds. */
const databasePatienceMs = 60_000;

export async function layFoundations(
  config: Config,
  dependencies: { logger: Logger; clock: Clock },
): Promise<Foundations> {
  const { logger, clock } = dependencies;
  await mkdir(config.dataDir, { recursive: true });
  const embedded =
    config.databaseUrl === undefined ? await startEmbeddedPostgres({ dataDir: config.dataDir, logger }) : null;
  const db = createDatabase({
    connectionString: config.databaseUrl ?? urlOf(embedded),
    poolSize: config.databasePoolSize,
    logger,
  });
  try {
    await migrateWhenReachable(db, logger);
    const auditStore = await createAuditStore({
      clickhouse: config.clickhouse,
      embeddedPath: join(config.dataDir, 'clickhouse'),
      logger,
      clock,
    });
    return {
      db,
      auditStore,
      sealKey: await sealKeyOf(config.dataDir),
      close: async () => {
        await auditStore.close();
        await db.destroy();
        await embedded?.stop();
      },
    };
  } catch (error) {
    await db.destroy();
    await embedded?.stop();
    throw error;
  }
}

async function migrateWhenReachable(db: Kysely<Database>, logger: Logger): Promise<void> {
  const giveUpAt = performance.now() + databasePatienceMs;
  for (;;) {
    try {
      const applied = await applyMigrations(db);
      if (applied.length > 0) logger.info({ applied }, 'database migrated');
      return;
    } catch (error) {
      const away = isDatabaseUnavailable(error) || (error instanceof Error && isDatabaseUnavailable(error.cause));
      if (!away || performance.now() > giveUpAt) throw error;
      logger.warn(
        { reason: error instanceof Error ? error.message : String(error) },
        'database away at start, waiting',
      );
      await delay(1_000);
    }
  }
}

function urlOf(embedded: EmbeddedPostgres | null): string {
  if (embedded === null) throw new TypeError('there is neither a database address nor an embedded server');
  return embedded.url;
}

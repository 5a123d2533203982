import type { Clock, Logger } from '@sekisho/platform';
import { z } from 'zod';
import type { Engine } from '../engine/engine.ts';
import { auditEventsTable } from './0001-audit-events.ts';
import { storedOrder } from './0002-stored-order.ts';
import { sealTables } from './0003-seals.ts';
import { textSearch } from './0004-text-search.ts';
import { accessEventsTable } from './0005-access-events.ts';
import type { Migration, MigrationTarget } from './migration.ts';

/** Every step, in order. */
export const migrations: readonly Migration[] = [
  auditEventsTable,
  storedOrder,
  sealTables,
  textSearch,
  accessEventsTable,
];

/**
 * Brings the schema up to date. Steps already recorded are skipped; several processes may do this at once.
 * Refuses a server older than {@link oldestServer}, which would take it no further than the middle, and a cluster of more
 * than one shard: our tables hold whole organisations on every replica, and without a distributed table over them a query
 * would see one shard's part.
 */
export async function migrate(engine: Engine, clock: Clock, logger: Logger): Promise<void> {
  const target = targetOf(engine);
  const { database, onCluster } = target;
  await refuseOldServer(engine);
  if (engine.cluster !== undefined) await refuseShards(engine, engine.cluster);
  await createDatabase(engine, target);
  await engine.command(
    `CREATE TABLE IF NOT EXISTS ${database}.schema_migrations${onCluster} (id UInt32, name String, applied_at Int64)
     ENGINE = ${target.replacing('applied_at')} ORDER BY id`,
  );
  const applied = new Set(
    z
      .array(z.object({ id: z.coerce.number() }))
      .parse(await engine.query(`SELECT DISTINCT id FROM ${database}.schema_migrations`))
      .map((row) => row.id),
  );
  for (const migration of migrations) {
    if (applied.has(migration.id)) continue;
    for (const statement of migration.statements(target)) await engine.command(statement);
    await engine.insert(
      `${database}.schema_migrations`,
      { id: 'UInt32', name: 'String', applied_at: 'Int64' },
      {
        format: 'JSONCompactEachRow',
        pieces: [Buffer.from(JSON.stringify([migration.id, migration.name, clock.now().getTime()]))],
      },
    );
    logger.info({ migration: migration.name }, 'audit store migrated');
  }
}

/** How tables are made on this engine: alone, or replicated over a cluster. */
export function targetOf(engine: Pick<Engine, 'database' | 'cluster'>): MigrationTarget {
  return {
    database: engine.database,
    onCluster: engine.cluster === undefined ? '' : ` ON CLUSTER ${engine.cluster}`,
    replacing: (version) =>
      engine.cluster === undefined ? `ReplacingMergeTree(${version})` : `ReplicatedReplacingMergeTree(${version})`,
  };
}

/** Asks first: a careful operator makes the database and grants us no right to make any. */
async function createDatabase(engine: Engine, { database, onCluster }: MigrationTarget): Promise<void> {
  const found = await engine.query('SELECT name FROM system.databases WHERE name = {database:String}', { database });
  if (found.length === 0) await engine.command(`CREATE DATABASE IF NOT EXISTS ${database}${onCluster}`);
}

/** The first release with text indexes (0004) for everybody. */
const oldestServer = { year: 26, month: 2 };

async function refuseOldServer(engine: Engine): Promise<void> {
  const [row] = z.array(z.object({ version: z.string() })).parse(await engine.query('SELECT version() AS version'));
  const [year = 0, month = 0] = (row?.version ?? '').split('.').map(Number);
  if (year > oldestServer.year || (year === oldestServer.year && month >= oldestServer.month)) return;
  throw new Error(
    `CLICKHOUSE_URL names a ClickHouse ${row?.version ?? 'of unknown version'}; ` +
      `${oldestServer.year}.${oldestServer.month} or newer is needed. Upgrade it, or leave CLICKHOUSE_URL away to use the embedded engine`,
  );
}

async function refuseShards(engine: Engine, cluster: string): Promise<void> {
  const [row] = z
    .array(z.object({ shards: z.coerce.number() }))
    .parse(
      await engine.query(
        'SELECT uniqExact(shard_num) AS shards FROM system.clusters WHERE cluster = {cluster:String}',
        { cluster },
      ),
    );
  if (row?.shards === 0) throw new Error(`CLICKHOUSE_CLUSTER names '${cluster}', which the server does not know`);
  if (row !== undefined && row.shards > 1) {
    throw new Error(`The cluster '${cluster}' has ${row.shards} shards; use one with a single shard and replicas`);
  }
}

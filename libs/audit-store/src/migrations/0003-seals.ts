import type { Migration } from './migration.ts';

/**
 * What seals are made of and proven with. The seals themselves, which must never fork, are in PostgreSQL. An entry is
 * written before its seal and may be written again after a crash; it is the same then, so which copy stays does not
 * matter. It goes when its event goes.
 */
export const sealTables: Migration = {
  id: 3,
  name: 'seals',
  statements: ({ database, onCluster, replacing }) => [
    `CREATE TABLE IF NOT EXISTS ${database}.audit_seal_entries${onCluster} (
      organisation_id LowCardinality(String),
      sequence UInt64,
      position UInt32,
      event_id UUID,
      occurred_at DateTime64(3, 'UTC') CODEC(Delta, ZSTD(1)),
      digest String CODEC(ZSTD(1)),
      sealed_to DateTime64(3, 'UTC') CODEC(Delta, ZSTD(1))
    )
    ENGINE = ${replacing('position')}
    PARTITION BY toYYYYMM(sealed_to)
    ORDER BY (organisation_id, sequence, position)
    TTL toDateTime(sealed_to) + INTERVAL 400 DAY DELETE
    SETTINGS merge_with_ttl_timeout = 259200, fsync_after_insert = 1, fsync_part_directory = 1`,
  ],
};

import type { Migration } from './migration.ts';

/**
 * The access log: who reached what. One row an access, in the order in which its files are read: a month (the partition)
 * of one product of one organisation, the oldest first. Nothing searches it, so it has no index but that order.
 *
 * - `by_id` and `first_wins` are what they are in the audit log: an access that is sent again is kept once, as it was.
 * - `path` is the only column that isn't `LowCardinality`: the same people and browsers come again and again.
 * - `status` is 0 where there is none.
 * - Rows are removed 545 days after they were stored, by rewriting only parts with something to remove.
 */
export const accessEventsTable: Migration = {
  id: 5,
  name: 'access-events',
  statements: ({ database, onCluster, replacing }) => [
    `CREATE TABLE IF NOT EXISTS ${database}.access_events${onCluster} (
      organisation_id LowCardinality(String),
      event_id UUID,
      occurred_at DateTime64(3, 'UTC') CODEC(Delta, ZSTD(1)),
      stored_at DateTime64(3, 'UTC') CODEC(Delta, ZSTD(1)),
      first_wins UInt64 MATERIALIZED 9223372036854775807 - toUnixTimestamp64Milli(stored_at) CODEC(Delta, ZSTD(1)),
      product LowCardinality(String),
      user_id LowCardinality(String),
      user_name LowCardinality(String),
      user_email LowCardinality(String),
      ip_address LowCardinality(String),
      method LowCardinality(String),
      path String CODEC(ZSTD(1)),
      status UInt16,
      user_agent LowCardinality(String),
      PROJECTION by_id (SELECT organisation_id, event_id ORDER BY organisation_id, event_id)
    )
    ENGINE = ${replacing('first_wins')}
    PARTITION BY toYYYYMM(occurred_at)
    ORDER BY (organisation_id, product, occurred_at, event_id)
    TTL toDateTime(stored_at) + INTERVAL 545 DAY DELETE
    SETTINGS
      deduplicate_merge_projection_mode = 'rebuild',
      merge_with_ttl_timeout = 259200,
      min_age_to_force_merge_seconds = 86400,
      min_age_to_force_merge_on_partition_only = 1,
      fsync_after_insert = 1,
      fsync_part_directory = 1`,
  ],
};

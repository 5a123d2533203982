/** One step of the schema. Once released it is never changed; a later step amends it. */
export interface Migration {
  /** Ascending from 1 without gaps. */
  readonly id: number;
  readonly name: string;
  /** The statements in order. Each may run twice: two processes may start at once, and ClickHouse has no transactions. */
  statements(target: MigrationTarget): readonly string[];
}

/** Where the tables are made. */
export interface MigrationTarget {
  /** A plain identifier. */
  readonly database: string;
  /** `''`, or ` ON CLUSTER name`. */
  readonly onCluster: string;
  /** `ReplacingMergeTree` with its version column, replicated on a cluster. */
  replacing(version: string): string;
}

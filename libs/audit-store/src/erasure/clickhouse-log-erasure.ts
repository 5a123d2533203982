import { setTimeout as delay } from 'node:timers/promises';
import { z } from 'zod';
import { quoteText } from '../engine/bind-parameters.ts';
import type { Engine } from '../engine/engine.ts';
import type { ErasurePart, LogErasure } from './log-erasure.ts';

/**
 * Deletes by `ALTER TABLE … DELETE IN PARTITION`: of one month only those data parts are written anew that hold the
 * organisation's rows, without them, and so are their projections. A lightweight delete marks rows instead and leaves
 * them in the projection `by_id` (tried with ClickHouse 26.7), so that a resent event would count as stored already; and
 * marked rows of a month that is never merged again would stay on disk. Dropping a partition that holds nobody else's rows
 * would take what somebody else stores between the look and the drop.
 */
export class ClickHouseLogErasure implements LogErasure {
  readonly #engine: Engine;
  readonly #ready: () => Promise<void>;

  constructor(engine: Engine, ready: () => Promise<void>) {
    this.#engine = engine;
    this.#ready = ready;
  }

  async remaining(organisationId: string, storedBefore: Date): Promise<readonly ErasurePart[]> {
    await this.#ready();
    const parts: ErasurePart[] = [];
    for (const table of tables) {
      const rows = await this.#engine.query(
        `SELECT _partition_id AS partition, count() AS rows FROM ${this.#nameOf(table)}
         WHERE ${conditionOf(table, organisationId, storedBefore)} GROUP BY partition ORDER BY partition`,
      );
      for (const row of z.array(partRow).parse(rows)) parts.push({ table, ...row });
    }
    return parts;
  }

  async erase(organisationId: string, storedBefore: Date, part: ErasurePart, signal: AbortSignal): Promise<void> {
    await this.#ready();
    const table = this.#nameOf(part.table);
    const condition = conditionOf(part.table, organisationId, storedBefore);
    for (let waitMs = 10; ; waitMs = Math.min(waitMs * 1.5, 1_000)) {
      const [left] = z
        .array(countRow)
        .parse(
          await this.#engine.query(
            `SELECT count() AS rows FROM ${table} WHERE ${condition} AND _partition_id = ${quoteText(part.partition)}`,
          ),
        );
      if (left?.rows === 0) return;
      const underWay = await this.#mutations(organisationId, part);
      // The engine repeats by itself what has failed; whoever waits should know nevertheless.
      const failed = underWay.find(({ failure }) => failure !== '');
      if (failed !== undefined) throw new Error(`The engine could not delete from ${table}: ${failed.failure}`);
      if (underWay.length === 0) {
        await this.#engine.command(
          `ALTER TABLE ${table} DELETE IN PARTITION ID ${quoteText(part.partition)} WHERE ${condition}
           SETTINGS mutations_sync = 0`,
        );
      }
      await delay(waitMs, undefined, { signal });
    }
  }

  /** Deletions of the part that the engine has not ended. */
  async #mutations(organisationId: string, { table, partition }: ErasurePart): Promise<readonly Mutation[]> {
    const rows = await this.#engine.query(
      `SELECT latest_fail_reason AS failure FROM system.mutations
       WHERE database = {database:String} AND table = {table:String} AND NOT is_done AND NOT is_killed
         AND position(command, {organisation:String}) > 0 AND position(command, {partition:String}) > 0`,
      {
        database: this.#engine.database,
        table,
        organisation: `organisation_id = ${quoteText(organisationId)}`,
        partition: `PARTITION ID ${quoteText(partition)}`,
      },
    );
    return z.array(mutationRow).parse(rows);
  }

  #nameOf(table: ErasurePart['table']): string {
    return `${this.#engine.database}.${table}`;
  }
}

const tables = ['audit_events', 'audit_seal_entries'] as const;

/** A mutation is kept as text, so values are literals here and not parameters. */
function conditionOf(table: ErasurePart['table'], organisationId: string, storedBefore: Date): string {
  const until = `fromUnixTimestamp64Milli(${storedBefore.getTime()}, 'UTC')`;
  const old = table === 'audit_events' ? `stored_at < ${until}` : `sealed_to <= ${until}`;
  return `organisation_id = ${quoteText(organisationId)} AND ${old}`;
}

const partRow = z.object({ partition: z.string().regex(/^\d{6}$/), rows: z.coerce.number() });
const countRow = z.object({ rows: z.coerce.number() });
const mutationRow = z.object({ failure: z.string() });
type Mutation = z.output<typeof mutationRow>;

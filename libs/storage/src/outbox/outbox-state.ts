import { type Kysely, sql } from 'kysely';
import type { Database } from '../database.ts';

/** How far the audit log is behind the gateway. */
export interface OutboxState {
  /** Events not yet delivered. */
  readonly backlog: number;
  /** Age of the oldest of them in seconds; 0 when there is none. */
  readonly lagSeconds: number;
  /** Why the oldest could not be delivered when it was last tried; null when it was not tried or there is none. */
  readonly lastError: string | null;
  /** Events the audit store refused for good. */
  readonly deadLetters: number;
}

/** Reads the whole installation's state for metrics and health. Counts rows, so ask every few seconds, not per request. */
export async function readOutboxState(db: Kysely<Database>, now: Date): Promise<OutboxState> {
  const [counts, oldest] = await Promise.all([
    db
      .selectNoFrom((eb) => [
        eb.selectFrom('outbox').select(sql<string>`count(*)`.as('n')).as('backlog'),
        eb.selectFrom('dead_letters').select(sql<string>`count(*)`.as('n')).as('deadLetters'),
      ])
      .executeTakeFirstOrThrow(),
    db.selectFrom('outbox').select(['created_at', 'last_error']).orderBy('position').limit(1).executeTakeFirst(),
  ]);
  return {
    backlog: Number(counts.backlog),
    lagSeconds: oldest === undefined ? 0 : Math.max(0, (now.getTime() - oldest.created_at.getTime()) / 1_000),
    lastError: oldest?.last_error ?? null,
    deadLetters: Number(counts.deadLetters),
  };
}

import { type Kysely, sql } from 'kysely';
import type { Database } from '../database.ts';

/** Fixed-window counters that every gateway shares. */

export interface RateLimitState {
  /** Attempts in the present window, this one included. */
  readonly points: number;
  readonly resetsAt: Date;
}

/** Counts one attempt under `key`. The first one after a window's end opens another of `windowMs`. */
export async function countAttempt(
  db: Kysely<Database>,
  key: string,
  windowMs: number,
  now: Date,
): Promise<RateLimitState> {
  const resetsAt = new Date(now.getTime() + windowMs);
  const row = await db
    .insertInto('rate_limits')
    .values({ key, points: 1, resets_at: resetsAt })
    .onConflict((conflict) =>
      conflict.column('key').doUpdateSet({
        points: sql<number>`case when rate_limits.resets_at <= ${now} then 1 else least(rate_limits.points + 1, 1000000) end`,
        resets_at: sql<Date>`case when rate_limits.resets_at <= ${now} then excluded.resets_at else rate_limits.resets_at end`,
      }),
    )
    .returning(['points', 'resets_at'])
    .executeTakeFirstOrThrow();
  return { points: row.points, resetsAt: row.resets_at };
}

/** Forgets the attempts under `key`. */
export async function clearAttempts(db: Kysely<Database>, key: string): Promise<void> {
  await db.deleteFrom('rate_limits').where('key', '=', key).execute();
}

/** Removes windows that have ended. Returns how many. */
export async function purgeRateLimits(db: Kysely<Database>, now: Date): Promise<number> {
  const result = await db.deleteFrom('rate_limits').where('resets_at', '<=', now).executeTakeFirst();
  return Number(result.numDeletedRows);
}

import { type Kysely, sql } from 'kysely';
import type { Database } from '../database.ts';

/** A message that this worker is about to send. */
export interface TakenMessage {
  readonly id: string;
  /** This one included. */
  readonly attempts: number;
}

/**
 * Takes up to `limit` messages that are due, whatever they are about. Until `retryAt` nobody else takes them; a worker that dies
 * with one leaves it to be sent again then. In the order in which they fell due.
 */
export async function takeDueMessages(
  db: Kysely<Database>,
  table: 'alert_notifications' | 'audit_log_mails',
  options: { readonly limit: number; readonly now: Date; readonly retryAt: Date },
): Promise<readonly TakenMessage[]> {
  const { rows } = await sql<TakenMessage>`
    with due as materialized (
      select id, next_attempt_at from ${sql.table(table)}
      where state = 'pending' and next_attempt_at <= ${options.now}
      order by next_attempt_at
      limit ${options.limit}
      for update skip locked),
    taken as (
      update ${sql.table(table)} as message
      set attempts = message.attempts + 1, next_attempt_at = ${options.retryAt}
      from due where message.id = due.id
      returning message.id, message.attempts, due.next_attempt_at as due_at)
    select id, attempts from taken order by due_at, id`.execute(db);
  return rows;
}

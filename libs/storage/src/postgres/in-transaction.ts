import { setTimeout as pause } from 'node:timers/promises';
import type { Kysely, Transaction } from 'kysely';
import type { Database } from '../database.ts';
import { isTransactionConflict } from './errors.ts';

const attempts = 4;

/**
 * Runs `work` in a transaction, and again when PostgreSQL broke a circle of waiting transactions by ending this one:
 * nothing of it was written, and the others have moved on. `work` must therefore do nothing but use its transaction.
 */
export async function inTransaction<Result>(
  db: Kysely<Database>,
  work: (trx: Transaction<Database>) => Promise<Result>,
): Promise<Result> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await db.transaction().execute(work);
    } catch (error) {
      if (attempt >= attempts || !isTransactionConflict(error)) throw error;
      // Those who met once would meet again: by chance one of them comes later.
      await pause(Math.random() * 50 * attempt);
    }
  }
}

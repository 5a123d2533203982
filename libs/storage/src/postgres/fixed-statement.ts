import { CompiledQuery, type Kysely, type Transaction } from 'kysely';
import type { Database } from '../database.ts';

/**
 * A statement whose text never changes. For the few that a directory with a hundred thousand people runs all day:
 * nothing is built or compiled per call, and one text becomes one prepared statement in the server. Everything else
 * goes through Kysely's builder, which the compiler checks. Runs in a transaction when handed one.
 */
export function fixedStatement<Row>(text: string) {
  const compiled = CompiledQuery.raw(text);
  return async (db: Kysely<Database>, parameters: readonly unknown[]): Promise<Row[]> => {
    const { rows } = await db.executeQuery<Row>({ ...compiled, parameters });
    return rows;
  };
}

/**
 * A fixed statement that ends its transaction: COMMIT goes out together with it, which saves the round trip that half of
 * a small transaction consists of. When the statement fails, PostgreSQL makes a rollback of the COMMIT, and the statement's
 * error is what the caller sees. A further statement in the transaction is refused.
 */
export function finalStatement(text: string) {
  const run = fixedStatement<never>(`${finalMark}${text}`);
  return async (trx: Transaction<Database>, parameters: readonly unknown[]): Promise<void> => {
    await run(trx, parameters);
  };
}

/** How the driver knows a final statement. */
export const finalMark = '/* final */ ';

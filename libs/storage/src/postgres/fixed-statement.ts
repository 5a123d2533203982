import { CompiledQuery, type Kysely } from 'kysely';
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

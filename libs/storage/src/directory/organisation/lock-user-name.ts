import { sql, type Transaction } from 'kysely';
import type { Database } from '../../database.ts';
import { lockKey } from '../../leases/lock-key.ts';

/**
 * Makes whoever else asks for the name in the organisation wait until this transaction has ended. Names are kept apart by an
 * index within a connection only; across connections this holds them apart, for those who ask.
 */
export async function lockUserName(
  trx: Transaction<Database>,
  organisationId: string,
  userNameKey: string,
): Promise<void> {
  const key = lockKey(`user name ${organisationId} ${userNameKey}`);
  await sql`select pg_advisory_xact_lock(${key}::bigint)`.execute(trx);
}

import type { AuditEvent } from '@sekisho/audit-events';
import type { Transaction } from 'kysely';
import type { Database } from '../database.ts';
import { fixedStatement } from '../postgres/fixed-statement.ts';
import { appendEvents } from './append-statement.ts';

/**
 * Writes audit events down beside the change they explain. It takes a transaction and nothing else, so that neither
 * can be committed without the other. The relay delivers them to the audit store. Events of an organisation that is not
 * recording `now` are not written.
 */
export async function appendOutbox(
  trx: Transaction<Database>,
  events: readonly AuditEvent[],
  now: Date,
): Promise<void> {
  if (events.length === 0) return;
  await append(trx, [JSON.stringify(events), now]);
}

const append = fixedStatement<never>(appendEvents('$1', '$2'));

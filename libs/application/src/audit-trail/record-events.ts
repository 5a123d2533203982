import type { AuditEvent } from '@sekisho/audit-events';
import type { Actor, DomainEvent } from '@sekisho/domain';
import type { Ids } from '@sekisho/platform';
import { appendOutbox, type Database } from '@sekisho/storage';
import type { Transaction } from 'kysely';
import { describeActor, describeEvent } from './describe-event.ts';

/** Whose log the events go to, who caused them, and when. */
export interface EventContext {
  readonly organisationId: string;
  readonly actor: Actor;
  readonly now: Date;
  readonly ids: Ids;
}

/** Domain events as audit events of the product `Apps`, each with an id of its own. */
export function toAuditEvents(events: readonly DomainEvent[], context: EventContext): AuditEvent[] {
  return events.map((event) => ({
    id: context.ids.uuid(),
    organisationId: context.organisationId,
    product: 'Apps',
    occurredAt: context.now.toISOString(),
    ...describeEvent(event),
    ...describeActor(context.actor),
    spaceKey: '',
    version: 'V1' as const,
  }));
}

/** Writes the events to the outbox in the transaction that changes the rows they are about. */
export async function recordEvents(
  trx: Transaction<Database>,
  events: readonly DomainEvent[],
  context: EventContext,
): Promise<void> {
  await appendOutbox(trx, toAuditEvents(events, context), context.now);
}

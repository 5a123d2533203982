import { type DomainEvent, decideChangeManagedAccount } from '@sekisho/domain';
import { describeUser } from '@sekisho/scim-core';
import {
  appendOutbox,
  type Database,
  listMappedMembers,
  lockMember,
  type MappedMember,
  type MappedMembers,
  roleHoldersFor,
  updateMember,
} from '@sekisho/storage';
import type { Transaction } from 'kysely';
import { toAuditEvents } from '../../audit-trail/record-events.ts';
import { decided } from '../explain/explain-domain-error.ts';
import {
  eventContext,
  type ProvisioningContext,
  type ProvisioningDependencies,
  scopeOf,
} from '../provisioning-context.ts';
import { mappedRole } from './mapped-role.ts';

/**
 * Gives accounts the roles that their groups bring, in the transaction that changes their groups or the mappings. Where
 * groups say nothing, the User's own `roles` do, else the default. The contract owner's role is no group's business.
 * Role safety holds: what would take the last administrator away fails as a whole.
 */
export async function applyMappedRoles(
  trx: Transaction<Database>,
  dependencies: ProvisioningDependencies,
  context: ProvisioningContext,
  which: MappedMembers,
): Promise<readonly DomainEvent[]> {
  const members = await listMappedMembers(trx, scopeOf(context), which);
  const events: DomainEvent[] = [];
  for (const member of members) {
    const role = wantedRole(context, member);
    if (member.role === role || member.role === 'owner') continue;
    events.push(...(await changeRole(trx, dependencies, context, member.accountId, role)));
  }
  const now = dependencies.clock.now();
  await appendOutbox(trx, toAuditEvents(events, eventContext(context, dependencies, now)), now);
  return events;
}

function wantedRole(context: ProvisioningContext, member: MappedMember) {
  return mappedRole(context.mappings, member.groupKeys) ?? describeUser(member.resource).role ?? 'guest';
}

async function changeRole(
  trx: Transaction<Database>,
  dependencies: ProvisioningDependencies,
  context: ProvisioningContext,
  accountId: string,
  role: ReturnType<typeof wantedRole>,
): Promise<readonly DomainEvent[]> {
  const { organisation, domains } = context;
  const before = await lockMember(trx, organisation.id, accountId);
  if (before === null) return [];
  const holders = await roleHoldersFor(trx, before);
  const now = dependencies.clock.now();
  const { next, events } = decided(() =>
    decideChangeManagedAccount(organisation, domains, before, { role }, holders, now),
  );
  if (events.length > 0) await updateMember(trx, organisation, next);
  return events;
}

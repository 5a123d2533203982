import type { DomainEvent } from '@sekisho/domain';
import { foldString } from '@sekisho/scim-core';
import { appendOutbox, deleteScimGroup, emptyTeam, inTransaction, lockScimGroup } from '@sekisho/storage';
import { toAuditEvents } from '../../audit-trail/record-events.ts';
import { unknownResource } from '../explain/refusals.ts';
import { applyMappedRoles } from '../mappings/apply-mapped-roles.ts';
import { isMapped } from '../mappings/mapped-role.ts';
import {
  eventContext,
  type ProvisioningContext,
  type ProvisioningDependencies,
  scopeOf,
} from '../provisioning-context.ts';
import { affectedAccounts, memberEvents } from './apply-member-changes.ts';

/** DELETE of a Group: the team goes, its members stay in the organisation. */
export async function deleteGroup(
  dependencies: ProvisioningDependencies,
  context: ProvisioningContext,
  id: string,
  check: (version: number) => void,
): Promise<{ readonly events: readonly DomainEvent[] }> {
  const scope = scopeOf(context);
  return inTransaction(dependencies.db, async (trx) => {
    const group = await lockScimGroup(trx, scope, id);
    if (group === null) throw unknownResource('Group', id);
    check(group.version);
    const now = dependencies.clock.now();
    const removed = await emptyTeam(trx, scope, id);
    const events: readonly DomainEvent[] = [
      ...memberEvents(group.displayName, { added: [], removed }),
      { type: 'team.deleted', teamName: group.displayName },
    ];
    await deleteScimGroup(trx, scope, id, now);
    await appendOutbox(trx, toAuditEvents(events, eventContext(context, dependencies, now)), now);
    if (!isMapped(context, [foldString(group.displayName)])) return { events };
    const accountIds = affectedAccounts({ added: [], removed });
    return { events: [...events, ...(await applyMappedRoles(trx, dependencies, context, { accountIds }))] };
  });
}

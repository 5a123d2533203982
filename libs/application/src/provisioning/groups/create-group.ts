import type { DomainEvent } from '@sekisho/domain';
import type { JsonObject } from '@sekisho/provider-kit';
import type { GroupMember } from '@sekisho/scim-core';
import {
  appendOutbox,
  type Database,
  findScimGroup,
  findScimGroupByName,
  groupKeys,
  insertScimGroup,
  inTransaction,
  type ScimGroupRecord,
  type ScimGroupView,
  uniqueViolation,
} from '@sekisho/storage';
import type { Transaction } from 'kysely';
import { toAuditEvents } from '../../audit-trail/record-events.ts';
import { nameTaken, teamNameTaken } from '../explain/refusals.ts';
import { applyMappedRoles } from '../mappings/apply-mapped-roles.ts';
import { isMapped } from '../mappings/mapped-role.ts';
import {
  eventContext,
  type ProvisioningContext,
  type ProvisioningDependencies,
  scopeOf,
} from '../provisioning-context.ts';
import { affectedAccounts, applyMemberChanges, memberEvents } from './apply-member-changes.ts';

export interface ChangedGroup {
  readonly group: ScimGroupView;
  readonly events: readonly DomainEvent[];
}

/** POST /Groups: a team that the connection fills from now on. */
export async function createGroup(
  dependencies: ProvisioningDependencies,
  context: ProvisioningContext,
  body: { readonly resource: JsonObject; readonly members: readonly GroupMember[] },
): Promise<ChangedGroup> {
  const scope = scopeOf(context);
  const now = dependencies.clock.now();
  const group: ScimGroupRecord = {
    id: dependencies.ids.uuid(),
    resource: body.resource,
    version: 1,
    createdAt: now,
    modifiedAt: now,
    ...groupKeys(body.resource),
  };
  try {
    return await inTransaction(dependencies.db, async (trx) => {
      await insertScimGroup(trx, scope, group);
      const ids = body.members.map((member) => member.value);
      const difference = await applyMemberChanges(trx, scope, group.id, [{ kind: 'add', ids }], now);
      const events: readonly DomainEvent[] = [
        { type: 'team.created', teamName: group.displayName },
        ...memberEvents(group.displayName, difference),
      ];
      await appendOutbox(trx, toAuditEvents(events, eventContext(context, dependencies, now)), now);
      const roleEvents = isMapped(context, [group.displayNameKey])
        ? await applyMappedRoles(trx, dependencies, context, { accountIds: affectedAccounts(difference) })
        : [];
      const view = await findScimGroup(trx, scope, group.id, { members: true });
      return { group: view ?? { ...group, members: [] }, events: [...events, ...roleEvents] };
    });
  } catch (error) {
    if (uniqueViolation(error) === null) throw error;
    throw await explainTakenName(dependencies, context, group);
  }
}

/** The 409 for a Group's name that is taken. */
export async function explainTakenName(
  dependencies: ProvisioningDependencies,
  context: ProvisioningContext,
  group: Pick<ScimGroupRecord, 'displayName' | 'displayNameKey'>,
) {
  const holder = await inTransaction(dependencies.db, (trx: Transaction<Database>) =>
    findScimGroupByName(trx, scopeOf(context), group.displayNameKey),
  );
  return holder === null
    ? teamNameTaken(group.displayName)
    : nameTaken('Group', 'displayName', group.displayName, holder.id);
}

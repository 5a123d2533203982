import type { DomainEvent } from '@sekisho/domain';
import type { JsonObject } from '@sekisho/provider-kit';
import { type ChangedResource, foldString, type MemberChange } from '@sekisho/scim-core';
import {
  commitTouchedGroup,
  type Database,
  findGroupMembers,
  groupKeys,
  inTransaction,
  lockScimGroup,
  type ScimGroup,
  type ScimGroupRecord,
  uniqueViolation,
  updateScimGroup,
} from '@sekisho/storage';
import type { Transaction } from 'kysely';
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
import { affectedAccounts, applyMemberChanges, type MemberDifference, memberEvents } from './apply-member-changes.ts';
import { type ChangedGroup, explainTakenName } from './create-group.ts';

/**
 * PUT and PATCH of a Group, under its row's lock: its attributes as a function of the stored ones, its members as a
 * difference. Adding one member touches one row, however many there are; changes of one group queue, so none is lost.
 */
export interface GroupChange {
  readonly check: (version: number) => void;
  readonly apply: (current: JsonObject) => ChangedResource;
  readonly members: readonly MemberChange[];
  /**
   * Which members the reply shows; `few`: all of them, but none when they are more than a hundred. Reading them is
   * the one thing that costs by their number.
   */
  readonly showMembers: 'none' | 'few' | 'all';
}

export async function changeGroup(
  dependencies: ProvisioningDependencies,
  context: ProvisioningContext,
  id: string,
  change: GroupChange,
): Promise<ChangedGroup> {
  let wanted: ScimGroupRecord | undefined;
  try {
    return await inTransaction(dependencies.db, (trx) =>
      changeLocked(trx, dependencies, context, id, change, (group) => {
        wanted = group;
      }),
    );
  } catch (error) {
    if (uniqueViolation(error) === null || wanted === undefined) throw error;
    throw await explainTakenName(dependencies, context, wanted);
  }
}

async function changeLocked(
  trx: Transaction<Database>,
  dependencies: ProvisioningDependencies,
  context: ProvisioningContext,
  id: string,
  change: GroupChange,
  beforeWriting: (group: ScimGroupRecord) => void,
): Promise<ChangedGroup> {
  const scope = scopeOf(context);
  const before = await lockScimGroup(trx, scope, id);
  if (before === null) throw unknownResource('Group', id);
  change.check(before.version);
  const now = dependencies.clock.now();
  const { resource, changed } = change.apply(before.resource);
  const difference = await applyMemberChanges(trx, scope, id, change.members, now);
  // Read before the last write, which commits; the lock keeps them as they are.
  const { showMembers } = change;
  const members = showMembers === 'none' ? null : await findGroupMembers(trx, scope, id, showMembers);
  const membersChanged = difference.added.length > 0 || difference.removed.length > 0;
  const events: DomainEvent[] = [];
  let after: ScimGroup = before;
  if (changed || membersChanged) {
    const group: ScimGroupRecord = {
      ...before,
      resource,
      version: before.version + 1,
      modifiedAt: now,
      ...groupKeys(resource),
    };
    if (group.displayName !== before.displayName) {
      events.push({ type: 'team.renamed', from: before.displayName, to: group.displayName });
    }
    events.push(...memberEvents(group.displayName, difference));
    if (events.length === 0) events.push({ type: 'team.updated', teamName: group.displayName });
    const auditEvents = toAuditEvents(events, eventContext(context, dependencies, now));
    beforeWriting(group);
    // One member more or less is what providers send all day.
    if (!changed && !bringsRoles(context, before, group)) {
      await commitTouchedGroup(trx, scope, group, auditEvents);
      return { group: { ...group, members }, events };
    }
    await updateScimGroup(trx, scope, group, auditEvents);
    after = group;
    events.push(...(await changeRoles(trx, dependencies, context, before, group, difference)));
  }
  return { group: { ...after, members }, events };
}

function bringsRoles(context: ProvisioningContext, before: ScimGroup, after: ScimGroupRecord): boolean {
  return isMapped(context, [foldString(before.displayName), after.displayNameKey]);
}

/** A mapped group has other members or, renamed, another mapping: roles follow. */
async function changeRoles(
  trx: Transaction<Database>,
  dependencies: ProvisioningDependencies,
  context: ProvisioningContext,
  before: ScimGroup,
  after: ScimGroupRecord,
  difference: MemberDifference,
): Promise<readonly DomainEvent[]> {
  if (!bringsRoles(context, before, after)) return [];
  const accountIds = affectedAccounts(difference);
  const events = await applyMappedRoles(trx, dependencies, context, { accountIds });
  if (after.displayName === before.displayName) return events;
  const renamed = await applyMappedRoles(trx, dependencies, context, { groupKeys: [after.displayNameKey] });
  return [...events, ...renamed];
}

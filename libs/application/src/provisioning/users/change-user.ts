import { isDeepStrictEqual } from 'node:util';
import { type DomainEvent, decideChangeManagedAccount, isInUse, type Member } from '@sekisho/domain';
import type { JsonObject } from '@sekisho/provider-kit';
import { type ChangedResource, describeUser, ScimError } from '@sekisho/scim-core';
import {
  commitScimUser,
  type Database,
  findAddressHolder,
  forgetDeletedName,
  forgetDeparture,
  inTransaction,
  lockScimUser,
  lockScimUserByName,
  roleHoldersFor,
  type ScimUserRecord,
  type ScimUserView,
  uniqueViolation,
  userKeys,
  withdrawHeldDeparture,
} from '@sekisho/storage';
import type { Transaction } from 'kysely';
import { toAuditEvents } from '../../audit-trail/record-events.ts';
import { guardDeparture } from '../brake/guard-departure.ts';
import { decided } from '../explain/explain-domain-error.ts';
import { addressTaken, nameTaken } from '../explain/refusals.ts';
import { groupKeysOf, mappedRole } from '../mappings/mapped-role.ts';
import {
  eventContext,
  type ProvisioningContext,
  type ProvisioningDependencies,
  scopeOf,
} from '../provisioning-context.ts';
import { accountChangeOf, withActive } from './account-of-user.ts';
import { assertNameFree, unchangeableUser } from './other-users.ts';

/**
 * PUT and PATCH of a User: what they make of the stored resource is handed in as a function, so that it runs under the
 * row's lock. A change that changes nothing writes nothing.
 */
export interface UserChange {
  /** 412 or nothing, by the version found under the lock. */
  readonly check: (version: number) => void;
  readonly apply: (current: JsonObject) => ChangedResource;
}

export interface ChangedUser {
  readonly user: ScimUserView;
  readonly events: readonly DomainEvent[];
}

export async function changeUser(
  dependencies: ProvisioningDependencies,
  context: ProvisioningContext,
  id: string,
  change: UserChange,
): Promise<ChangedUser> {
  for (let attempt = 1; ; attempt += 1) {
    /** What the change wanted to be, for the explanation of a conflict that ended the transaction. */
    let wanted: JsonObject | undefined;
    try {
      const changed = await inTransaction(dependencies.db, (trx) =>
        changeLocked(trx, dependencies, context, id, {
          ...change,
          apply: (current) => {
            const changed = change.apply(current);
            wanted = changed.resource;
            return changed;
          },
        }),
      );
      // Thrown here and not inside, because the transaction has written down what is held.
      if (changed instanceof ScimError) throw changed;
      return changed;
    } catch (error) {
      if (uniqueViolation(error) === null || wanted === undefined || attempt >= 3) throw error;
      await settleConflict(dependencies, context, id, wanted);
    }
  }
}

async function changeLocked(
  trx: Transaction<Database>,
  dependencies: ProvisioningDependencies,
  context: ProvisioningContext,
  id: string,
  change: UserChange,
): Promise<ChangedUser | ScimError> {
  const { organisation, domains } = context;
  const scope = scopeOf(context);
  const before = await lockScimUser(trx, scope, id);
  if (before === null) throw await unchangeableUser(trx, context, id);
  change.check(before.user.version);
  if (context.brakeHolds && bringsBack(change, before.user.resource)) {
    await withdrawHeldDeparture(trx, organisation.id, id);
  }
  const { resource: applied, changed } = change.apply(before.user.resource);
  const resource = withActive(applied, before.user.resource);
  if (!changed || (resource !== applied && isDeepStrictEqual(resource, before.user.resource))) {
    return { user: { ...before.user, groups: before.groups }, events: [] };
  }
  await assertNameFree(trx, context, resource, before.user.resource);
  if (before.user.resource['active'] === false && resource['active'] === true) {
    await forgetDeparture(trx, organisation.id, id);
  }
  const now = dependencies.clock.now();
  const holders = await roleHoldersFor(trx, before.member);
  // A role that groups bring is not the `roles` attribute's to take.
  const role = mappedRole(context.mappings, groupKeysOf(before.groups));
  const accountChange = { ...accountChangeOf(before.user.resource, resource), ...(role === undefined ? {} : { role }) };
  const decision = decided(() =>
    decideChangeManagedAccount(organisation, domains, before.member, accountChange, holders, now),
  );
  if (isInUse(before.member) && !isInUse(decision.next)) {
    const stopped = await guardDeparture(trx, dependencies, context, before.member, 'deactivate');
    if (stopped !== null) return stopped;
  }
  const member = decision.next;
  const events = withProfileUpdate(decision.events, member, changedAttributes(before.user.resource, resource));
  const user: ScimUserRecord = {
    id,
    resource,
    version: before.user.version + 1,
    createdAt: before.user.createdAt,
    modifiedAt: now,
    ...userKeys(resource),
  };
  await commitScimUser(trx, organisation, scope, before, {
    member,
    user,
    deletedAt: null,
    events: toAuditEvents(events, eventContext(context, dependencies, now)),
  });
  return { user: { ...user, groups: before.groups }, events };
}

/**
 * Whether the request itself says that the person is in use. A held person still is, so the outcome can't tell: what the
 * request would make of somebody deactivated does. One about a title must not take a held departure back.
 */
function bringsBack(change: UserChange, current: JsonObject): boolean {
  return change.apply({ ...current, active: false }).resource['active'] === true;
}

/** Attributes that are no field of the account (a telephone number) are a change of the person all the same. */
function withProfileUpdate(
  events: readonly DomainEvent[],
  member: Member,
  changed: readonly string[],
): readonly DomainEvent[] {
  return events.length > 0 ? events : [{ type: 'account.updated', member, changed }];
}

/** The names of the attributes that differ: names, never values. */
function changedAttributes(before: JsonObject, after: JsonObject): string[] {
  const names = new Set([...Object.keys(before), ...Object.keys(after)]);
  return [...names].filter((name) => JSON.stringify(before[name]) !== JSON.stringify(after[name]));
}

/** Throws the 409 that says who holds the name or address; returns when a deleted User did, which holds it no longer. */
async function settleConflict(
  dependencies: ProvisioningDependencies,
  context: ProvisioningContext,
  id: string,
  wanted: JsonObject,
): Promise<void> {
  const scope = scopeOf(context);
  const described = describeUser(wanted);
  await inTransaction(dependencies.db, async (trx) => {
    const { userNameKey } = userKeys(wanted);
    const named = await lockScimUserByName(trx, scope, userNameKey);
    if (named !== null && named.deletedAt !== null) return forgetDeletedName(trx, scope, userNameKey);
    const holder =
      described.email === undefined || context.organisation.emailDomainRule === 'waived'
        ? null
        : await findAddressHolder(trx, scope, described.email);
    if (named !== null && named.user.id !== id) {
      throw nameTaken('User', 'userName', described.userName, named.user.id);
    }
    if (holder !== null) throw addressTaken(described.email ?? '', holder, context.settings.visibleUsers);
  });
}

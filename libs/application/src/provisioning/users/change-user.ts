import { isDeepStrictEqual } from 'node:util';
import {
  type DomainEvent,
  decideChangeManagedAccount,
  holdsProtectedRole,
  isInUse,
  type Member,
  type RoleHolders,
  unlimitedHolders,
} from '@sekisho/domain';
import type { JsonObject } from '@sekisho/provider-kit';
import { type ChangedResource, describeUser, ScimError } from '@sekisho/scim-core';
import {
  commitScimUser,
  type Database,
  findAddressHolder,
  forgetDeletedName,
  forgetDeparture,
  inTransaction,
  type LockedScimUser,
  lockScimUser,
  lockScimUserByName,
  roleHoldersFor,
  type ScimUserRecord,
  type ScimUserView,
  type UserReader,
  type UserWriter,
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
import { needsName, takeName, unchangeableUser } from './other-users.ts';

/**
 * PUT and PATCH of a User: what they make of the stored resource is handed in as a function. Most changes are of somebody
 * who stays in use and holds no protected role; those are decided on what was read without a lock and written in one
 * statement, which holds only while nobody else has changed the rows. Whatever else runs under the rows' lock. A change
 * that changes nothing writes nothing.
 */
export interface UserChange {
  /** 412 or nothing, by the version found. */
  readonly check: (version: number) => void;
  /** May be called more than once. */
  readonly apply: (current: JsonObject) => ChangedResource;
}

export interface ChangedUser {
  readonly user: ScimUserView;
  readonly events: readonly DomainEvent[];
}

/** What changes of a User need. */
export interface UserChangeDependencies extends ProvisioningDependencies {
  readonly users: Pick<UserReader, 'see'> & Pick<UserWriter, 'update'>;
}

export async function changeUser(
  dependencies: UserChangeDependencies,
  context: ProvisioningContext,
  id: string,
  change: UserChange,
): Promise<ChangedUser> {
  for (let attempt = 1; ; attempt += 1) {
    /** What the change wanted to be, for the explanation of a conflict that ended the transaction. */
    let wanted: JsonObject | undefined;
    const remembering: UserChange = {
      ...change,
      apply: (current) => {
        const changed = change.apply(current);
        wanted = changed.resource;
        return changed;
      },
    };
    try {
      const done = await changeUnlocked(dependencies, context, id, remembering);
      if (done !== null) return done;
      const changed = await inTransaction(dependencies.db, (trx) =>
        changeLocked(trx, dependencies, context, id, remembering),
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

/** How often to look again when somebody else was faster, before queuing for the lock. */
const unlockedAttempts = 2;

/** Null: this change wants the rows' lock. */
async function changeUnlocked(
  dependencies: UserChangeDependencies,
  context: ProvisioningContext,
  id: string,
  change: UserChange,
): Promise<ChangedUser | null> {
  if (context.brakeHolds) return null;
  for (let attempt = 1; attempt <= unlockedAttempts; attempt += 1) {
    const before = await dependencies.users.see(scopeOf(context), id);
    if (before === null) throw await unchangeableUser(dependencies.db, context, id);
    if (holdsProtectedRole(before.member)) return null;
    change.check(before.user.version);
    const planned = planChange(dependencies, context, before, change.apply(before.user.resource), unlimitedHolders);
    if (planned === null) return unchanged(before);
    if (changesStanding(before, planned)) return null;
    if (needsName(context, planned.user.resource, before.user.resource)) return null;
    const written = await dependencies.users.update({
      organisation: context.organisation,
      scope: scopeOf(context),
      seen: before,
      ...recorded(dependencies, context, planned),
    });
    if (written) return changedTo(before, planned);
  }
  return null;
}

async function changeLocked(
  trx: Transaction<Database>,
  dependencies: ProvisioningDependencies,
  context: ProvisioningContext,
  id: string,
  change: UserChange,
): Promise<ChangedUser | ScimError> {
  const { organisation } = context;
  const scope = scopeOf(context);
  const before = await lockScimUser(trx, scope, id);
  if (before === null) throw await unchangeableUser(trx, context, id);
  change.check(before.user.version);
  if (context.brakeHolds && bringsBack(change, before.user.resource)) {
    await withdrawHeldDeparture(trx, organisation.id, id);
  }
  const holders = await roleHoldersFor(trx, before.member);
  const planned = planChange(dependencies, context, before, change.apply(before.user.resource), holders);
  if (planned === null) return unchanged(before);
  const { resource } = planned.user;
  if (needsName(context, resource, before.user.resource)) await takeName(trx, context, resource);
  if (before.user.resource['active'] === false && resource['active'] === true) {
    await forgetDeparture(trx, organisation.id, id);
  }
  if (isInUse(before.member) && !isInUse(planned.member)) {
    const stopped = await guardDeparture(trx, dependencies, context, before.member, 'deactivate');
    if (stopped !== null) return stopped;
  }
  await commitScimUser(trx, organisation, scope, before, {
    ...recorded(dependencies, context, planned),
    deletedAt: null,
  });
  return changedTo(before, planned);
}

type Before = Pick<LockedScimUser, 'user' | 'member' | 'groups'>;

/** A change as decided and not yet written. */
interface PlannedChange {
  readonly member: Member;
  readonly user: ScimUserRecord;
  readonly events: readonly DomainEvent[];
}

/** Null: nothing changes. */
function planChange(
  dependencies: ProvisioningDependencies,
  { organisation, domains, mappings }: ProvisioningContext,
  before: Before,
  { resource: applied, changed }: ChangedResource,
  holders: RoleHolders,
): PlannedChange | null {
  const resource = withActive(applied, before.user.resource);
  if (!changed || (resource !== applied && isDeepStrictEqual(resource, before.user.resource))) return null;
  const now = dependencies.clock.now();
  // A role that groups bring is not the `roles` attribute's to take.
  const role = mappedRole(mappings, groupKeysOf(before.groups));
  const accountChange = { ...accountChangeOf(before.user.resource, resource), ...(role === undefined ? {} : { role }) };
  const { next: member, events } = decided(() =>
    decideChangeManagedAccount(organisation, domains, before.member, accountChange, holders, now),
  );
  return {
    member,
    user: {
      id: before.user.id,
      resource,
      version: before.user.version + 1,
      createdAt: before.user.createdAt,
      modifiedAt: now,
      ...userKeys(resource),
    },
    events: withProfileUpdate(events, member, changedAttributes(before.user.resource, resource)),
  };
}

/** Whether somebody leaves use or comes back to it, which the brake counts, or may do more or less than before. */
function changesStanding({ member: before, user }: Before, { member, user: next }: PlannedChange): boolean {
  return (
    before.state !== member.state ||
    before.role !== member.role ||
    before.privileges.join() !== member.privileges.join() ||
    user.resource['active'] !== next.resource['active']
  );
}

/** The change with the audit events that explain it. */
function recorded(dependencies: ProvisioningDependencies, context: ProvisioningContext, planned: PlannedChange) {
  const { member, user, events } = planned;
  return { member, user, events: toAuditEvents(events, eventContext(context, dependencies, user.modifiedAt)) };
}

function unchanged(before: Before): ChangedUser {
  return { user: { ...before.user, groups: before.groups }, events: [] };
}

function changedTo(before: Before, { user, events }: PlannedChange): ChangedUser {
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

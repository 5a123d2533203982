import {
  type Decision,
  type DomainEvent,
  decideChangeManagedAccount,
  decideCreateManagedAccount,
  isInUse,
  type ManagedAccountChange,
  type Member,
} from '@sekisho/domain';
import type { JsonObject } from '@sekisho/provider-kit';
import { describeUser, type UserDescription } from '@sekisho/scim-core';
import {
  type AddressHolder,
  adoptAccount,
  commitScimUser,
  type Database,
  findAddressHolder,
  forgetDeparture,
  insertScimUsers,
  inTransaction,
  type LockedScimUser,
  lockMember,
  lockScimUserByName,
  type NewScimUser,
  roleHoldersFor,
  type ScimUserRecord,
  type ScimUserView,
  type UserWriter,
  uniqueViolation,
  userKeys,
} from '@sekisho/storage';
import type { Transaction } from 'kysely';
import { toAuditEvents } from '../../audit-trail/record-events.ts';
import { decided } from '../explain/explain-domain-error.ts';
import { addressTaken, nameTaken } from '../explain/refusals.ts';
import {
  eventContext,
  type ProvisioningContext,
  type ProvisioningDependencies,
  scopeOf,
} from '../provisioning-context.ts';
import { newAccountOf, wholeChangeOf, withActive } from './account-of-user.ts';
import { needsName, takeName } from './other-users.ts';
import { isReplayOf } from './replayed-create.ts';

/**
 * POST /Users. A new person is written in one statement, together with those who come at the same moment; only when a name or an address turns out to be taken does the
 * rest of this file run: a User deleted through this connection comes back with its id, a managed account of the
 * organisation that nobody provisions yet is linked, a create repeated after a lost reply is answered again, and
 * everything else is a 409 that says what to do.
 */
export interface CreatedUser {
  readonly user: ScimUserView;
  readonly events: readonly DomainEvent[];
  /**
   * - `created`: a new account. - `revived`: deleted before, with the same id. - `linked`: an account made by hand.
   * - `replayed`: the answer to the first request, again.
   */
  readonly how: 'created' | 'revived' | 'linked' | 'replayed';
}

/** What creating a User needs. */
export interface UserCreationDependencies extends ProvisioningDependencies {
  readonly users: Pick<UserWriter, 'insert'>;
}

export async function createUser(
  dependencies: UserCreationDependencies,
  context: ProvisioningContext,
  body: JsonObject,
): Promise<CreatedUser> {
  const resource = withActive(body);
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await insertNew(dependencies, context, resource);
    } catch (error) {
      // Only who holds what is taken can say what to do; and somebody who has just let go of it is no conflict.
      if (uniqueViolation(error) === null) throw error;
      const settled = await settleConflict(dependencies, context, resource);
      if (settled !== null) return settled;
      if (attempt >= 3) throw error;
    }
  }
}

async function insertNew(
  dependencies: UserCreationDependencies,
  context: ProvisioningContext,
  resource: JsonObject,
): Promise<CreatedUser> {
  const { organisation, domains, connection } = context;
  const now = dependencies.clock.now();
  const wanted = newAccountOf(dependencies.ids.uuid(), describeUser(resource));
  const { next: member, events } = decided(() => decideCreateManagedAccount(organisation, domains, wanted, now));
  const user: ScimUserRecord = {
    id: member.id,
    resource,
    version: 1,
    createdAt: now,
    modifiedAt: now,
    ...userKeys(resource),
  };
  const created: NewScimUser = {
    organisation,
    connectionId: connection.id,
    member,
    user,
    events: toAuditEvents(events, eventContext(context, dependencies, now)),
  };
  if (needsName(context, resource)) {
    await inTransaction(dependencies.db, async (trx) => {
      await takeName(trx, context, resource);
      await insertScimUsers(trx, [created]);
    });
  } else {
    await dependencies.users.insert(created);
  }
  return { user: { ...user, groups: [] }, events, how: 'created' };
}

/** Null: what was in the way has gone, try again. */
async function settleConflict(
  dependencies: ProvisioningDependencies,
  context: ProvisioningContext,
  resource: JsonObject,
): Promise<CreatedUser | null> {
  const described = describeUser(resource);
  return inTransaction(dependencies.db, async (trx) => {
    if (needsName(context, resource)) await takeName(trx, context, resource);
    const named = await lockScimUserByName(trx, scopeOf(context), userKeys(resource).userNameKey);
    if (named !== null && named.deletedAt === null) return answerNamed(dependencies, context, resource, named);

    const holder = await findHolder(trx, context, described);
    if (holder?.kind === 'managed-unprovisioned' && named === null) {
      return link(trx, dependencies, context, resource, holder.accountId);
    }
    if (holder !== null) throw addressTaken(described.email ?? '', holder, context.settings.visibleUsers);
    return named === null ? null : revive(trx, dependencies, context, resource, named);
  });
}

/** Addresses collide only where they are used to sign in. */
async function findHolder(
  trx: Transaction<Database>,
  context: ProvisioningContext,
  described: UserDescription,
): Promise<AddressHolder | null> {
  if (context.organisation.emailDomainRule === 'waived' || described.email === undefined) return null;
  return findAddressHolder(trx, scopeOf(context), described.email);
}

function answerNamed(
  dependencies: ProvisioningDependencies,
  context: ProvisioningContext,
  resource: JsonObject,
  named: LockedScimUser,
): CreatedUser {
  if (context.quirks?.replayCreates === true && isReplayOf(named.user, resource, dependencies.clock.now())) {
    return { user: { ...named.user, groups: named.groups }, events: [], how: 'replayed' };
  }
  throw nameTaken('User', 'userName', describeUser(resource).userName, named.user.id);
}

async function revive(
  trx: Transaction<Database>,
  dependencies: ProvisioningDependencies,
  context: ProvisioningContext,
  resource: JsonObject,
  deleted: LockedScimUser,
): Promise<CreatedUser> {
  const now = dependencies.clock.now();
  const { next: member, events } = await decideRevival(trx, context, deleted.member, describeUser(resource), now);
  // Somebody whom the provider deleted and wants back has not gone: counted still, they would hold up the next one.
  if (isInUse(member)) await forgetDeparture(trx, context.organisation.id, member.id);
  const user: ScimUserRecord = {
    id: member.id,
    resource,
    // Versions go on counting: an ETag of the former life must not match.
    version: deleted.user.version + 1,
    createdAt: now,
    modifiedAt: now,
    ...userKeys(resource),
  };
  await commitScimUser(trx, context.organisation, scopeOf(context), deleted, {
    member,
    user,
    deletedAt: null,
    events: toAuditEvents(events, eventContext(context, dependencies, now)),
  });
  return { user: { ...user, groups: [] }, events, how: 'revived' };
}

/** Back to use first, then deactivated if it is to come back so: the domain knows no deactivated revival. */
async function decideRevival(
  trx: Transaction<Database>,
  context: ProvisioningContext,
  before: Member,
  described: UserDescription,
  now: Date,
): Promise<Decision<Member>> {
  const change = wholeChangeOf(described);
  const revived = await decideChange(trx, context, before, { ...change, active: true }, now);
  if (described.active) return revived;
  const deactivated = await decideChange(trx, context, revived.next, { active: false }, now);
  return { next: deactivated.next, events: [...revived.events, ...deactivated.events] };
}

async function decideChange(
  trx: Transaction<Database>,
  context: ProvisioningContext,
  before: Member,
  change: ManagedAccountChange,
  now: Date,
): Promise<Decision<Member>> {
  const holders = await roleHoldersFor(trx, before);
  return decided(() => decideChangeManagedAccount(context.organisation, context.domains, before, change, holders, now));
}

async function link(
  trx: Transaction<Database>,
  dependencies: ProvisioningDependencies,
  context: ProvisioningContext,
  resource: JsonObject,
  accountId: string,
): Promise<CreatedUser | null> {
  const before = await lockMember(trx, context.organisation.id, accountId);
  if (before === null) return null;
  const now = dependencies.clock.now();
  const decision = await decideChange(trx, context, before, wholeChangeOf(describeUser(resource)), now);
  const events: readonly DomainEvent[] = [
    ...decision.events,
    { type: 'account.linked', member: decision.next, connectionName: context.connection.name },
  ];
  const user: ScimUserRecord = {
    id: accountId,
    resource,
    version: 1,
    createdAt: now,
    modifiedAt: now,
    ...userKeys(resource),
  };
  await adoptAccount(trx, context.organisation, scopeOf(context), {
    member: decision.next,
    user,
    events: toAuditEvents(events, eventContext(context, dependencies, now)),
  });
  return { user: { ...user, groups: [] }, events, how: 'linked' };
}

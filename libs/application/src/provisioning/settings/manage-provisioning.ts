import { DomainError, type VisibleUsers } from '@sekisho/domain';
import { foldString } from '@sekisho/scim-core';
import {
  type BrakeSettings,
  findProvisioningSettings,
  type GroupMapping,
  inTransaction,
  listGroupMappings,
  lockConnection,
  type ProvisioningSettings,
  replaceGroupMappings,
  writeProvisioningSettings,
} from '@sekisho/storage';
import { recordEvents } from '../../audit-trail/record-events.ts';
import type { TenantScope, UseCaseDependencies } from '../../use-case.ts';
import { loadProvisioningContext } from '../load-provisioning-context.ts';
import { applyMappedRoles } from '../mappings/apply-mapped-roles.ts';

/**
 * What administrators set for a connection beside its name: the brake, which Users it reads, a raw capture, what groups
 * bring with them.
 */

/** How long a raw capture lasts: long enough to make the provider do it again, too short to be forgotten. */
export const rawCaptureMs = 60 * 60_000;

export async function changeBrakeSettings(
  dependencies: UseCaseDependencies,
  scope: TenantScope,
  connectionId: string,
  brake: BrakeSettings,
): Promise<ProvisioningSettings> {
  return change(dependencies, scope, connectionId, (settings, name) => ({
    next: { ...settings, brake },
    event: { type: 'connection.updated', connectionName: name, changed: ['brake'] },
  }));
}

/** Lets the connection read its own Users only, or all of the organisation's. What is so already is no change. */
export async function changeVisibleUsers(
  dependencies: UseCaseDependencies,
  scope: TenantScope,
  connectionId: string,
  visibleUsers: VisibleUsers,
): Promise<ProvisioningSettings> {
  return change(dependencies, scope, connectionId, (settings, name) => ({
    next: { ...settings, visibleUsers },
    event:
      settings.visibleUsers === visibleUsers
        ? null
        : { type: 'connection.updated', connectionName: name, changed: [`visibleUsers (${visibleUsers})`] },
  }));
}

/** Keeps every request of the connection as it comes for an hour, secrets removed, to report a provider's shapes. */
export async function startRawCapture(
  dependencies: UseCaseDependencies,
  scope: TenantScope,
  connectionId: string,
): Promise<ProvisioningSettings> {
  const until = new Date(dependencies.clock.now().getTime() + rawCaptureMs);
  return change(dependencies, scope, connectionId, (settings, name) => ({
    next: { ...settings, rawCaptureUntil: until },
    event: { type: 'connection.capture-started', connectionName: name },
  }));
}

/** Ends a raw capture before its hour is over; what was captured stays. Without one, nothing happens. */
export async function stopRawCapture(
  dependencies: UseCaseDependencies,
  scope: TenantScope,
  connectionId: string,
): Promise<ProvisioningSettings> {
  return change(dependencies, scope, connectionId, (settings, name, now) => ({
    next: { ...settings, rawCaptureUntil: null },
    event:
      settings.rawCaptureUntil === null || settings.rawCaptureUntil <= now
        ? null
        : { type: 'connection.capture-stopped', connectionName: name },
  }));
}

/** What a group of the provider is to bring its members. */
export type WantedGroupMapping = Omit<GroupMapping, 'groupKey'>;

/** Replaces the group mappings of a connection, and gives its members the roles that follow at once. */
export async function changeGroupMappings(
  dependencies: UseCaseDependencies,
  scope: TenantScope,
  connectionId: string,
  wanted: readonly WantedGroupMapping[],
): Promise<readonly GroupMapping[]> {
  const { db, clock, ids } = dependencies;
  const mappings = parseMappings(wanted);
  const place = { organisationId: scope.organisationId, connectionId };
  await inTransaction(db, async (trx) => {
    const connection = await lockConnection(trx, scope.organisationId, connectionId);
    if (connection === null) throw unknownConnection();
    const before = await listGroupMappings(trx, place);
    await replaceGroupMappings(trx, place, mappings);
    await recordEvents(trx, [{ type: 'connection.mappings-changed', connectionName: connection.name }], {
      ...scope,
      now: clock.now(),
      ids,
    });
    const context = await loadProvisioningContext(trx, place);
    if (context === null) return;
    const groups = [...before, ...mappings].map((mapping) => mapping.groupKey);
    await applyMappedRoles(trx, dependencies, context, { groupKeys: [...new Set(groups)] });
  });
  return mappings;
}

async function change(
  dependencies: UseCaseDependencies,
  scope: TenantScope,
  connectionId: string,
  decide: (
    settings: ProvisioningSettings,
    connectionName: string,
    now: Date,
  ) => { readonly next: ProvisioningSettings; readonly event: Parameters<typeof recordEvents>[1][number] | null },
): Promise<ProvisioningSettings> {
  const { db, clock, ids } = dependencies;
  const place = { organisationId: scope.organisationId, connectionId };
  return inTransaction(db, async (trx) => {
    const connection = await lockConnection(trx, scope.organisationId, connectionId);
    if (connection === null) throw unknownConnection();
    const now = clock.now();
    const { next, event } = decide(await findProvisioningSettings(trx, place), connection.name, now);
    if (event === null) return next;
    await writeProvisioningSettings(trx, place, next, now);
    await recordEvents(trx, [event], { ...scope, now, ids });
    return next;
  });
}

function parseMappings(wanted: readonly WantedGroupMapping[]): readonly GroupMapping[] {
  const mappings = wanted.map((mapping) => {
    const groupName = mapping.groupName.trim();
    return { ...mapping, groupName, groupKey: foldString(groupName) };
  });
  const keys = new Set(mappings.map((mapping) => mapping.groupKey));
  if (keys.size === mappings.length && !keys.has('')) return mappings;
  throw new DomainError(
    'group-mapping.invalid',
    {
      ja: 'グループ名は空にできません。また、同じグループに複数のマッピングを設定することはできません。',
      en: 'A group needs a name, and may be mapped only once.',
    },
    'groupName',
  );
}

function unknownConnection(): DomainError {
  return new DomainError('connection.not-found', {
    ja: '連携が見つかりません。',
    en: 'There is no such connection.',
  });
}

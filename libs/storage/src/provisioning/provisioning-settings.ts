import type { VisibleUsers } from '@sekisho/domain';
import type { Kysely, Transaction } from 'kysely';
import type { Database } from '../database.ts';
import type { DirectoryScope } from '../directory/users/scim-user.ts';

/** What an administrator may set for a connection. */
export interface ProvisioningSettings {
  readonly brake: BrakeSettings;
  /** Until when requests are kept as they came; null or past: they are not. */
  readonly rawCaptureUntil: Date | null;
  readonly visibleUsers: VisibleUsers;
}

export interface BrakeSettings {
  /** Null: on, except in organisations that exist to be tested against (their e-mail rule is waived). */
  readonly enabled: boolean | null;
  /** The share of accounts in use that may go within an hour: 0.2 is a fifth. */
  readonly share: number;
  /** How many may always go, however few there are. */
  readonly minimum: number;
}

export const defaultProvisioningSettings: ProvisioningSettings = {
  brake: { enabled: null, share: 0.2, minimum: 10 },
  rawCaptureUntil: null,
  visibleUsers: 'own',
};

/** A group of the identity provider, by name, and what its members get. Names, because a mapping may be made first. */
export interface GroupMapping {
  readonly groupName: string;
  /** `foldString(groupName)`. */
  readonly groupKey: string;
  /** Null: the group says nothing about roles. */
  readonly role: 'administrator' | 'member' | 'guest' | null;
  /** Products that its members may use. */
  readonly products: readonly string[];
}

export async function findProvisioningSettings(
  db: Kysely<Database>,
  scope: DirectoryScope,
): Promise<ProvisioningSettings> {
  const row = await db
    .selectFrom('provisioning_settings')
    .selectAll()
    .where('connection_id', '=', scope.connectionId)
    .where('organisation_id', '=', scope.organisationId)
    .executeTakeFirst();
  if (row === undefined) return defaultProvisioningSettings;
  return {
    brake: { enabled: row.brake_enabled, share: row.brake_share, minimum: row.brake_minimum },
    rawCaptureUntil: row.raw_capture_until,
    visibleUsers: row.visible_users,
  };
}

export async function writeProvisioningSettings(
  trx: Transaction<Database>,
  scope: DirectoryScope,
  settings: ProvisioningSettings,
  now: Date,
): Promise<void> {
  const columns = {
    brake_enabled: settings.brake.enabled,
    brake_share: settings.brake.share,
    brake_minimum: settings.brake.minimum,
    raw_capture_until: settings.rawCaptureUntil,
    visible_users: settings.visibleUsers,
    updated_at: now,
  };
  await trx
    .insertInto('provisioning_settings')
    .values({ connection_id: scope.connectionId, organisation_id: scope.organisationId, ...columns })
    .onConflict((conflict) => conflict.column('connection_id').doUpdateSet(columns))
    .execute();
}

/** The mappings of a connection by group name. */
export async function listGroupMappings(db: Kysely<Database>, scope: DirectoryScope): Promise<GroupMapping[]> {
  const rows = await db
    .selectFrom('provisioning_group_mappings')
    .selectAll()
    .where('connection_id', '=', scope.connectionId)
    .where('organisation_id', '=', scope.organisationId)
    .orderBy('group_key')
    .execute();
  return rows.map((row) => ({
    groupName: row.group_name,
    groupKey: row.group_key,
    role: row.role,
    products: row.products,
  }));
}

/** Replaces all mappings of a connection. */
export async function replaceGroupMappings(
  trx: Transaction<Database>,
  scope: DirectoryScope,
  mappings: readonly GroupMapping[],
): Promise<void> {
  await trx
    .deleteFrom('provisioning_group_mappings')
    .where('connection_id', '=', scope.connectionId)
    .where('organisation_id', '=', scope.organisationId)
    .execute();
  if (mappings.length === 0) return;
  await trx
    .insertInto('provisioning_group_mappings')
    .values(
      mappings.map((mapping) => ({
        connection_id: scope.connectionId,
        organisation_id: scope.organisationId,
        group_key: mapping.groupKey,
        group_name: mapping.groupName,
        role: mapping.role,
        products: [...mapping.products],
      })),
    )
    .execute();
}

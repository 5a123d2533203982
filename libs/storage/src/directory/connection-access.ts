import type { Connection, ConnectionToken, EmailDomain, Organisation } from '@sekisho/domain';
import type { Kysely } from 'kysely';
import type { Database } from '../database.ts';
import { findOrganisation, listEmailDomains } from '../organisations/organisations.ts';
import { findClosedBrake } from '../provisioning/brake.ts';
import {
  findProvisioningSettings,
  type GroupMapping,
  listGroupMappings,
  type ProvisioningSettings,
} from '../provisioning/provisioning-settings.ts';

/** What a bearer token opens, and everything about its organisation that decisions need. */
export interface ConnectionAccess {
  readonly token: ConnectionToken;
  readonly connection: Connection;
  readonly organisation: Organisation;
  readonly domains: readonly EmailDomain[];
  readonly settings: ProvisioningSettings;
  readonly mappings: readonly GroupMapping[];
  /** Whether a brake holds departures of this connection back. */
  readonly brakeHolds: boolean;
}

/** Looks a token up by its hash. Whether it is still valid is the domain's to say. Null when there is no such token. */
export async function findConnectionAccess(db: Kysely<Database>, tokenHash: Buffer): Promise<ConnectionAccess | null> {
  const row = await db
    .selectFrom('connection_tokens')
    .innerJoin('connections', 'connections.id', 'connection_tokens.connection_id')
    .where('connection_tokens.hash', '=', tokenHash)
    .select([
      'connection_tokens.id as token_id',
      'connection_tokens.hint',
      'connection_tokens.created_at as token_created_at',
      'connection_tokens.expires_at',
      'connection_tokens.revoked_at',
      'connection_tokens.last_used_at',
    ])
    .selectAll('connections')
    .executeTakeFirst();
  if (row === undefined) return null;
  const scope = { organisationId: row.organisation_id, connectionId: row.id };
  const [organisation, domains, settings, mappings, brake] = await Promise.all([
    findOrganisation(db, row.organisation_id),
    listEmailDomains(db, row.organisation_id),
    findProvisioningSettings(db, scope),
    listGroupMappings(db, scope),
    findClosedBrake(db, scope),
  ]);
  if (organisation === null) return null;
  return {
    token: {
      id: row.token_id,
      connectionId: row.id,
      hint: row.hint,
      createdAt: row.token_created_at,
      expiresAt: row.expires_at,
      revokedAt: row.revoked_at,
      lastUsedAt: row.last_used_at,
    },
    connection: {
      id: row.id,
      organisationId: row.organisation_id,
      providerId: row.provider_id,
      name: row.name,
      state: row.state,
      createdAt: row.created_at,
      updatedAt: row.updated_at,
    },
    organisation,
    domains,
    settings,
    mappings,
    brakeHolds: brake !== null,
  };
}

/** Records when tokens were last used, many at once: not worth a write for every request. Times only move on. */
export async function recordTokenUse(db: Kysely<Database>, uses: ReadonlyMap<string, Date>): Promise<void> {
  for (const [id, usedAt] of uses) {
    await db
      .updateTable('connection_tokens')
      .set({ last_used_at: usedAt })
      .where('id', '=', id)
      .where((eb) => eb.or([eb('last_used_at', 'is', null), eb('last_used_at', '<', usedAt)]))
      .execute();
  }
}

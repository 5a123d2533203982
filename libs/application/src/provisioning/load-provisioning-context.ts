import {
  type Database,
  findClosedBrake,
  findConnection,
  findOrganisation,
  findProvisioningSettings,
  listEmailDomains,
  listGroupMappings,
} from '@sekisho/storage';
import type { Kysely } from 'kysely';
import type { ProvisioningContext } from './provisioning-context.ts';

/** The context of a connection for work that no request of its own asks for; null when it has gone. */
export async function loadProvisioningContext(
  db: Kysely<Database>,
  scope: { readonly organisationId: string; readonly connectionId: string },
): Promise<ProvisioningContext | null> {
  const { organisationId, connectionId } = scope;
  const [organisation, connection, domains, settings, mappings, brake] = await Promise.all([
    findOrganisation(db, organisationId),
    findConnection(db, organisationId, connectionId),
    listEmailDomains(db, organisationId),
    findProvisioningSettings(db, scope),
    listGroupMappings(db, scope),
    findClosedBrake(db, scope),
  ]);
  if (organisation === null || connection === null) return null;
  return { organisation, connection, domains, settings, mappings, brakeHolds: brake !== null, quirks: undefined };
}

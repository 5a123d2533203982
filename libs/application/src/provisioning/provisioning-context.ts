import type { Connection, EmailDomain, Organisation } from '@sekisho/domain';
import type { Clock, Ids } from '@sekisho/platform';
import type { ScimQuirks } from '@sekisho/provider-kit';
import type { Database, DirectoryScope, GroupMapping, ProvisioningSettings } from '@sekisho/storage';
import type { Kysely } from 'kysely';
import type { EventContext } from '../audit-trail/record-events.ts';

/** What every provisioning use case works with. */
export interface ProvisioningDependencies {
  readonly db: Kysely<Database>;
  readonly clock: Clock;
  readonly ids: Ids;
  /** Whether there is a mail server, so that alerts of the brake can be mailed. Absent: there is none. */
  readonly mailConfigured?: boolean;
}

/** On whose behalf a use case runs: one connection of one organisation. Everything it touches lies within. */
export interface ProvisioningContext {
  readonly connection: Connection;
  readonly organisation: Organisation;
  readonly domains: readonly EmailDomain[];
  /** How the connection's provider departs from the RFC; absent when it does not. */
  readonly quirks: ScimQuirks | undefined;
  readonly settings: ProvisioningSettings;
  /** What membership of the provider's groups brings with it. */
  readonly mappings: readonly GroupMapping[];
  /** Whether a brake holds departures back: then a person who is to stay must be taken off its list. */
  readonly brakeHolds: boolean;
}

export function scopeOf(context: ProvisioningContext): DirectoryScope {
  return { organisationId: context.organisation.id, connectionId: context.connection.id };
}

/** Whether the connection may read the organisation's other managed accounts; it changes only its own all the same. */
export function seesOrganisation(context: Pick<ProvisioningContext, 'settings'>): boolean {
  return context.settings.visibleUsers === 'organisation';
}

/** Who the audit log names for what an identity provider did: `User provisioning`. */
export function eventContext(
  context: ProvisioningContext,
  dependencies: ProvisioningDependencies,
  now: Date,
): EventContext {
  return {
    organisationId: context.organisation.id,
    actor: { kind: 'provisioning', connectionId: context.connection.id },
    now,
    ids: dependencies.ids,
  };
}

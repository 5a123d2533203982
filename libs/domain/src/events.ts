import type { Member, Privilege, Role } from './account.ts';
import type { Permission } from './permissions.ts';

/** What happened, as the domain says it. Past tense; each becomes one audit event beside the rows it explains. */
export type DomainEvent =
  | { readonly type: 'account.created'; readonly member: Member }
  | { readonly type: 'account.updated'; readonly member: Member; readonly changed: readonly string[] }
  | { readonly type: 'account.activated'; readonly member: Member }
  | { readonly type: 'account.deactivated'; readonly member: Member }
  | { readonly type: 'account.deleted'; readonly member: Member }
  | { readonly type: 'account.linked'; readonly member: Member; readonly connectionName: string }
  | { readonly type: 'account.role-changed'; readonly member: Member; readonly from: Role; readonly to: Role }
  | {
      readonly type: 'account.privilege-changed';
      readonly member: Member;
      readonly privilege: Privilege;
      readonly granted: boolean;
    }
  | { readonly type: 'membership.ended'; readonly member: Member }
  | { readonly type: 'account.profile-changed'; readonly member: Member; readonly changed: readonly string[] }
  | { readonly type: 'account.password-changed'; readonly member: Member }
  | { readonly type: 'account.password-link-issued'; readonly member: Member }
  | { readonly type: 'account.sessions-ended'; readonly member: Member }
  | { readonly type: 'team.created'; readonly teamName: string }
  | { readonly type: 'team.renamed'; readonly from: string; readonly to: string }
  | { readonly type: 'team.updated'; readonly teamName: string }
  | { readonly type: 'team.deleted'; readonly teamName: string }
  | { readonly type: 'team.member-added'; readonly teamName: string; readonly memberName: string }
  | { readonly type: 'team.member-removed'; readonly teamName: string; readonly memberName: string }
  | { readonly type: 'connection.created'; readonly connectionName: string; readonly providerName: string }
  | { readonly type: 'connection.updated'; readonly connectionName: string; readonly changed: readonly string[] }
  | { readonly type: 'connection.deleted'; readonly connectionName: string }
  | { readonly type: 'connection.mappings-changed'; readonly connectionName: string }
  | { readonly type: 'connection.capture-started'; readonly connectionName: string }
  | { readonly type: 'connection.capture-stopped'; readonly connectionName: string }
  | {
      readonly type: 'brake.triggered';
      readonly connectionName: string;
      /** How many had gone within the hour, of how many. */
      readonly departures: number;
      readonly accounts: number;
    }
  | { readonly type: 'brake.approved'; readonly connectionName: string; readonly held: number }
  | { readonly type: 'brake.rejected'; readonly connectionName: string; readonly held: number }
  | { readonly type: 'brake.released'; readonly connectionName: string }
  | { readonly type: 'token.issued'; readonly connectionName: string; readonly hint: string }
  | { readonly type: 'token.revoked'; readonly connectionName: string; readonly hint: string }
  | { readonly type: 'api-key.issued'; readonly keyName: string }
  | { readonly type: 'api-key.revoked'; readonly keyName: string }
  | { readonly type: 'domain.added'; readonly domain: string }
  | { readonly type: 'domain.verified'; readonly domain: string }
  | { readonly type: 'domain.lapsed'; readonly domain: string }
  | { readonly type: 'domain.removed'; readonly domain: string }
  | { readonly type: 'organisation.created'; readonly name: string }
  | { readonly type: 'organisation.settings-changed'; readonly changed: readonly string[] }
  | { readonly type: 'contract.trial-started'; readonly endsAt: Date }
  | { readonly type: 'contract.registered' }
  | { readonly type: 'contract.suspended'; readonly cancelledAt: Date }
  | { readonly type: 'contract.resumed' }
  | { readonly type: 'contract.ended' }
  | { readonly type: 'session.started'; readonly member: Member }
  | { readonly type: 'session.refused'; readonly email: string; readonly reason: string }
  | { readonly type: 'session.ended'; readonly member: Member }
  | {
      readonly type: 'product-plan.changed';
      readonly product: string;
      /** Ids of plans; null: none. */
      readonly from: string | null;
      readonly to: string | null;
    }
  | { readonly type: 'access-log.downloaded'; readonly product: string; readonly month: string }
  | { readonly type: 'audit-log.exported'; readonly range: string; readonly format: string }
  | { readonly type: 'audit-log.export-requested'; readonly range: string; readonly format: string }
  | { readonly type: 'audit-log.export-removed'; readonly range: string; readonly format: string }
  | { readonly type: 'audit-log.characters-replaced'; readonly range: string; readonly count: number }
  | { readonly type: 'forwarding.created'; readonly destinationName: string; readonly kind: string }
  | { readonly type: 'forwarding.updated'; readonly destinationName: string; readonly changed: readonly string[] }
  | { readonly type: 'forwarding.paused'; readonly destinationName: string }
  | { readonly type: 'forwarding.resumed'; readonly destinationName: string }
  | { readonly type: 'forwarding.deleted'; readonly destinationName: string }
  | { readonly type: 'forwarding.tested'; readonly destinationName: string; readonly delivered: boolean }
  | { readonly type: 'alert-rule.created'; readonly ruleName: string }
  | { readonly type: 'alert-rule.updated'; readonly ruleName: string; readonly changed: readonly string[] }
  | { readonly type: 'alert-rule.deleted'; readonly ruleName: string }
  | { readonly type: 'saved-search.created'; readonly searchName: string }
  | { readonly type: 'saved-search.updated'; readonly searchName: string; readonly changed: readonly string[] }
  | { readonly type: 'saved-search.deleted'; readonly searchName: string }
  | { readonly type: 'alert.acknowledged'; readonly ruleName: string | null };

/** The outcome of a pure decision: the next state, and what to write down. No events means nothing changed. */
export interface Decision<State> {
  readonly next: State;
  readonly events: readonly DomainEvent[];
}

/** On whose behalf something is done; who the audit log names. */
export type Actor =
  | { readonly kind: 'provisioning'; readonly connectionId: string }
  | {
      readonly kind: 'account';
      readonly accountId: string;
      readonly name: string;
      readonly email: string | null;
      readonly role: Role;
      readonly privileges: readonly Privilege[];
      readonly ipAddress: string | null;
      readonly userAgent: string | null;
    }
  | {
      readonly kind: 'api-key';
      readonly keyId: string;
      readonly name: string;
      readonly permissions: readonly Permission[];
      readonly ipAddress: string | null;
      readonly userAgent: string | null;
    }
  /** Somebody who has not proven who they are: what they try is still written down. */
  | { readonly kind: 'anonymous'; readonly ipAddress: string | null; readonly userAgent: string | null }
  | { readonly kind: 'system' }
  | { readonly kind: 'operator' };

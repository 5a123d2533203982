import type { LocalisedText } from './language.ts';

/** Why a rule refused. Stable: clients and translations key on it. */
export type DomainErrorCode =
  | 'access-log.not-in-plan'
  | 'access-log.not-yet-available'
  | 'account.email-missing'
  | 'account.email-domain-unverified'
  | 'account.email-in-use'
  | 'account.email-in-use-elsewhere'
  | 'account.personal'
  | 'account.name-missing'
  | 'account.deleted'
  | 'account.unique-id-in-use'
  | 'account.not-found'
  | 'account.password-too-short'
  | 'account.password-too-long'
  | 'account.password-guessable'
  | 'account.password-wrong'
  | 'account.password-link-invalid'
  | 'brake.not-found'
  | 'brake.decided'
  | 'group-mapping.invalid'
  | 'role.owner-immutable'
  | 'role.last-administrator'
  | 'role.last-audit-log-administrator'
  | 'role.not-permitted'
  | 'privilege.holder-required'
  | 'team.name-in-use'
  | 'team.name-missing'
  | 'team.member-unknown'
  | 'team.not-found'
  | 'team.provisioned'
  | 'domain.in-use'
  | 'domain.invalid'
  | 'domain.not-found'
  | 'domain.has-accounts'
  | 'connection.unknown-provider'
  | 'connection.disabled'
  | 'connection.not-found'
  | 'connection.in-use'
  | 'connection.name-missing'
  | 'token.limit-reached'
  | 'token.not-found'
  | 'token.expiry-past'
  | 'api-key.not-found'
  | 'api-key.name-missing'
  | 'api-key.scope-not-held'
  | 'api-key.scope-missing'
  | 'contract.trial-used'
  | 'contract.suspended'
  | 'contract.not-running'
  | 'organisation.not-found'
  | 'organisation.name-missing'
  | 'organisation.time-zone-unknown'
  | 'organisation.has-managed-accounts'
  | 'product.unknown'
  | 'product-plan.unknown'
  | 'first-run.token-invalid'
  | 'forwarding.not-found'
  | 'forwarding.limit-reached'
  | 'forwarding.kind-changed'
  | 'forwarding.name-missing'
  | 'forwarding.secret-missing'
  | 'forwarding.secret-invalid'
  | 'forwarding.address-invalid'
  | 'forwarding.address-not-encrypted'
  | 'forwarding.prefix-invalid'
  | 'forwarding.folder-invalid'
  | 'forwarding.files-not-allowed'
  | 'forwarding.certificate-invalid'
  | 'alert-rule.not-found'
  | 'alert-rule.limit-reached'
  | 'alert-rule.name-missing'
  | 'alert-rule.filter-empty'
  | 'alert-rule.working-hours-invalid'
  | 'alert-rule.destination-unknown'
  | 'alert.not-found'
  | 'saved-search.not-found'
  | 'saved-search.limit-reached'
  | 'saved-search.name-missing'
  | 'saved-search.name-in-use'
  | 'audit-export.encoding-not-of-format'
  | 'audit-export.byte-order-mark-not-utf-8'
  | 'audit-export.limit-reached'
  | 'audit-export.not-found'
  | 'audit-export.not-ready'
  | 'audit-export.gone'
  | 'download-link.invalid'
  | 'download-link.expired'
  | 'download-link.of-somebody-else'
  | 'download-link.not-permitted'
  | 'download-link.key-invalid';

/** A rule of the domain said no. Expected: it is answered with its reason and logged at info. */
export class DomainError extends Error {
  readonly code: DomainErrorCode;
  /** The field of the request that is at fault, where one is. */
  readonly field: string | undefined;
  /** What happened and what to do, for a person. */
  readonly explanation: LocalisedText;

  constructor(code: DomainErrorCode, explanation: LocalisedText, field?: string) {
    super(explanation.en);
    this.name = 'DomainError';
    this.code = code;
    this.explanation = explanation;
    this.field = field;
  }
}

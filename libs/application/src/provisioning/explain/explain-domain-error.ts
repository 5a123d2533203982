import { DomainError, type DomainErrorCode } from '@sekisho/domain';
import { ScimError } from '@sekisho/scim-core';

/**
 * A rule of the domain, told in SCIM's terms. Role safety (the last administrator, the contract owner) answers 409
 * without a `scimType`: the request is well-formed and allowed, only the organisation's present state forbids it, and
 * the same request succeeds once somebody else holds the role. 403 would make some clients give the connection up, and
 * 400 would blame the value. Whatever is wrong with the request itself is 400 invalidValue.
 */
export function explainDomainError(error: DomainError): ScimError {
  if (conflicts.has(error.code)) return new ScimError(409, undefined, error.explanation, { cause: error });
  return new ScimError(400, 'invalidValue', error.explanation, { cause: error });
}

/** Runs a decision of the domain, translating its refusal. */
export function decided<Result>(decide: () => Result): Result {
  try {
    return decide();
  } catch (error) {
    throw error instanceof DomainError ? explainDomainError(error) : error;
  }
}

const conflicts: ReadonlySet<DomainErrorCode> = new Set<DomainErrorCode>([
  'account.email-in-use',
  'account.email-in-use-elsewhere',
  'account.personal',
  'account.unique-id-in-use',
  'role.owner-immutable',
  'role.last-administrator',
  'role.last-audit-log-administrator',
  'role.not-permitted',
  'privilege.holder-required',
  'team.name-in-use',
  'team.provisioned',
]);

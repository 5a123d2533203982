import type { LocalisedText } from '@sekisho/domain';
import { ScimError } from '@sekisho/scim-core';

/** A refusal that time heals: 429 or 503. Okta reads `Retry-After` in whole seconds and nothing else. */
export class RetryLaterError extends ScimError {
  readonly retryAfterSeconds: number;

  constructor(status: 429 | 503, retryAfterSeconds: number, explanation: LocalisedText) {
    super(status, undefined, explanation);
    this.name = 'RetryLaterError';
    this.retryAfterSeconds = Math.max(1, Math.ceil(retryAfterSeconds));
  }
}

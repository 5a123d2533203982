import type { LocalisedText } from '@sekisho/domain';

/** RFC 7644 §3.12, table 9. */
export type ScimType =
  | 'invalidFilter'
  | 'tooMany'
  | 'uniqueness'
  | 'mutability'
  | 'invalidSyntax'
  | 'invalidPath'
  | 'noTarget'
  | 'invalidValue'
  | 'invalidVers'
  | 'sensitive'
  | 'invalidCursor'
  | 'expiredCursor'
  | 'invalidCount';

/**
 * A refusal in SCIM's own terms. `status` is part of the protocol's error message (RFC 7644 §3.12), not of HTTP alone,
 * which is why it may be known here.
 */
export class ScimError extends Error {
  readonly status: number;
  readonly scimType: ScimType | undefined;
  /** What happened and what to do, for an IdP administrator reading the provisioning log. */
  readonly explanation: LocalisedText;

  constructor(
    status: number,
    scimType: ScimType | undefined,
    explanation: LocalisedText,
    options?: { cause?: unknown },
  ) {
    super(explanation.en, options);
    this.name = 'ScimError';
    this.status = status;
    this.scimType = scimType;
    this.explanation = explanation;
  }
}

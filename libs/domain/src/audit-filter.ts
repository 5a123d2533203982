/** Which events of the audit log are meant. Every field narrows; what is absent does not, and an empty list matches nothing. */
export interface AuditFilter {
  readonly products?: readonly string[] | undefined;
  readonly categories?: readonly string[] | undefined;
  readonly events?: readonly string[] | undefined;
  /** An actor: exact id, or part of name or e-mail without regard to case. */
  readonly actor?: string | undefined;
  /** An address, or a CIDR block. */
  readonly ipAddress?: string | undefined;
  /** Part of `action`, without regard to case. */
  readonly text?: string | undefined;
}

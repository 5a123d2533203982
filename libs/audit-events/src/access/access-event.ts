/**
 * One line of the access log: who reached what, and whether it was there. Every access, views too, and none of its
 * detail. A stream of its own beside the audit log, with its own rules; see docs/decisions/0018.
 */
export interface AccessEvent {
  /** A UUID that stays the same however often the access is sent; it is kept once. */
  readonly id: string;
  readonly organisationId: string;
  readonly product: string;
  /** RFC 3339 in UTC with milliseconds. */
  readonly occurredAt: string;
  /** Who it was; empty where nobody had signed in, or the product does not know. */
  readonly userId: string;
  readonly userName: string;
  readonly userEmail: string;
  readonly ipAddress: string;
  /** Of the request, e.g. `GET`; empty where it was no HTTP request. */
  readonly method: string;
  /** The path without its query, or the operation where there is no path: `/view/MARKETING-15`, `git-upload-pack`. */
  readonly path: string;
  /** The answer's HTTP status; null where there is none. */
  readonly status: number | null;
  readonly userAgent: string;
}

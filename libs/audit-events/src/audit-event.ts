/** One line of the audit log: when, who, did what. The names of the CSV columns are in `csv-columns.ts`. */
export interface AuditEvent {
  /** A UUID that stays the same however often the event is sent; it is shown once. */
  readonly id: string;
  readonly organisationId: string;
  /** `Backlog`, `Cacoo`, `Typetalk`, `Apps`, or another product of the installation's catalogue. */
  readonly product: string;
  /** When it happened: RFC 3339 in UTC with milliseconds, `2021-12-27T02:41:26.000Z`. */
  readonly occurredAt: string;
  /** E.g. `Issue`, `Project`, `Managed account`. */
  readonly category: string;
  /** E.g. `Add an issue`. */
  readonly event: string;
  /** Which thing: `MARKETING-15 was updated in マーケティング部`. Never edited values or message bodies. */
  readonly action: string;
  /** Internal id of who did it; empty when no person stands behind the event. */
  readonly operationUserId: string;
  readonly operationUserName: string;
  readonly operationUserEmail: string;
  readonly ipAddress: string;
  readonly userAgent: string;
  /** The product's space, where it has one; empty otherwise. */
  readonly spaceKey: string;
  /** Version of this format. */
  readonly version: 'V1';
}

/** The name shown for what an identity provider did by SCIM. Such events leave id, e-mail, address and browser empty. */
export const provisioningActorName = 'User provisioning';

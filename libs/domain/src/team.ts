/** Teams (チーム) group accounts and carry product access. A provisioned group is a team that a connection fills. */
export interface Team {
  /** A UUID. SCIM shows it as the group's `id`. */
  readonly id: string;
  readonly organisationId: string;
  /** Unique in the organisation without regard to case. */
  readonly name: string;
  /** The connection that fills it; null for a team that administrators keep by hand. */
  readonly connectionId: string | null;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

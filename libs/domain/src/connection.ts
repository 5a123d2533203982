/** Connections (IdP連携): an organisation's link to one identity provider, with bearer tokens of its own. */

export type ConnectionState = 'enabled' | 'disabled';

export interface Connection {
  readonly id: string;
  readonly organisationId: string;
  /** Which plugin speaks for the provider, e.g. `entra-id`. */
  readonly providerId: string;
  readonly name: string;
  readonly state: ConnectionState;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

/** A connection's bearer token as it may be shown: the secret itself is only ever seen once, when issued. */
export interface ConnectionToken {
  readonly id: string;
  readonly connectionId: string;
  readonly hint: string;
  readonly createdAt: Date;
  readonly expiresAt: Date | null;
  readonly revokedAt: Date | null;
  readonly lastUsedAt: Date | null;
}

/** How many tokens of a connection may be valid at once: the one in use and its successor, for rotation. */
export const maximumValidTokens = 2;

/** Whether the token opens its connection at `now`. */
export function isTokenValid(token: Pick<ConnectionToken, 'expiresAt' | 'revokedAt'>, now: Date): boolean {
  return token.revokedAt === null && (token.expiresAt === null || token.expiresAt > now);
}

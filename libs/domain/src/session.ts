/** A signed-in person's session, as far as rules go. Times out when unused, and in any case after a working day. */
export interface SessionTimes {
  readonly createdAt: Date;
  readonly lastSeenAt: Date;
  /** The absolute end, fixed at sign-in. */
  readonly expiresAt: Date;
}

/** How long a session lasts, in milliseconds. */
export interface SessionLifetime {
  readonly idleMs: number;
  readonly absoluteMs: number;
}

export const defaultSessionLifetime: SessionLifetime = { idleMs: 60 * 60_000, absoluteMs: 12 * 60 * 60_000 };

/** Whether the session may still be used at `now`. */
export function isSessionAlive(session: SessionTimes, lifetime: SessionLifetime, now: Date): boolean {
  return session.expiresAt > now && now.getTime() - session.lastSeenAt.getTime() < lifetime.idleMs;
}

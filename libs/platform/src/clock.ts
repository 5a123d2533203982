/** Where the time comes from. Handed in everywhere, so that tests and lifecycle jobs can move it. */
export interface Clock {
  /** The present instant. Callers must not mutate the returned date. */
  now(): Date;
}

export const systemClock: Clock = { now: () => new Date() };

/** What a rule has counted for one subject. */
export interface MatchCount {
  /** Time in milliseconds and event id, in the order of time; none twice. */
  readonly matches: readonly (readonly [number, string])[];
  /** What happened until then belongs to the last alert. */
  readonly silentUntil: Date | null;
}

export interface Threshold {
  readonly threshold: number;
  readonly windowMinutes: number;
}

/** The matches that reached the threshold together. */
export interface Burst {
  readonly first: Date;
  readonly last: Date;
  readonly count: number;
  /** The event that completed it. */
  readonly eventId: string;
}

/**
 * Counts one more match by when it *happened*: events that arrive late or in another order count the same, and one that
 * is read twice counts once. A burst is told once; what happens within another window of its end belongs to it. Keeps
 * no more matches than the threshold.
 */
export function countMatch(
  before: MatchCount,
  match: { readonly at: Date; readonly eventId: string },
  { threshold, windowMinutes }: Threshold,
): { readonly next: MatchCount; readonly burst: Burst | null } {
  const at = match.at.getTime();
  const windowMs = windowMinutes * 60_000;
  const isKnown = before.matches.some(([, id]) => id === match.eventId);
  if (isKnown || (before.silentUntil !== null && at <= before.silentUntil.getTime()))
    return { next: before, burst: null };
  const all = [...before.matches, [at, match.eventId] as const].sort(([one], [other]) => one - other);
  const newest = all.at(-1)?.[0] ?? at;
  const within = all.filter(([time]) => time > newest - windowMs);
  if (within.length < threshold) return { next: { ...before, matches: within }, burst: null };
  const burst = {
    first: new Date(within[0]?.[0] ?? at),
    last: new Date(newest),
    count: within.length,
    eventId: match.eventId,
  };
  return { next: { matches: [], silentUntil: new Date(newest + windowMs) }, burst };
}

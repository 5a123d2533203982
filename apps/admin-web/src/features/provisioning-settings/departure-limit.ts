/** How many accounts may leave within an hour before the brake closes: the share, but never fewer than the minimum. */
export function departureLimit(brake: { readonly share: number; readonly minimum: number }, accounts: number): number {
  return Math.max(brake.minimum, Math.floor(accounts * brake.share));
}

/** A share as it is shown and typed, in per cent with at most one decimal: 0.2 is 20. */
export function percentOf(share: number): number {
  return Math.round(share * 1000) / 10;
}

/** How long to wait before another attempt. */
export interface BackoffOptions {
  /** The wait after the first failure, in milliseconds. */
  readonly firstMs: number;
  readonly longestMs: number;
}

/**
 * Doubles with each failure; half of it is chance, so that many senders don't come back in the same instant. Never less
 * than the receiver asked for, but no receiver can put us off for more than an hour.
 */
export function backoffMs(
  failures: number,
  retryAfterMs: number | null,
  options: BackoffOptions,
  random: () => number = Math.random,
): number {
  const full = Math.min(options.longestMs, options.firstMs * 2 ** Math.min(failures - 1, 30));
  const asked = Math.min(retryAfterMs ?? 0, longestAskedMs);
  return Math.round(Math.max(full / 2 + (random() * full) / 2, asked));
}

const longestAskedMs = 60 * 60_000;

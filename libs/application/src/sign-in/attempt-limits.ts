import { createHash } from 'node:crypto';
import { clearAttempts, countAttempt } from '@sekisho/storage';
import type { UseCaseDependencies } from '../use-case.ts';

/**
 * Bounds password guessing, across all gateways: by address, by account, and tightest by both, so that somebody who
 * guesses from one place does not lock the account's owner out from another.
 */

/** Attempts allowed in a window of `windowMs`. */
export interface AttemptLimits {
  readonly windowMs: number;
  readonly perAddress: number;
  readonly perAccount: number;
  readonly perAccountAndAddress: number;
}

export const defaultAttemptLimits: AttemptLimits = {
  windowMs: 15 * 60_000,
  perAddress: 100,
  perAccount: 100,
  perAccountAndAddress: 10,
};

/** Too many attempts. The password was not looked at. */
export class TooManyAttempts extends Error {
  readonly retryAfterSeconds: number;

  constructor(retryAfterSeconds: number) {
    super('Too many attempts');
    this.name = 'TooManyAttempts';
    this.retryAfterSeconds = retryAfterSeconds;
  }
}

export interface Attempt {
  /** `emailKey` of the address given, or another name for what is being guessed at. */
  readonly account: string;
  readonly ipAddress: string | null;
}

/** Counts the attempt, or throws {@link TooManyAttempts}. Counting goes first, so that parallel guesses all count. */
export async function admitAttempt(
  dependencies: Pick<UseCaseDependencies, 'db' | 'clock'>,
  limits: AttemptLimits,
  attempt: Attempt,
): Promise<void> {
  const now = dependencies.clock.now();
  const keys = keysOf(attempt);
  for (const [key, most] of [
    [keys.address, limits.perAddress],
    [keys.accountAndAddress, limits.perAccountAndAddress],
    [keys.account, limits.perAccount],
  ] as const) {
    const { points, resetsAt } = await countAttempt(dependencies.db, key, limits.windowMs, now);
    if (points > most) throw new TooManyAttempts((resetsAt.getTime() - now.getTime()) / 1000);
  }
}

/** After a success: the person is who they say, and their slips are forgiven. The address's count stays. */
export async function forgiveAttempts(dependencies: Pick<UseCaseDependencies, 'db'>, attempt: Attempt): Promise<void> {
  const keys = keysOf(attempt);
  await clearAttempts(dependencies.db, keys.accountAndAddress);
  await clearAttempts(dependencies.db, keys.account);
}

function keysOf({ account, ipAddress }: Attempt) {
  const who = createHash('sha256').update(account).digest('base64url');
  const where = networkOf(ipAddress ?? 'unknown');
  return {
    address: `sign-in:address:${where}`,
    account: `sign-in:account:${who}`,
    accountAndAddress: `sign-in:both:${who}:${where}`,
  };
}

/** An IPv6 user has a whole /64 to send from: it counts as one. */
function networkOf(address: string): string {
  if (!address.includes(':')) return address;
  const [head = '', tail] = address.split('::');
  const groups = head.split(':').filter((group) => group !== '');
  if (tail !== undefined) {
    const rest = tail.split(':').filter((group) => group !== '');
    while (groups.length + rest.length < 8) groups.push('0');
    groups.push(...rest);
  }
  return `${groups.slice(0, 4).join(':')}::/64`;
}

import { purgeRateLimits, purgeSessions } from '@sekisho/storage';
import type { UseCaseDependencies } from '../use-case.ts';

/** Removes sessions and attempt counts whose time is over. Run it every few minutes; several workers may. */
export async function purgeSignInState(
  dependencies: Pick<UseCaseDependencies, 'db' | 'clock'>,
): Promise<{ sessions: number; attempts: number }> {
  const now = dependencies.clock.now();
  return { sessions: await purgeSessions(dependencies.db, now), attempts: await purgeRateLimits(dependencies.db, now) };
}

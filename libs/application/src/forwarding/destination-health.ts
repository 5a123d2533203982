import type { DestinationOverview } from '@sekisho/storage';
import type { FollowedLog } from './follow-log.ts';

/** How a destination does, for whoever looks after it. */
export interface ForwardingHealth {
  /** `failing`: the last attempt failed, and it is tried again and again. */
  readonly state: 'paused' | 'healthy' | 'failing';
  /** Events stored and not yet delivered. */
  readonly lagEvents: number;
  /** Age of the oldest of them. */
  readonly lagSeconds: number;
}

/** Throws `AuditStoreUnavailable`. */
export async function readForwardingHealth(
  log: FollowedLog,
  { destination, health }: DestinationOverview,
  now: Date,
): Promise<ForwardingHealth> {
  const range = { after: health.position, upTo: now };
  const [oldest, minutes] = await Promise.all([
    log.readStored(destination.organisationId, range, 1),
    log.countStored(destination.organisationId, range),
  ]);
  const since = oldest.events[0]?.storedAt;
  return {
    state: destination.state === 'paused' ? 'paused' : health.failures > 0 ? 'failing' : 'healthy',
    lagEvents: minutes.reduce((sum, { events }) => sum + events, 0),
    lagSeconds: since === undefined ? 0 : Math.max(0, Math.round((now.getTime() - since.getTime()) / 1000)),
  };
}

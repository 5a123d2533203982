import type { RecordingPeriod } from '@sekisho/domain';

/** When an organisation's events are recorded, oldest first. What was decided elsewhere shows within a second. */
export type RecordingPeriods = (organisationId: string) => Promise<readonly RecordingPeriod[]>;

/**
 * Remembers each organisation's periods for a moment, so that ingest can ask with every block of events that it reads.
 * Requests that ask at the same time share one look-up; one that fails is not remembered.
 */
export function createRecordingPeriods(load: RecordingPeriods, lifeMs = 1_000): RecordingPeriods {
  const remembered = new Map<string, Remembered>();

  return (organisationId) => {
    const now = performance.now();
    const known = remembered.get(organisationId);
    if (known !== undefined && known.until > now) return known.periods;
    if (remembered.size >= mostRemembered) remembered.clear();
    const periods = load(organisationId);
    const loaded = { periods, until: now + lifeMs };
    remembered.set(organisationId, loaded);
    periods.catch(() => {
      if (remembered.get(organisationId) === loaded) remembered.delete(organisationId);
    });
    return periods;
  };
}

interface Remembered {
  readonly periods: Promise<readonly RecordingPeriod[]>;
  /** On the clock of `performance`. */
  readonly until: number;
}

const mostRemembered = 10_000;

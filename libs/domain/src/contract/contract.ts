import type { Organisation } from '../organisation.ts';

/**
 * What an organisation has agreed on, as far as its audit log needs it: since when, and when its events are recorded.
 * Prices, invoices and payment are not here.
 */
export interface Contract {
  readonly organisationId: string;
  /**
   * The last thing that was decided. What time alone decides is not in it: a trial that has run out is still `trial`.
   * {@link contractAt} knows.
   * - `none`: there has never been one.
   */
  readonly state: 'none' | 'trial' | 'contracted' | 'suspended' | 'ended';
  /** When that was decided; null for `none`. */
  readonly since: Date | null;
  /**
   * When events are recorded, oldest first, never overlapping. A trial's period ends when the trial does, and the period of
   * a suspended contract when it counts as cancelled, so nobody has to close them on that day.
   */
  readonly periods: readonly RecordingPeriod[];
}

export interface RecordingPeriod {
  /** Inclusive. */
  readonly from: Date;
  /** Exclusive. Null: until something is decided. */
  readonly to: Date | null;
}

/** What is so at an instant, time included. */
export type ContractStanding = 'none' | 'trial' | 'trial-ended' | 'contracted' | 'suspended' | 'cancelled' | 'ended';

/**
 * - `trial-ended`: without registration.
 * - `cancelled`: after {@link suspensionDays} of suspension.
 */
export function contractAt(contract: Contract, now: Date): ContractStanding {
  const end = contract.periods.at(-1)?.to ?? null;
  const over = end !== null && end <= now;
  switch (contract.state) {
    case 'trial':
      return over ? 'trial-ended' : 'trial';
    case 'suspended':
      return over ? 'cancelled' : 'suspended';
    default:
      return contract.state;
  }
}

/** Whether the organisation's events of this instant are recorded. No contract, no recording. */
export function isRecording(
  organisation: Pick<Organisation, 'deletedAt'>,
  { periods }: Pick<Contract, 'periods'>,
  now: Date,
): boolean {
  if (organisation.deletedAt !== null && organisation.deletedAt <= now) return false;
  return isRecordedAt(periods, now);
}

/** Whether the instant is in one of the periods. */
export function isRecordedAt(periods: readonly RecordingPeriod[], instant: Date): boolean {
  return periods.some(({ from, to }) => from <= instant && (to === null || instant < to));
}

/** Two periods, and the time between them in which nothing was recorded. */
export interface RecordingGap {
  readonly from: Date;
  readonly to: Date;
}

/**
 * The gap between two recording periods in which an event happened; null when it may be stored. What happened before the
 * first period may: that is a history which the organisation brings with it.
 */
export function gapAround(periods: readonly RecordingPeriod[], occurredAt: Date): RecordingGap | null {
  for (const [index, { to }] of periods.entries()) {
    const next = periods[index + 1];
    if (to !== null && next !== undefined && to <= occurredAt && occurredAt < next.from) {
      return { from: to, to: next.from };
    }
  }
  return null;
}

/** How long a trial lasts, in days of the organisation's calendar behind the one on which it began. */
export const trialDays = 30;

/** After so many days of suspension a contract counts as cancelled. */
export const suspensionDays = 90;

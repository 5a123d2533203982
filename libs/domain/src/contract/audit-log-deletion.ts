import type { Organisation } from '../organisation.ts';
import { addDays, dayAt, startOfDay } from '../zoned-day.ts';
import { type Contract, contractAt } from './contract.ts';

/** Why an organisation's whole audit log is deleted. Named in deletion certificates: never renamed. */
export type AuditLogDeletionRule = 'organisation-deleted' | 'contract-ended' | 'trial-ended' | 'suspended-90-days';

/** When an organisation's whole audit log goes. The 400 days of each event are apart from this. */
export interface AuditLogDeletion {
  readonly rule: AuditLogDeletionRule;
  /** What has happened, or will happen unless somebody decides otherwise: the end of the trial, for example. */
  readonly triggeredAt: Date;
  /** The beginning of the calendar's day: whoever changes their mind has until then. */
  readonly startsAt: Date;
  /** It is done by then. */
  readonly doneBy: Date;
}

/**
 * The deletion calendar's rows about the audit log, as one function of an organisation's state. Days are those of the
 * organisation's time zone. Null while nothing is bound to end.
 *
 * | trigger | starts |
 * |---|---|
 * | organisation deleted | D+180 |
 * | contract ended | D+30 |
 * | trial ended without registration | D+30 |
 * | suspended for 90 days | treated as cancelled: end of contract +30 |
 *
 * What came first decides: an organisation that is deleted during its trial has no trial any more that could end, and can
 * be brought back with its log for 180 days; one that is deleted after its contract has ended loses the log as before.
 */
export function auditLogDeletion(
  organisation: Pick<Organisation, 'timeZone' | 'deletedAt'>,
  contract: Pick<Contract, 'organisationId' | 'state' | 'since' | 'periods'>,
): AuditLogDeletion | null {
  const { timeZone, deletedAt } = organisation;
  const end = contract.periods.at(-1)?.to ?? null;
  if (deletedAt !== null && (end === null || deletedAt < end)) {
    return planned('organisation-deleted', deletedAt, 180, timeZone);
  }
  if (end === null) return null;
  switch (contractAt(contract, end)) {
    case 'trial-ended':
      return planned('trial-ended', end, 30, timeZone);
    case 'cancelled':
      return planned('suspended-90-days', end, 30, timeZone);
    default:
      return planned('contract-ended', end, 30, timeZone);
  }
}

/** Each event goes by itself so many days after it was stored, 13 months and a little; done within 10 days. */
export const auditLogRetentionDays = 400;

function planned(rule: AuditLogDeletionRule, triggeredAt: Date, days: number, timeZone: string): AuditLogDeletion {
  const day = addDays(dayAt(triggeredAt, timeZone), days);
  return {
    rule,
    triggeredAt,
    startsAt: startOfDay(day, timeZone),
    doneBy: startOfDay(addDays(day, deletionDays), timeZone),
  };
}

/** A deletion that has started is done within so many days. */
const deletionDays = 10;

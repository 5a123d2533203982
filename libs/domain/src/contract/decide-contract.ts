import { DomainError } from '../errors.ts';
import type { Decision } from '../events.ts';
import type { Organisation } from '../organisation.ts';
import { addDays, dayAt, startOfDay } from '../zoned-day.ts';
import {
  type Contract,
  type ContractStanding,
  contractAt,
  type RecordingPeriod,
  suspensionDays,
  trialDays,
} from './contract.ts';

/** What an organisation's contract is before anything was decided. */
export function noContract(organisationId: string): Contract {
  return { organisationId, state: 'none', since: null, periods: [] };
}

/**
 * Begins the free trial: 30 days behind the one on which it begins, because a period that is counted in days does not
 * count its first one (Civil Code of Japan, article 140). There is one an organisation.
 */
export function decideStartTrial(
  before: Contract,
  { timeZone }: Pick<Organisation, 'timeZone'>,
  now: Date,
): Decision<Contract> {
  if (contractAt(before, now) === 'trial') return { next: before, events: [] };
  if (before.state !== 'none') {
    throw new DomainError('contract.trial-used', {
      ja: 'この組織は、すでに無料トライアルまたは契約を利用しています。続けて利用するには正式登録してください。',
      en: 'This organisation has had its trial or a contract already. To go on, register a contract.',
    });
  }
  const ends = startOfDay(addDays(dayAt(now, timeZone), trialDays + 1), timeZone);
  return {
    next: { ...before, state: 'trial', since: now, periods: [{ from: now, to: ends }] },
    events: [{ type: 'contract.trial-started', endsAt: ends }],
  };
}

/** Registers the organisation (正式登録): during its trial, or after a trial or contract that has ended. */
export function decideRegisterContract(before: Contract, now: Date): Decision<Contract> {
  const standing = contractAt(before, now);
  if (standing === 'contracted') return { next: before, events: [] };
  if (standing === 'suspended') {
    throw new DomainError('contract.suspended', {
      ja: '利用停止中です。新しく登録するのではなく、利用を再開してください。',
      en: 'The contract is suspended. Resume it instead of registering a new one.',
    });
  }
  return {
    next: { ...before, state: 'contracted', since: now, periods: opened(before.periods, now) },
    events: [{ type: 'contract.registered' }],
  };
}

/**
 * Suspends a contract (利用停止), most often because it is overdue. Events are still recorded: the contract goes on, and so
 * does signing in. After 90 days it counts as cancelled.
 */
export function decideSuspendContract(
  before: Contract,
  { timeZone }: Pick<Organisation, 'timeZone'>,
  now: Date,
): Decision<Contract> {
  const standing = contractAt(before, now);
  if (standing === 'suspended') return { next: before, events: [] };
  if (standing !== 'contracted') throw notRunning(standing);
  const cancelled = startOfDay(addDays(dayAt(now, timeZone), suspensionDays), timeZone);
  return {
    next: { ...before, state: 'suspended', since: now, periods: closed(before.periods, cancelled) },
    events: [{ type: 'contract.suspended', cancelledAt: cancelled }],
  };
}

/** Resumes a suspended contract that does not count as cancelled yet. */
export function decideResumeContract(before: Contract, now: Date): Decision<Contract> {
  const standing = contractAt(before, now);
  if (standing === 'contracted') return { next: before, events: [] };
  if (standing !== 'suspended') throw notRunning(standing);
  return {
    next: { ...before, state: 'contracted', since: now, periods: closed(before.periods, null) },
    events: [{ type: 'contract.resumed' }],
  };
}

/** Ends a trial or contract, suspended or not, at once. */
export function decideEndContract(before: Contract, now: Date): Decision<Contract> {
  const standing = contractAt(before, now);
  if (standing === 'ended' || standing === 'trial-ended' || standing === 'cancelled') {
    return { next: before, events: [] };
  }
  if (standing === 'none') throw notRunning(standing);
  return {
    next: { ...before, state: 'ended', since: now, periods: closed(before.periods, now) },
    events: [{ type: 'contract.ended' }],
  };
}

function notRunning(standing: ContractStanding): DomainError {
  return new DomainError('contract.not-running', {
    ja: `契約中の組織ではないため、この変更はできません（現在: ${standings[standing].ja}）。先に正式登録してください。`,
    en: `This needs a contract that is running; the organisation's is not (now: ${standings[standing].en}). Register one first.`,
  });
}

const standings: Readonly<Record<ContractStanding, { readonly ja: string; readonly en: string }>> = {
  none: { ja: '契約なし', en: 'none' },
  trial: { ja: '無料トライアル中', en: 'in its trial' },
  'trial-ended': { ja: '無料トライアル終了', en: 'its trial is over' },
  contracted: { ja: '契約中', en: 'contracted' },
  suspended: { ja: '利用停止中', en: 'suspended' },
  cancelled: { ja: '利用停止 90 日により解約済み', en: 'cancelled after 90 days of suspension' },
  ended: { ja: '契約終了', en: 'ended' },
};

/** Goes on with the last period where it has not ended, and begins another where it has. */
function opened(periods: readonly RecordingPeriod[], now: Date): readonly RecordingPeriod[] {
  const last = periods.at(-1);
  return last !== undefined && (last.to === null || last.to >= now)
    ? closed(periods, null)
    : [...periods, { from: now, to: null }];
}

/** The same with another end of the last one. */
function closed(periods: readonly RecordingPeriod[], to: Date | null): readonly RecordingPeriod[] {
  return periods.map((period, index) => (index === periods.length - 1 ? { ...period, to } : period));
}

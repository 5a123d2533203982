import type { EventRefusal } from '@sekisho/audit-events';
import { gapAround, isRecordedAt, type RecordingGap } from '@sekisho/domain';
import { RequestProblem } from '../admin/request-problem.ts';
import type { RecordingPeriods } from './recording-periods.ts';

/** Why an event that happened then (in milliseconds) is not taken, or null. */
export type RefuseByTime = (occurredAt: number) => EventRefusal | null;

/**
 * No contract, no recording. Admits an organisation's audit events as long as it is in one of its recording periods, and refuses
 * by itself what happened between two of them. Null where there is nothing between.
 */
export function contractGate(
  recordingPeriods: RecordingPeriods,
  organisationId: string,
): (now: Date) => Promise<RefuseByTime | null> {
  return async (now) => {
    const periods = await recordingPeriods(organisationId);
    if (!isRecordedAt(periods, now)) throw notRecording();
    // Nearly everybody has had one period only, and none of their events needs a look.
    if (periods.length === 1) return null;
    return (occurredAt) => {
      const gap = gapAround(periods, new Date(occurredAt));
      return gap === null ? null : notRecordedThen(gap);
    };
  };
}

function notRecordedThen({ from, to }: RecordingGap): EventRefusal {
  const [since, until] = [from.toISOString(), to.toISOString()];
  return {
    field: 'occurredAt',
    reason: {
      ja: `契約期間外 (${since} から ${until} まで) の操作は記録できません。このイベントは送信対象から外してください。`,
      en: `It happened outside the contract (from ${since} until ${until}), when nothing was recorded. Leave such events out.`,
    },
  };
}

/**
 * 403, because neither waiting nor mending the request helps, but somebody's decision: the sender stops, keeps its place and
 * says why. It must not be a status by which events are set aside.
 */
function notRecording(): RequestProblem {
  return new RequestProblem(403, 'contract.not-recording', {
    ja: 'この組織は契約期間外のため、監査ログを記録していません。契約者が正式登録すると、ふたたび送信できます。それまでイベントは送信元に残しておいてください。',
    en: 'This organisation is outside of any trial or contract, so nothing is recorded. Once the contract owner registers one, events are taken again; keep them until then.',
  });
}

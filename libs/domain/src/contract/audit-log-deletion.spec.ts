import { describe, expect, it } from 'vitest';
import { auditLogDeletion } from './audit-log-deletion.ts';
import type { Contract } from './contract.ts';
import {
  decideEndContract,
  decideRegisterContract,
  decideStartTrial,
  decideSuspendContract,
  noContract,
} from './decide-contract.ts';

const tokyo = { timeZone: 'Asia/Tokyo', deletedAt: null };
const newYork = { timeZone: 'America/New_York', deletedAt: null };

const none = noContract('org_a');
const registered = decideRegisterContract(none, new Date('2025-06-01T00:00:00.000Z')).next;

const trialFrom = (from: string, zone = tokyo) => decideStartTrial(none, zone, new Date(from)).next;
const suspendedAt = (at: string, zone = tokyo) => decideSuspendContract(registered, zone, new Date(at)).next;
const endedAt = (at: string, contract: Contract = registered) => decideEndContract(contract, new Date(at)).next;
const deletedAt = (at: string, zone = tokyo) => ({ ...zone, deletedAt: new Date(at) });

/** Each row of the deletion calendar about the audit log, and what two of them make of each other. */
describe('the deletion calendar of the audit log', () => {
  it.each<[string, Parameters<typeof auditLogDeletion>, ReturnType<typeof plan>]>([
    ['a contract that runs', [tokyo, registered], null],
    ['no contract at all', [tokyo, none], null],
    [
      'organisation deleted: D+180',
      [deletedAt('2026-04-01T03:00:00.000Z'), registered],
      plan('organisation-deleted', '2026-09-27T15:00:00.000Z'),
    ],
    [
      'Pass contract ended: D+30',
      [tokyo, endedAt('2026-04-01T03:00:00.000Z')],
      plan('contract-ended', '2026-04-30T15:00:00.000Z'),
    ],
    [
      'Pass trial ended without registration: D+30 of its end',
      [tokyo, trialFrom('2026-04-01T03:00:00.000Z')],
      plan('trial-ended', '2026-05-31T15:00:00.000Z'),
    ],
    [
      'suspended for 90 days: treated as cancelled, end of contract +30',
      [tokyo, suspendedAt('2026-04-01T03:00:00.000Z')],
      plan('suspended-90-days', '2026-07-29T15:00:00.000Z'),
    ],
    [
      'ended a millisecond before midnight in Tokyo: that day counts',
      [tokyo, endedAt('2026-03-31T14:59:59.999Z')],
      plan('contract-ended', '2026-04-29T15:00:00.000Z'),
    ],
    [
      'ended at midnight in Tokyo: the new day counts',
      [tokyo, endedAt('2026-03-31T15:00:00.000Z')],
      plan('contract-ended', '2026-04-30T15:00:00.000Z'),
    ],
    [
      'summer time begins in between',
      [newYork, endedAt('2026-02-20T17:00:00.000Z')],
      plan('contract-ended', '2026-03-22T04:00:00.000Z'),
    ],
    [
      'summer time ends in between',
      [deletedAt('2026-06-01T12:00:00.000Z', newYork), registered],
      plan('organisation-deleted', '2026-11-28T05:00:00.000Z'),
    ],
    [
      'summer time both begins and ends during a suspension',
      [newYork, suspendedAt('2026-08-10T12:00:00.000Z', newYork)],
      plan('suspended-90-days', '2026-12-08T05:00:00.000Z'),
    ],
    [
      'deleted during its trial: the trial can not end any more',
      [deletedAt('2026-04-10T03:00:00.000Z'), trialFrom('2026-04-01T03:00:00.000Z')],
      plan('organisation-deleted', '2026-10-06T15:00:00.000Z'),
    ],
    [
      'deleted after its contract has ended: as before',
      [deletedAt('2026-04-10T03:00:00.000Z'), endedAt('2026-04-01T03:00:00.000Z')],
      plan('contract-ended', '2026-04-30T15:00:00.000Z'),
    ],
    [
      'ended, and registered again',
      [tokyo, decideRegisterContract(endedAt('2026-04-01T03:00:00.000Z'), new Date('2026-04-20T00:00:00.000Z')).next],
      null,
    ],
    ['deleted, and brought back', [tokyo, registered], null],
  ])('%s', (_sentence, [organisation, contract], expected) => {
    const deletion = auditLogDeletion(organisation, contract);
    expect(deletion === null ? null : plan(deletion.rule, deletion.startsAt.toISOString())).toEqual(expected);
  });

  it('is done ten days of the calendar after it has started', () => {
    expect(auditLogDeletion(newYork, endedAt('2026-02-01T17:00:00.000Z'))).toEqual({
      rule: 'contract-ended',
      triggeredAt: new Date('2026-02-01T17:00:00.000Z'),
      startsAt: new Date('2026-03-03T05:00:00.000Z'),
      doneBy: new Date('2026-03-13T04:00:00.000Z'),
    });
  });
});

function plan(rule: string, startsAt: string): { readonly rule: string; readonly startsAt: string } | null {
  return { rule, startsAt };
}

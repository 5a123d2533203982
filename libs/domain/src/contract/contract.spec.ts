import { describe, expect, it } from 'vitest';
import type { Decision } from '../events.ts';
import { organisation, outcomeOf } from '../testing/samples.ts';
import { type Contract, contractAt, gapAround, isRecording } from './contract.ts';
import {
  decideEndContract,
  decideRegisterContract,
  decideResumeContract,
  decideStartTrial,
  decideSuspendContract,
  noContract,
} from './decide-contract.ts';

/** Noon in Tokyo, the given number of days after 1 April 2026. */
const day = (number: number) => new Date(Date.UTC(2026, 3, 1 + number, 3));

type Change = 'trial' | 'register' | 'suspend' | 'resume' | 'end';

const decide: Readonly<Record<Change, (before: Contract, now: Date) => Decision<Contract>>> = {
  trial: (before, now) => decideStartTrial(before, organisation, now),
  register: decideRegisterContract,
  suspend: (before, now) => decideSuspendContract(before, organisation, now),
  resume: decideResumeContract,
  end: decideEndContract,
};

/** The contract after the changes, each on its day. */
function after(changes: readonly (readonly [Change, number])[]): Contract {
  return changes.reduce((contract, [change, on]) => decide[change](contract, day(on)).next, noContract('org_a'));
}

describe('a contract over time', () => {
  it.each<[string, readonly (readonly [Change, number])[], number, string, boolean]>([
    ['nothing was ever decided', [], 0, 'none', false],
    ['the trial has begun', [['trial', 0]], 0, 'trial', true],
    ['the trial is on its last day', [['trial', 0]], 30, 'trial', true],
    ['the trial is over', [['trial', 0]], 31, 'trial-ended', false],
    [
      'it was registered during its trial',
      [
        ['trial', 0],
        ['register', 10],
      ],
      400,
      'contracted',
      true,
    ],
    [
      'it was registered after its trial',
      [
        ['trial', 0],
        ['register', 50],
      ],
      60,
      'contracted',
      true,
    ],
    [
      'it is between its trial and its registration',
      [
        ['trial', 0],
        ['register', 50],
      ],
      40,
      'contracted',
      false,
    ],
    [
      'it is suspended',
      [
        ['register', 0],
        ['suspend', 5],
      ],
      94,
      'suspended',
      true,
    ],
    [
      'it is suspended for 90 days',
      [
        ['register', 0],
        ['suspend', 5],
      ],
      95,
      'cancelled',
      false,
    ],
    [
      'it was resumed',
      [
        ['register', 0],
        ['suspend', 5],
        ['resume', 20],
      ],
      200,
      'contracted',
      true,
    ],
    [
      'it was ended',
      [
        ['register', 0],
        ['end', 5],
      ],
      6,
      'ended',
      false,
    ],
    [
      'its trial was ended',
      [
        ['trial', 0],
        ['end', 5],
      ],
      6,
      'ended',
      false,
    ],
    [
      'it was ended while suspended',
      [
        ['register', 0],
        ['suspend', 5],
        ['end', 6],
      ],
      7,
      'ended',
      false,
    ],
    [
      'it was registered again',
      [
        ['register', 0],
        ['end', 5],
        ['register', 9],
      ],
      10,
      'contracted',
      true,
    ],
  ])('%s', (_sentence, changes, on, standing, recording) => {
    const contract = after(changes);
    expect(contractAt(contract, day(on))).toBe(standing);
    expect(isRecording(organisation, contract, day(on))).toBe(recording);
  });

  it('gives the trial 30 whole days of the organisation behind the one on which it began', () => {
    expect(after([['trial', 0]]).periods).toEqual([{ from: day(0), to: new Date('2026-05-01T15:00:00.000Z') }]);
  });

  it('records nothing from the moment at which an organisation is deleted', () => {
    const contract = after([['register', 0]]);
    const deleted = { deletedAt: day(5) };
    expect(isRecording(deleted, contract, new Date(day(5).getTime() - 1))).toBe(true);
    expect(isRecording(deleted, contract, day(5))).toBe(false);
  });

  it('goes on with a period that is open, and begins another behind one that has ended', () => {
    expect(
      after([
        ['trial', 0],
        ['register', 10],
      ]).periods,
    ).toEqual([{ from: day(0), to: null }]);
    expect(
      after([
        ['register', 0],
        ['end', 5],
        ['register', 9],
      ]).periods,
    ).toEqual([
      { from: day(0), to: day(5) },
      { from: day(9), to: null },
    ]);
    expect(
      after([
        ['register', 0],
        ['end', 0],
        ['register', 0],
      ]).periods,
    ).toEqual([{ from: day(0), to: null }]);
  });
});

describe('changes of a contract', () => {
  it.each<[Change, readonly (readonly [Change, number])[], string]>([
    ['trial', [], 'contract.trial-started'],
    ['trial', [['trial', 0]], 'nothing'],
    ['trial', [['register', 0]], 'contract.trial-used'],
    [
      'trial',
      [
        ['register', 0],
        ['end', 1],
      ],
      'contract.trial-used',
    ],
    ['register', [], 'contract.registered'],
    ['register', [['register', 0]], 'nothing'],
    [
      'register',
      [
        ['register', 0],
        ['suspend', 1],
      ],
      'contract.suspended',
    ],
    ['suspend', [['register', 0]], 'contract.suspended'],
    [
      'suspend',
      [
        ['register', 0],
        ['suspend', 1],
      ],
      'nothing',
    ],
    ['suspend', [['trial', 0]], 'contract.not-running'],
    ['suspend', [], 'contract.not-running'],
    [
      'resume',
      [
        ['register', 0],
        ['suspend', 1],
      ],
      'contract.resumed',
    ],
    ['resume', [['register', 0]], 'nothing'],
    [
      'resume',
      [
        ['register', 0],
        ['end', 1],
      ],
      'contract.not-running',
    ],
    ['end', [['trial', 0]], 'contract.ended'],
    [
      'end',
      [
        ['register', 0],
        ['end', 1],
      ],
      'nothing',
    ],
    ['end', [], 'contract.not-running'],
  ])('%s after %j: %s', (change, before, expected) => {
    let events: readonly string[] = [];
    const refusal = outcomeOf(() => {
      events = decide[change](after(before), day(2)).events.map(({ type }) => type);
    });
    expect(refusal === 'accepted' ? (events[0] ?? 'nothing') : refusal).toBe(expected);
  });

  it('does not resume what counts as cancelled, but registers it again', () => {
    const cancelled = after([
      ['register', 0],
      ['suspend', 0],
    ]);
    expect(outcomeOf(() => decideResumeContract(cancelled, day(90)))).toBe('contract.not-running');
    expect(decideRegisterContract(cancelled, day(90)).next.periods).toHaveLength(2);
  });
});

describe('an event', () => {
  const { periods } = after([
    ['register', 10],
    ['end', 20],
    ['register', 30],
  ]);

  it.each([
    ['before the first period: a history brought along', 5, false],
    ['within a period', 15, false],
    ['at the end of a period', 20, true],
    ['in the gap', 25, true],
    ['at the beginning of the next', 30, false],
    ['after it', 40, false],
  ])('%s', (_sentence, on, inGap) => {
    expect(gapAround(periods, day(on))).toEqual(inGap ? { from: day(20), to: day(30) } : null);
  });
});

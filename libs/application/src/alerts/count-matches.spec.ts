import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { countMatch, type MatchCount } from './count-matches.ts';

const threshold = { threshold: 3, windowMinutes: 10 };
const at = (minutes: number) => new Date(minutes * 60_000);

/** Counts matches that happened at the given minutes, in this order; the result is when bursts were told. */
function burstsOf(minutes: readonly (number | [minute: number, id: string])[]): [first: number, last: number][] {
  let count: MatchCount = { matches: [], silentUntil: null };
  return minutes.flatMap((each, index): [number, number][] => {
    const [minute, eventId] = typeof each === 'number' ? [each, String(index)] : each;
    const { next, burst } = countMatch(count, { at: at(minute), eventId }, threshold);
    count = next;
    return burst === null ? [] : [[burst.first.getTime() / 60_000, burst.last.getTime() / 60_000]];
  });
}

describe('three within ten minutes', () => {
  it.each<[string, (number | [number, string])[], [number, number][]]>([
    ['are a burst', [1, 2, 3], [[1, 3]]],
    ['are none when two only', [1, 2], []],
    ['are none when spread', [1, 8, 15, 22], []],
    ['are one wherever the ten minutes begin', [1, 8, 15, 16], [[8, 16]]],
    ['count by when they happened, not by when they arrived', [5, 3, 4], [[3, 5]]],
    [
      'count once each',
      [
        [1, 'a'],
        [1, 'a'],
        [1, 'a'],
        [2, 'b'],
      ],
      [],
    ],
    ['are told once while it goes on', [1, 2, 3, 4, 5, 6, 7, 12], [[1, 3]]],
    [
      'are told again after a quiet window',
      [1, 2, 3, 14, 15, 16],
      [
        [1, 3],
        [14, 16],
      ],
    ],
    [
      'are not told again when they are read again',
      [
        [1, 'a'],
        [2, 'b'],
        [3, 'c'],
        [1, 'a'],
        [2, 'b'],
        [3, 'c'],
      ],
      [[1, 3]],
    ],
  ])('%s', (_sentence, minutes, expected) => {
    expect(burstsOf(minutes)).toEqual(expected);
  });

  it('keeps fewer matches than the threshold, whatever comes', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 60 }), { maxLength: 200 }), (minutes) => {
        let count: MatchCount = { matches: [], silentUntil: null };
        for (const [index, minute] of minutes.entries()) {
          count = countMatch(count, { at: at(minute), eventId: String(index) }, threshold).next;
          expect(count.matches.length).toBeLessThan(threshold.threshold);
        }
      }),
    );
  });
});

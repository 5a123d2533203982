import { describe, expect, it } from 'vitest';
import { barAt, spanOfBars } from './bar-selection.ts';

const hour = 3_600_000;
const histogram = {
  bucketMs: hour,
  buckets: [0, 1, 2, 3].map((index) => ({ start: new Date(index * hour).toISOString(), events: index })),
};

describe('barAt', () => {
  const box = { left: 100, width: 400 };

  it.each([
    ['the left edge', 100, 0],
    ['inside the second bar', 250, 1],
    ['the right edge belongs to the last bar', 500, 3],
    ['left of the bars', -50, 0],
    ['right of the bars', 900, 3],
  ])('%s', (_sentence, x, expected) => {
    expect(barAt(x, box, 4)).toBe(expected);
  });

  it('is 0 while nothing is laid out', () => {
    expect(barAt(10, { left: 0, width: 0 }, 4)).toBe(0);
  });
});

describe('spanOfBars', () => {
  it('covers both bars whole, drawn in either direction', () => {
    const expected = { from: '1970-01-01T01:00:00.000Z', to: '1970-01-01T04:00:00.000Z' };
    expect(spanOfBars(histogram, 1, 3)).toEqual(expected);
    expect(spanOfBars(histogram, 3, 1)).toEqual(expected);
  });

  it('covers one bar that was clicked', () => {
    expect(spanOfBars(histogram, 2, 2)).toEqual({ from: '1970-01-01T02:00:00.000Z', to: '1970-01-01T03:00:00.000Z' });
  });

  it('is null where there is no bar', () => {
    expect(spanOfBars({ bucketMs: 0, buckets: [] }, 0, 0)).toBeNull();
  });
});

import { describe, expect, it } from 'vitest';
import { departureLimit, percentOf } from './departure-limit.ts';

describe('departureLimit', () => {
  it.each([
    ['a fifth of a company', { share: 0.2, minimum: 10 }, 200, 40],
    ['ten of a few', { share: 0.2, minimum: 10 }, 12, 10],
    ['whole people only', { share: 0.2, minimum: 1 }, 9, 1],
  ])('is %s', (_sentence, brake, accounts, expected) => {
    expect(departureLimit(brake, accounts)).toBe(expected);
  });
});

it('shows a share in per cent', () => {
  expect([0.2, 0.125, 0.07, 1].map(percentOf)).toEqual([20, 12.5, 7, 100]);
});

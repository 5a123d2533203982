import { describe, expect, it } from 'vitest';
import { createMemoryBudget } from './memory-budget.ts';

describe('a memory budget', () => {
  it('gives what is there, and no more', () => {
    const budget = createMemoryBudget(100);
    expect([60, 40, 1].map((bytes) => budget.tryTake(bytes))).toEqual([true, true, false]);
    budget.release(40);
    expect([41, 40].map((bytes) => budget.tryTake(bytes))).toEqual([false, true]);
  });

  it('serves those who wait in their order, and lets nobody past them', async () => {
    const budget = createMemoryBudget(100);
    await budget.take(90);
    const served: string[] = [];
    const waiting = [
      budget.take(80).then(() => served.push('large')),
      budget.take(5).then(() => served.push('small')),
      budget.take(30).then(() => served.push('last')),
    ];
    expect(budget.tryTake(5)).toBe(false);
    budget.release(90);
    await Promise.all(waiting.slice(0, 2));
    expect(served).toEqual(['large', 'small']);
    budget.release(80);
    await Promise.all(waiting);
    expect(served).toEqual(['large', 'small', 'last']);
  });

  it('lets a piece through that is larger than all of it, alone', async () => {
    const budget = createMemoryBudget(100);
    await budget.take(500);
    expect(budget.tryTake(1)).toBe(false);
    budget.release(500);
    expect(budget.tryTake(1)).toBe(true);
  });
});

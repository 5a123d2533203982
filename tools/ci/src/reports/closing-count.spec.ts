import { describe, expect, it } from 'vitest';
import { closingCount, closingLine, type ExpectedReport } from './closing-count.ts';

const vitest = (name: string, fields: Record<string, unknown>): ExpectedReport => ({
  name,
  runner: 'vitest',
  text: JSON.stringify({
    success: true,
    numPassedTests: 0,
    numFailedTests: 0,
    numPendingTests: 0,
    numTodoTests: 0,
    ...fields,
  }),
});
const playwright = (stats: Record<string, number>, errors: unknown[] = []): ExpectedReport => ({
  name: 'browser',
  runner: 'playwright',
  text: JSON.stringify({ stats: { expected: 0, unexpected: 0, flaky: 0, skipped: 0, ...stats }, errors }),
});

describe('the closing count', () => {
  it('adds up what both runners counted', () => {
    const count = closingCount([vitest('a', { numPassedTests: 3 }), playwright({ expected: 2, flaky: 1 })]);
    expect(count).toEqual({ passed: 6, failed: 0, skipped: 0, problems: [] });
    expect(closingLine(count)).toBe('6 passed, 0 failed');
  });

  it('names skipped tests only when there are some', () => {
    const count = closingCount([vitest('a', { numPassedTests: 1, numPendingTests: 1, numTodoTests: 1 })]);
    expect(closingLine(count)).toBe('1 passed, 0 failed, 2 skipped');
  });

  it.each([
    ['a test failed', [vitest('a', { success: false, numPassedTests: 1, numFailedTests: 1 })]],
    [
      'a file could not be loaded, though every test that ran passed',
      [vitest('a', { success: false, numPassedTests: 9 })],
    ],
    ['a browser test failed', [playwright({ expected: 1, unexpected: 1 })]],
    ['the browser run broke outside a test', [playwright({ expected: 1 }, [{ message: 'no browser' }])]],
    ['a report is missing', [vitest('a', { numPassedTests: 1 }), { name: 'b', runner: 'vitest', text: null } as const]],
    [
      'a report is cut off',
      [vitest('a', { numPassedTests: 1 }), { name: 'b', runner: 'vitest', text: '{"su' } as const],
    ],
    ['no test ran at all', [vitest('a', {})]],
    ['there was nothing to count', []],
  ])('fails when %s', (_case, reports) => {
    expect(closingCount(reports).problems).not.toEqual([]);
  });
});

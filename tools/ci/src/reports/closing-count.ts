import { z } from 'zod';

/** What the runners themselves counted, added up. */
export interface ClosingCount {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
  /** Why the run failed although the counts alone may not show it. Any entry means failure. */
  readonly problems: readonly string[];
}

/** A report that a runner should have written: its text, or null when there is none. */
export interface ExpectedReport {
  readonly name: string;
  readonly runner: 'vitest' | 'playwright';
  readonly text: string | null;
}

const vitestReport = z.object({
  success: z.boolean(),
  numPassedTests: z.number(),
  numFailedTests: z.number(),
  numPendingTests: z.number(),
  numTodoTests: z.number(),
});

const playwrightReport = z.object({
  stats: z.object({ expected: z.number(), unexpected: z.number(), flaky: z.number(), skipped: z.number() }),
  errors: z.array(z.unknown()),
});

/** Adds up the reports. One that is missing, unreadable or says of itself that it failed makes the whole run fail. */
export function closingCount(reports: readonly ExpectedReport[]): ClosingCount {
  const problems: string[] = [];
  const total = { passed: 0, failed: 0, skipped: 0 };
  for (const report of reports) {
    const counted = countOf(report);
    if (typeof counted === 'string') {
      problems.push(`${report.name}: ${counted}`);
      continue;
    }
    total.passed += counted.passed;
    total.failed += counted.failed;
    total.skipped += counted.skipped;
    if (!counted.success) problems.push(`${report.name}: the runner says that it failed`);
  }
  if (total.passed + total.failed === 0) problems.push('no test ran');
  return { ...total, problems };
}

/** The last line of a run: `N passed, N failed`, and `, N skipped` if any were. */
export function closingLine({ passed, failed, skipped }: Omit<ClosingCount, 'problems'>): string {
  return `${passed} passed, ${failed} failed${skipped === 0 ? '' : `, ${skipped} skipped`}`;
}

function countOf(report: ExpectedReport): (Omit<ClosingCount, 'problems'> & { success: boolean }) | string {
  if (report.text === null) return 'there is no report: the runner did not reach its end';
  if (report.runner === 'vitest') {
    const parsed = vitestReport.safeParse(parseJson(report.text));
    if (!parsed.success) return 'the report is not one that Vitest writes';
    const { numPassedTests, numFailedTests, numPendingTests, numTodoTests, success } = parsed.data;
    return { passed: numPassedTests, failed: numFailedTests, skipped: numPendingTests + numTodoTests, success };
  }
  const parsed = playwrightReport.safeParse(parseJson(report.text));
  if (!parsed.success) return 'the report is not one that Playwright writes';
  const { stats, errors } = parsed.data;
  const success = stats.unexpected === 0 && errors.length === 0;
  return { passed: stats.expected + stats.flaky, failed: stats.unexpected, skipped: stats.skipped, success };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/**
 * `npm test`: every check and every test, then one line with the runners' own counts. Everything runs even when
 * something before it failed. Reports of an earlier run are removed first; for a package whose result is cached, Nx puts
 * its report back.
 */
import { execFile } from 'node:child_process';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { z } from 'zod';
import { closingCount, closingLine, type ExpectedReport } from './reports/closing-count.ts';
import { runStep, type Step, say, workspaceRoot } from './run-step.ts';

const steps: readonly Step[] = [
  { name: 'checks', command: ['node', 'tools/ci/src/run-checks.ts'], timeoutMinutes: 10 },
  {
    name: 'unit and integration tests',
    command: ['nx', 'run-many', '-t', 'test', '--parallel=2', '--output-style=stream'],
    timeoutMinutes: 40,
  },
  { name: 'end-to-end tests', command: ['npm', 'run', 'test:e2e', '-w', 'e2e'], timeoutMinutes: 25 },
  { name: 'browser tests', command: ['npm', 'run', 'test:browser', '-w', 'e2e'], timeoutMinutes: 15 },
];

const reports = join(workspaceRoot, 'reports');
await rm(reports, { recursive: true, force: true });
const failedSteps: string[] = [];
for (const step of steps) if (!(await runStep(step))) failedSteps.push(step.name);

const count = closingCount(await readReports());
for (const problem of count.problems) say(problem);
if (failedSteps.length > 0) say(`failed: ${failedSteps.join(', ')}`);
process.exitCode = failedSteps.length > 0 || count.problems.length > 0 || count.failed > 0 ? 1 : 0;
process.stdout.write(`${closingLine(count)}\n`);

/** Every report that this run must have left behind: one a package that has tests, and those of `e2e`. */
async function readReports(): Promise<ExpectedReport[]> {
  const names = [...(await packagesWithTests()), '@sekisho/e2e'];
  const expected = [
    ...names.map((name) => ({ name, runner: 'vitest' as const, path: join(reports, 'vitest', `${name}.json`) })),
    { name: 'admin-web', runner: 'playwright' as const, path: join(reports, 'playwright/admin-web.json') },
  ];
  return Promise.all(expected.map(async ({ name, runner, path }) => ({ name, runner, text: await textOf(path) })));
}

async function packagesWithTests(): Promise<string[]> {
  const nx = join(workspaceRoot, 'node_modules/.bin/nx');
  const { stdout } = await promisify(execFile)(nx, ['show', 'projects', '--with-target', 'test', '--json'], {
    cwd: workspaceRoot,
    env: { ...process.env, NX_DAEMON: 'false' },
  });
  return z.array(z.string()).parse(JSON.parse(stdout));
}

async function textOf(path: string): Promise<string | null> {
  try {
    return await readFile(path, 'utf8');
  } catch {
    return null;
  }
}

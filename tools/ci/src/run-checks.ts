/**
 * `npm run check`: everything that can be known about the code without running it. Every check runs even when one
 * before it failed, so that one run names all that is wrong.
 */
import { runStep, type Step, say } from './run-step.ts';

const checks: readonly Step[] = [
  {
    name: 'types',
    command: ['nx', 'run-many', '-t', 'typecheck', '--parallel=2', '--output-style=stream'],
    timeoutMinutes: 5,
  },
  {
    name: 'format and lint',
    command: ['biome', 'ci', `--colors=${process.stdout.isTTY ? 'force' : 'off'}`, '.'],
    timeoutMinutes: 2,
  },
  { name: 'package boundaries', command: ['node', 'tools/ci/src/boundaries/main.ts'], timeoutMinutes: 2 },
  { name: 'dead code', command: ['knip', '--no-progress'], timeoutMinutes: 2 },
  { name: 'lock file', command: ['node', 'tools/ci/src/lockfile/main.ts'], timeoutMinutes: 1 },
];

const failed: string[] = [];
for (const check of checks) if (!(await runStep(check))) failed.push(check.name);
say(failed.length === 0 ? `all ${checks.length} checks passed` : `failed checks: ${failed.join(', ')}`);
process.exitCode = failed.length === 0 ? 0 : 1;

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { workspaceRoot } from '../run-step.ts';
import { lockfileProblems } from './lockfile.ts';

const problems = lockfileProblems(JSON.parse(await readFile(join(workspaceRoot, 'package-lock.json'), 'utf8')));
for (const problem of problems) process.stdout.write(`package-lock.json: ${problem}\n`);
process.exitCode = problems.length === 0 ? 0 : 1;

import { workspaceRoot } from '../run-step.ts';
import { findBoundaryViolations } from './check-boundaries.ts';

const { files, violations } = await findBoundaryViolations(workspaceRoot);
for (const { from, to, rule, reason } of violations) {
  process.stdout.write(`${from} → ${to}\n  ${rule}: ${reason}\n`);
}
process.stdout.write(`${files} files read, ${violations.length} forbidden imports\n`);
process.exitCode = violations.length === 0 ? 0 : 1;

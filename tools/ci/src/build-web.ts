/**
 * The first half of `npm start`: makes the admin web app, the one part that is built. Nx knows whether its files have
 * changed since, so an unchanged app costs about a second. Silent unless it fails.
 */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { workspaceRoot } from './run-step.ts';

const nx = join(workspaceRoot, 'node_modules/.bin/nx');
const build = spawnSync(nx, ['run', '@sekisho/admin-web:build', '--output-style=static'], {
  cwd: workspaceRoot,
  env: { ...process.env, NX_DAEMON: 'false', NX_NO_CLOUD: 'true' },
  encoding: 'utf8',
});
if (build.status !== 0) {
  process.stderr.write(`${build.stdout ?? ''}${build.stderr ?? ''}${build.error?.message ?? ''}\n`);
  process.stderr.write('The admin web app could not be built. Run "npm ci" and try again; the reason is above.\n');
}
process.exitCode = build.status ?? 1;

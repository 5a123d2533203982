import { type ChildProcess, spawn } from 'node:child_process';
import { delimiter, join, resolve } from 'node:path';

/** The workspace's root folder. */
export const workspaceRoot = resolve(import.meta.dirname, '../../..');

/** One command of a run, shown while it works and ended when it takes too long. */
export interface Step {
  readonly name: string;
  readonly command: readonly [program: string, ...args: string[]];
  /** After this many minutes the step and everything it started are killed, and it counts as failed. */
  readonly timeoutMinutes: number;
  readonly env?: Readonly<Record<string, string>>;
}

let running: ChildProcess | undefined;
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => {
    if (running !== undefined) killGroup(running);
    process.exit(signal === 'SIGINT' ? 130 : 143);
  });
}

/** Runs a step in the workspace's root with the workspace's own tools first on the path; true when it succeeded. */
export async function runStep(step: Step): Promise<boolean> {
  const began = Date.now();
  say(`▶ ${step.name}`);
  const [program, ...args] = step.command;
  const path = [join(workspaceRoot, 'node_modules/.bin'), process.env.PATH ?? ''].join(delimiter);
  const child = spawn(program, args, {
    cwd: workspaceRoot,
    // A group of its own, so that a step that hangs can be ended with everything it started.
    detached: true,
    stdio: ['ignore', 'inherit', 'inherit'],
    env: { ...process.env, NX_DAEMON: 'false', NX_NO_CLOUD: 'true', ...step.env, PATH: path },
  });
  running = child;
  let timedOut = false;
  const timer = setTimeout(() => {
    timedOut = true;
    killGroup(child);
  }, step.timeoutMinutes * 60_000);
  const succeeded = await new Promise<boolean>((done) => {
    child.once('error', (error) => {
      say(`${program}: ${error.message}`);
      done(false);
    });
    child.once('exit', (code) => done(code === 0));
  });
  clearTimeout(timer);
  running = undefined;
  const seconds = ((Date.now() - began) / 1000).toFixed(1);
  const outcome = succeeded ? '✔' : timedOut ? `✘ (ended after ${step.timeoutMinutes} minutes)` : '✘';
  say(`${outcome} ${step.name}: ${seconds} s`);
  return succeeded;
}

/** A line of progress with the time of day, so that a run that is stuck can be seen to be. */
export function say(text: string): void {
  process.stdout.write(`[${new Date().toISOString().slice(11, 19)}] ${text}\n`);
}

function killGroup(child: ChildProcess): void {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, 'SIGKILL');
  } catch (error) {
    // The group ended by itself in the meantime.
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error;
  }
}

import { type ChildProcess, spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { z } from 'zod';
import { until } from '../support/until.ts';

/** A log-shipper as an operator runs it: a process of its own. */
export interface ShipperProcess {
  readonly pid: number;
  readonly child: ChildProcess;
  /** Its exit code; null when a signal ended it. */
  readonly exited: Promise<number | null>;
  /** What it has said on standard error so far. */
  said(): string;
  /** What it has written on standard output so far. */
  written(): string;
  kill(signal: NodeJS.Signals): void;
}

const cli = resolve(import.meta.dirname, '../../apps/log-shipper/src/cli.ts');

export interface ShipperSettings {
  readonly url: string;
  readonly key?: string | undefined;
  readonly apiKey?: string | undefined;
  readonly stateDir: string;
  readonly env?: Readonly<Record<string, string>> | undefined;
  /** Another program than the CLI's source, e.g. the built file in a folder of its own. */
  readonly program?: string | undefined;
  /** A program that becomes the shipper, and its arguments. */
  readonly wrapper?: readonly string[] | undefined;
  readonly cwd?: string | undefined;
  /** Another user, where this process may become one. */
  readonly uid?: number | undefined;
}

export function startShipper(args: readonly string[], settings: ShipperSettings): ShipperProcess {
  const command = [...(settings.wrapper ?? []), process.execPath, settings.program ?? cli, ...args];
  const child = spawn(command[0] ?? '', command.slice(1), {
    stdio: ['pipe', 'pipe', 'pipe'],
    cwd: settings.cwd,
    uid: settings.uid,
    env: {
      PATH: process.env['PATH'] ?? '',
      HOME: settings.stateDir,
      SEKISHO_URL: settings.url,
      SEKISHO_STATE: settings.stateDir,
      ...(settings.key === undefined ? {} : { SEKISHO_EVENT_KEY: settings.key }),
      ...(settings.apiKey === undefined ? {} : { SEKISHO_API_KEY: settings.apiKey }),
      ...settings.env,
    },
  });
  let said = '';
  let written = '';
  child.stderr.on('data', (chunk: Buffer) => {
    said = `${said}${chunk.toString('utf8')}`.slice(-200_000);
  });
  child.stdout.on('data', (chunk: Buffer) => {
    written += chunk.toString('utf8');
  });
  if (child.pid === undefined) throw new Error('the shipper did not start');
  return {
    pid: child.pid,
    child,
    exited: new Promise((done) => child.once('close', done)),
    said: () => said,
    written: () => written,
    kill: (signal) => void child.kill(signal),
  };
}

/** Waits until this shipper is the one that works on the state folder; from then on it listens to signals. */
export async function holdsState(shipper: ShipperProcess, stateDir: string): Promise<void> {
  await until('the shipper to take its state folder', async () => {
    const lock = z.object({ pid: z.number() }).parse(JSON.parse(await readFile(join(stateDir, 'lock'), 'utf8')));
    return lock.pid === shipper.pid ? true : undefined;
  });
}

/** Runs one command to its end. */
export async function runShipper(args: readonly string[], settings: ShipperSettings, input = '') {
  const shipper = startShipper(args, settings);
  shipper.child.stdin?.end(input);
  const code = await shipper.exited;
  return { code, said: shipper.said(), written: shipper.written() };
}

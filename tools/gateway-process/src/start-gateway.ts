/**
 * Runs the gateway as whoever installs it would: a process of its own, told what to do by environment and flags, and
 * watched from outside. Used where the process itself matters: kills, restarts, memory, start-up.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { createWriteStream, type WriteStream } from 'node:fs';
import { mkdir, readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

export interface GatewayOptions {
  /** Where the gateway keeps its data; its output goes to `gateway.log` in it. */
  readonly dataDir: string;
  /** Settings beside `DATA_DIR`. The rest of this process's environment is not handed on. */
  readonly env?: Readonly<Record<string, string>> | undefined;
  readonly flags?: readonly string[] | undefined;
  /** A fixed port, to come back on the same address; default: any free one. */
  readonly port?: number | undefined;
  /** How long it may take until the gateway says that it is ready. Default: 60 seconds. */
  readonly timeoutMs?: number | undefined;
}

export interface GatewayProcess {
  readonly pid: number;
  /** What it answers at, without a trailing slash. */
  readonly baseUrl: string;
  readonly operatorKey: string;
  /** SIGKILL, and waits for the process to be gone. Its PostgreSQL, if embedded, lives on: that is the point. */
  kill(): Promise<void>;
  /** SIGTERM: the polite stop. Returns the exit code, null when a signal ended it. */
  stop(): Promise<number | null>;
  /** The end of the process, however it comes. */
  readonly exited: Promise<number | null>;
  /** Everything it has written so far, for the message of a test that failed. */
  output(): string;
}

const main = resolve(import.meta.dirname, '../../../apps/gateway/src/main.ts');

/** The gateway ended, or took too long, before it was ready. Carries what it wrote. */
export class GatewayStartError extends Error {
  readonly code: number | null;
  readonly output: string;

  constructor(reason: string, code: number | null, output: string) {
    super(`${reason}\n${output.slice(-4_000)}`);
    this.name = 'GatewayStartError';
    this.code = code;
    this.output = output;
  }
}

/** Starts a gateway and waits until it says that it is ready. Throws {@link GatewayStartError}. */
export async function startGateway(options: GatewayOptions): Promise<GatewayProcess> {
  await mkdir(options.dataDir, { recursive: true });
  const log = createWriteStream(join(options.dataDir, 'gateway.log'), { flags: 'a' });
  const child = spawn(process.execPath, [main, ...(options.flags ?? [])], {
    cwd: options.dataDir,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      PATH: process.env['PATH'] ?? '',
      HOME: process.env['HOME'] ?? '',
      NODE_ENV: 'production',
      DATA_DIR: options.dataDir,
      HOST: '127.0.0.1',
      PORT: String(options.port ?? 0),
      ...options.env,
    },
  });
  const { output, ready } = readOutput(child, log);
  const exited = new Promise<number | null>((done) => {
    child.once('exit', (code) => {
      log.end();
      done(code);
    });
  });
  const patience = new AbortController();
  const baseUrl = await Promise.race([
    ready,
    exited.then((code) => {
      throw new GatewayStartError(`The gateway ended with ${code} before it was ready`, code, output());
    }),
    delay(options.timeoutMs ?? 60_000, undefined, { signal: patience.signal }).then(async () => {
      child.kill('SIGKILL');
      await exited;
      throw new GatewayStartError('The gateway took too long to be ready', null, output());
    }),
  ]).finally(() => patience.abort());
  if (child.pid === undefined) throw new GatewayStartError('The gateway has no process', null, output());
  return {
    pid: child.pid,
    baseUrl,
    operatorKey:
      options.env?.['OPERATOR_KEY'] ?? (await readFile(join(options.dataDir, 'operator-key'), 'utf8')).trim(),
    exited,
    output,
    async kill() {
      child.kill('SIGKILL');
      await exited;
    },
    async stop() {
      child.kill('SIGTERM');
      return exited;
    },
  };
}

/** Keeps the gateway's output and waits for the line in which it says where it answers. */
function readOutput(child: ChildProcess, log: WriteStream): { output: () => string; ready: Promise<string> } {
  let text = '';
  const ready = new Promise<string>((found) => {
    const take = (chunk: Buffer) => {
      // The log holds everything; in memory the last part is enough to explain a failure.
      text = `${text}${chunk.toString('utf8')}`.slice(-200_000);
      if (!log.writableEnded) log.write(chunk);
      const address = /Sekisho is ready at (http\S+)/.exec(text)?.[1] ?? /Sekisho worker is running()/.exec(text)?.[1];
      if (address !== undefined) found(address);
    };
    child.stdout?.on('data', take);
    child.stderr?.on('data', take);
  });
  return { output: () => text, ready };
}

import { execFile } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { basename, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import { isCode, readIfThere } from './cluster.ts';
import { EmbeddedPostgresError } from './embedded-postgres-error.ts';
import { type ServerUser, spawnAs } from './server-user.ts';

/**
 * The server process of one data directory, found by what PostgreSQL itself writes to `postmaster.pid`, whoever
 * started it. A gateway that was killed leaves its server running; the next one finds and adopts it.
 */

/** A live server process of our data directory. */
export interface Postmaster {
  readonly pid: number;
  /** 0 until the server has written it down. */
  readonly port: number;
  /** What the server says of itself: `starting`, `ready`, `stopping`. */
  readonly status: string;
  /** The program it runs, as it was started. */
  readonly program: string;
}

/** Where and how to run the server. */
export interface PostmasterPlace {
  /** The data directory: absolute, without symbolic links. */
  readonly cluster: string;
  /** The server's own log. */
  readonly logFile: string;
  /** Absolute path of `postgres`. */
  readonly program: string;
  readonly user: ServerUser | null;
  /** Server settings beside our own. */
  readonly settings: Readonly<Record<string, string>>;
}

/**
 * The live server of this data directory, or null. Afterwards the lock file is in a state that a new server accepts:
 * one that names a process which is not our server is disarmed, as its number may have passed to somebody else.
 */
export async function findPostmaster(cluster: string): Promise<Postmaster | null> {
  const path = join(cluster, 'postmaster.pid');
  let text = await readIfThere(path);
  if (text !== null && !Number.isInteger(pidIn(text))) {
    // Being written at this moment, or cut off by a crash of the machine.
    await delay(1_000);
    text = await readIfThere(path);
  }
  if (text === null) return null;
  const pid = pidIn(text);
  if (!Number.isInteger(pid)) {
    await rm(path, { force: true });
    return null;
  }
  const args = await argumentsOf(pid);
  if (args !== null && isPostmasterOf(cluster, args)) {
    const lines = text.split('\n');
    return { pid, port: Number(lines[3]) || 0, status: lines[7]?.trim() ?? 'starting', program: args[0] ?? '' };
  }
  // The file is not removed: by its other lines the new server makes sure that no orphaned backend is left.
  if (args !== null && (await readIfThere(path)) === text)
    await writeFile(path, text.replace(/^.*/, String(nobodysPid)));
  return null;
}

/**
 * Starts a server and waits until it has written that it is ready. Crash recovery may take its time: `onWaiting` is
 * called every ten seconds. Throws with the server's own words when it ends instead. Port null: a free one.
 */
export async function startPostmaster(
  place: PostmasterPlace,
  port: number | null,
  onWaiting: () => void,
): Promise<Postmaster> {
  const logStart = await rotateLog(place.logFile);
  const log = openSync(place.logFile, 'a', 0o600);
  const args = ['-D', place.cluster, '-p', String(port ?? (await findFreePort()))];
  for (const [name, value] of Object.entries({ ...ourSettings, ...place.settings }))
    args.push('-c', `${name}=${value}`);
  const exited = new AbortController();
  try {
    const child = await spawnAs(place.user, place.program, args, log);
    child.on('error', (error) => exited.abort(error));
    child.on('exit', (code, signal) => exited.abort(new Error(`exit ${code ?? signal}`)));
    child.unref();
    return await waitUntilReady(place.cluster, onWaiting, exited.signal);
  } catch (error) {
    if (!exited.signal.aborted) throw error;
    const said = (await readFile(place.logFile)).subarray(logStart).toString('utf8').trim();
    throw new EmbeddedPostgresError(
      'postgres.start-failed',
      {
        ja: `組み込みの PostgreSQL を起動できませんでした。\n${said}`,
        en: `The embedded PostgreSQL did not start.\n${said}`,
      },
      { cause: exited.signal.reason },
    );
  } finally {
    closeSync(log);
  }
}

/** Waits for a server of this directory that says `ready`. Throws when `giveUp` is aborted first. */
export async function waitUntilReady(cluster: string, onWaiting: () => void, giveUp: AbortSignal): Promise<Postmaster> {
  for (let waits = 1; ; waits += 1) {
    const found = await findPostmaster(cluster);
    if (found?.status === 'ready') return found;
    giveUp.throwIfAborted();
    if (waits % (10_000 / pollMs) === 0) onWaiting();
    await delay(pollMs);
  }
}

/**
 * Stops the server: open transactions are rolled back, everything committed is written down. A server that has not
 * ended after `patienceMs` is stopped less and less gently; it then recovers from its log at the next start. Nothing
 * that was committed is lost.
 */
export async function stopPostmaster(cluster: string, patienceMs = 30_000): Promise<void> {
  for (const signal of ['SIGINT', 'SIGQUIT', 'SIGKILL'] as const) {
    const found = await findPostmaster(cluster);
    if (found === null) return;
    try {
      process.kill(found.pid, signal);
    } catch (error) {
      if (!isCode(error, 'ESRCH')) throw error;
    }
    if (await hasEnded(cluster, found.pid, patienceMs)) return;
  }
  throw new Error(`The PostgreSQL server of ${cluster} does not stop`);
}

/** Waits until the server `pid` has ended; false when it has not within `patienceMs`. */
export async function hasEnded(cluster: string, pid: number, patienceMs: number): Promise<boolean> {
  for (let waited = 0; waited < patienceMs; waited += pollMs) {
    if ((await findPostmaster(cluster))?.pid !== pid) return true;
    await delay(pollMs);
  }
  return false;
}

const pollMs = 20;

/** Above every system's highest process number (Linux: 2^22), so never alive, and PostgreSQL reads it as a stale lock. */
const nobodysPid = 2 ** 31 - 1;

/**
 * Loopback only and no socket file: another user of the machine needs the password. Statements and details of errors
 * stay out of the server's log, as they hold personal data; the gateway logs what it needs to.
 */
const ourSettings: Readonly<Record<string, string>> = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  timezone: 'UTC',
  log_timezone: 'UTC',
  log_min_messages: 'log',
  log_min_error_statement: 'panic',
  log_error_verbosity: 'terse',
  log_checkpoints: 'off',
  // Our statements are short; compiling one costs more than it saves.
  jit: 'off',
};

function pidIn(text: string): number {
  const first = text.split('\n', 1)[0]?.trim() ?? '';
  return /^\d+$/.test(first) ? Number(first) : Number.NaN;
}

/**
 * The command line of a process, or null when there is none. Chosen over the working directory and the program's
 * path, which root inside a container may not read of another user's process.
 */
async function argumentsOf(pid: number): Promise<string[] | null> {
  if (process.platform === 'linux') {
    const text = await readIfThere(`/proc/${pid}/cmdline`).catch((error: unknown) => {
      if (isCode(error, 'ESRCH')) return null;
      throw error;
    });
    return text === null ? null : text.split('\0');
  }
  try {
    const { stdout } = await promisify(execFile)('ps', ['-ww', '-o', 'args=', '-p', String(pid)]);
    return splitCommandLine(stdout.trim());
  } catch {
    return null;
  }
}

/** `ps` joins the arguments by spaces. Ours are `<program> -D <cluster> -p <port> -c …`, so the flags part them. */
function splitCommandLine(line: string): string[] {
  const parts = /^(.*?) -D (.*) -p (\d+)( |$)/.exec(line);
  return parts === null ? [line] : [parts[1] ?? '', '-D', parts[2] ?? '', '-p', parts[3] ?? ''];
}

/** Backends rewrite their command line, so only the server process itself still shows how it was started. */
function isPostmasterOf(cluster: string, args: readonly string[]): boolean {
  return basename(args[0] ?? '') === 'postgres' && args[args.indexOf('-D') + 1] === cluster;
}

/** Keeps one former log; returns where in the file this start's lines begin. */
async function rotateLog(path: string): Promise<number> {
  const size = await stat(path).then(
    (file) => file.size,
    () => 0,
  );
  if (size < 10 * 1024 * 1024) return size;
  await rename(path, `${path}.1`);
  return 0;
}

async function findFreePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('The system gave no port');
  return address.port;
}

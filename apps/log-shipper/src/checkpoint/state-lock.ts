import { randomUUID } from 'node:crypto';
import { link, mkdir, readFile, readlink, rm, rmdir, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { exitCode } from '../settings/exit-code.ts';
import { OperatorError } from '../settings/operator-error.ts';

/** Another log-shipper works on this state folder. */
export class StateInUse extends OperatorError {
  constructor(stateDir: string, holder: string) {
    super(
      {
        ja: `別の log-shipper (${holder}) が ${stateDir} を使っています。そちらを止めるか、--state で別のフォルダーを指定してください。`,
        en: `Another log-shipper (${holder}) uses ${stateDir}. Stop it, or give this one a state folder of its own with --state.`,
      },
      exitCode.stateUnusable,
    );
  }
}

/** The state folder can't be made or written. */
export class StateNotWritable extends OperatorError {
  constructor(stateDir: string, cause: unknown) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    super(
      {
        ja: `状態フォルダー ${stateDir} に書き込めません (${reason})。権限と空き容量を確認するか、--state で別のフォルダーを指定してください。`,
        en: `The state folder ${stateDir} can't be written (${reason}). Look at its rights and the free space, or name another with --state.`,
      },
      exitCode.stateUnusable,
      { cause },
    );
  }
}

/**
 * Takes the state folder for this process, so that two shippers never move one checkpoint. A lock whose process is gone
 * (kill -9, power cut) is taken over: at once where that can be seen, after {@link silentMs} where it can't, because the
 * process lived in another container. Returns the function that gives it back.
 */
export async function lockState(stateDir: string, name = 'lock'): Promise<() => Promise<void>> {
  const path = join(stateDir, name);
  const mine = JSON.stringify(await describeProcess());
  const claim = `${path}.${randomUUID()}`;
  try {
    await mkdir(stateDir, { recursive: true, mode: 0o700 });
    await writeFile(claim, mine, { mode: 0o600 });
    while (!(await linkIfFree(claim, path))) await takeOver(path, stateDir);
  } catch (error) {
    throw error instanceof StateInUse ? error : new StateNotWritable(stateDir, error);
  } finally {
    await rm(claim, { force: true }).catch(() => undefined);
  }
  // The sign of life for those who can't see our process.
  const beat = setInterval(() => {
    const now = new Date();
    utimes(path, now, now).catch(() => undefined);
  }, silentMs / 6);
  beat.unref();
  return async () => {
    clearInterval(beat);
    // Somebody took it over while we were held up: then it is theirs.
    if ((await readFile(path, 'utf8').catch(() => '')) === mine) await rm(path, { force: true });
  };
}

const silentMs = 30_000;

async function linkIfFree(claim: string, path: string): Promise<boolean> {
  try {
    await link(claim, path);
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
    throw error;
  }
}

/**
 * Puts a dead lock out of the way; throws {@link StateInUse} when it is alive. One at a time, so that nobody removes what
 * somebody else has just taken over.
 */
async function takeOver(path: string, stateDir: string): Promise<void> {
  const turn = `${path}.takeover`;
  try {
    await mkdir(turn);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
    const began = await stat(turn).catch(() => null);
    // Whoever had the turn was killed in it.
    if (began !== null && Date.now() - began.mtimeMs > longestTurnMs) await rmdir(turn).catch(() => undefined);
    await new Promise((resume) => setTimeout(resume, 5));
    return;
  }
  try {
    const text = await readFile(path, 'utf8').catch(() => null);
    if (text === null) return;
    const holder = parseHolder(text);
    if (holder !== null && (await isAlive(holder, path))) throw new StateInUse(stateDir, `PID ${holder.pid}`);
    await rm(path, { force: true });
  } finally {
    await rmdir(turn).catch(() => undefined);
  }
}

const longestTurnMs = 5_000;

interface Holder {
  readonly pid: number;
  /** When the process started, in the kernel's own count: a later process with the same number differs in it. */
  readonly started: string;
  /** Which kernel's process numbers these are: start of the machine, and namespace of the container. */
  readonly numbering: string;
}

async function describeProcess(): Promise<Holder> {
  return { pid: process.pid, started: (await startOf(process.pid)) ?? '', numbering: await numbering() };
}

async function isAlive(holder: Holder, path: string): Promise<boolean> {
  if (holder.numbering === (await numbering())) {
    const started = await startOf(holder.pid);
    return started === null ? canSignal(holder.pid) && holder.started === '' : started === holder.started;
  }
  const touched = await stat(path).catch(() => null);
  return touched !== null && Date.now() - touched.mtimeMs < silentMs;
}

/** From /proc, where there is one (Linux); the name in the second field may hold anything, so fields count from its end. */
async function startOf(pid: number): Promise<string | null> {
  const text = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => null);
  if (text === null) return null;
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  // Killed, and only its parent has not taken note yet.
  if (fields[0] === 'Z' || fields[0] === 'X') return null;
  return fields[19] ?? null;
}

async function numbering(): Promise<string> {
  const boot = await readFile('/proc/sys/kernel/random/boot_id', 'utf8').catch(() => '');
  const namespace = await readlink('/proc/self/ns/pid').catch(() => '');
  return `${boot.trim()} ${namespace}`;
}

function canSignal(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

function parseHolder(text: string): Holder | null {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value !== 'object' || value === null) return null;
    if (!('pid' in value) || !('started' in value) || !('numbering' in value)) return null;
    const { pid, started, numbering } = value;
    if (typeof pid !== 'number' || typeof started !== 'string' || typeof numbering !== 'string') return null;
    return { pid, started, numbering };
  } catch {
    return null;
  }
}

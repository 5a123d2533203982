import { randomBytes } from 'node:crypto';
import { chown, link, mkdir, open, readdir, readFile, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { EmbeddedPostgresError } from './embedded-postgres-error.ts';
import type { ServerBinaries } from './server-binaries.ts';
import { type ServerUser, spawnAs } from './server-user.ts';

/**
 * The files of the embedded server: made once, complete or not at all. initdb fills a folder of its own, which takes
 * its final name in one step, so a gateway killed in the middle finds nothing and starts again.
 */

/** The passwords of the two roles, generated for this installation. */
export interface Credentials {
  /** Of `postgres`, the superuser: starts, adopts and stops the server, and creates the other role. */
  readonly superuser: string;
  /** Of `sekisho`, which owns the gateway's database and nothing else. */
  readonly application: string;
}

/** Makes the cluster unless it is there, and checks that these programs can read it. */
export async function ensureCluster(
  cluster: string,
  credentials: Credentials,
  binaries: ServerBinaries,
  user: ServerUser | null,
  options: { durable: boolean },
): Promise<void> {
  await removeAbandoned(dirname(cluster));
  const version = await readVersion(cluster);
  if (version === null) return createCluster(cluster, credentials, binaries, user, options);
  if (version !== binaries.majorVersion) {
    throw new EmbeddedPostgresError('postgres.unusable-data', {
      ja: `${cluster} は PostgreSQL ${version} のデータです。同梱の PostgreSQL ${binaries.majorVersion} では開けません。以前の版でダンプを取り、新しいフォルダーへ復元してください。`,
      en: `${cluster} holds data of PostgreSQL ${version}; the embedded server is PostgreSQL ${binaries.majorVersion} and can't open it. Dump it with the former release and restore it into a new folder.`,
    });
  }
}

/**
 * The installation's database passwords, from `path`, or new ones written there, readable by us alone. The link makes
 * the file appear complete, and of two gateways that write one, the first wins.
 */
export async function ensureCredentials(path: string, cluster: string): Promise<Credentials> {
  const existing = await readCredentials(path);
  if (existing !== null) return existing;
  if ((await readVersion(cluster)) !== null) {
    throw new EmbeddedPostgresError('postgres.unusable-data', {
      ja: `データベースのパスワード（${path}）がありません。バックアップから戻してください。`,
      en: `The database's passwords (${path}) are missing. Restore that file from a backup.`,
    });
  }
  const made: Credentials = { superuser: newPassword(), application: newPassword() };
  const draft = `${path}.${process.pid}-${randomBytes(4).toString('hex')}`;
  await writeSynced(draft, JSON.stringify(made));
  try {
    await link(draft, path);
  } catch (error) {
    if (!isCode(error, 'EEXIST')) throw error;
  } finally {
    await rm(draft, { force: true });
  }
  const kept = await readCredentials(path);
  if (kept === null) throw new Error(`${path} vanished while it was written`);
  return kept;
}

async function createCluster(
  cluster: string,
  credentials: Credentials,
  binaries: ServerBinaries,
  user: ServerUser | null,
  options: { durable: boolean },
): Promise<void> {
  // A name of its own for each attempt: an initdb that outlived its gateway may still be writing to its folder.
  const draft = `${cluster}.partial-${process.pid}-${randomBytes(4).toString('hex')}`;
  const passwordFile = join(draft, 'password');
  await mkdir(draft, { mode: 0o700 });
  await writeSynced(passwordFile, credentials.superuser);
  if (user !== null) for (const path of [draft, passwordFile]) await chown(path, user.uid, user.gid);
  await runInitdb(join(draft, 'cluster'), passwordFile, binaries, user, options);
  try {
    await rename(join(draft, 'cluster'), cluster);
    await syncFolder(dirname(cluster));
  } catch (error) {
    // Another gateway was faster; its cluster is as good as ours.
    if (!isCode(error, 'ENOTEMPTY') && !isCode(error, 'EEXIST')) throw error;
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
}

/**
 * UTF-8 whatever the machine's locale is, and the builtin provider's C.UTF-8 (PostgreSQL 17+), which sorts by code
 * point and never changes with the operating system: an index stays right when the folder moves to another machine.
 */
async function runInitdb(
  target: string,
  passwordFile: string,
  binaries: ServerBinaries,
  user: ServerUser | null,
  options: { durable: boolean },
): Promise<void> {
  const args = [
    `--pgdata=${target}`,
    '--username=postgres',
    `--pwfile=${passwordFile}`,
    '--auth=scram-sha-256',
    '--encoding=UTF8',
    '--locale=C',
    '--locale-provider=builtin',
    '--builtin-locale=C.UTF-8',
    '--no-instructions',
    ...(options.durable ? [] : ['--no-sync']),
  ];
  const child = await spawnAs(user, binaries.initdb, args, 'pipe');
  const output: Buffer[] = [];
  child.stdout?.on('data', (chunk: Buffer) => output.push(chunk));
  child.stderr?.on('data', (chunk: Buffer) => output.push(chunk));
  const code = await new Promise<number | null>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', resolve);
  });
  if (code === 0) return;
  const said = Buffer.concat(output).toString('utf8').trim();
  throw new EmbeddedPostgresError('postgres.start-failed', {
    ja: `データベースを作成できませんでした（initdb の終了コード ${code}）。\n${said}`,
    en: `The database could not be created (initdb ended with ${code}).\n${said}`,
  });
}

/** Removes what a killed gateway left half-made. Folders of a process that lives are its own business. */
async function removeAbandoned(folder: string): Promise<void> {
  for (const name of await readdir(folder)) {
    const maker = /\.partial-(\d+)-/.exec(name)?.[1];
    if (maker === undefined || isAlive(Number(maker))) continue;
    // Its initdb may still be at work; then the folder goes at the next start.
    await rm(join(folder, name), { recursive: true, force: true }).catch(() => undefined);
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return isCode(error, 'EPERM');
  }
}

async function readVersion(cluster: string): Promise<string | null> {
  return (await readIfThere(join(cluster, 'PG_VERSION')))?.trim() ?? null;
}

async function readCredentials(path: string): Promise<Credentials | null> {
  const text = await readIfThere(path);
  if (text === null) return null;
  const parsed: unknown = JSON.parse(text);
  if (
    typeof parsed === 'object' &&
    parsed !== null &&
    'superuser' in parsed &&
    typeof parsed.superuser === 'string' &&
    'application' in parsed &&
    typeof parsed.application === 'string'
  ) {
    return { superuser: parsed.superuser, application: parsed.application };
  }
  throw new EmbeddedPostgresError('postgres.unusable-data', {
    ja: `${path} の内容が正しくありません。バックアップから戻してください。`,
    en: `${basename(path)} is not what the gateway wrote. Restore ${path} from a backup.`,
  });
}

/** The file's text, or null when there is no such file. */
export async function readIfThere(path: string): Promise<string | null> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (isCode(error, 'ENOENT')) return null;
    throw error;
  }
}

function newPassword(): string {
  return randomBytes(24).toString('base64url');
}

async function writeSynced(path: string, text: string): Promise<void> {
  const file = await open(path, 'wx', 0o600);
  try {
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
}

async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

/** Whether an error carries this operating system code, e.g. `ENOENT`. */
export function isCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}

import { execFile, spawn } from 'node:child_process';
import { access, constants, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { promisify } from 'node:util';
import { EmbeddedPostgresError } from './embedded-postgres-error.ts';

/**
 * Under which user the server runs. PostgreSQL refuses root, so a gateway started by root gives it to `postgres`, or,
 * where there is no such user, to `nobody`. We create no user: changing the system is not ours to do.
 */
export interface ServerUser {
  readonly uid: number;
  readonly gid: number;
  /** Root's folders on the way may be closed to that user; then the server gets the right to pass them. */
  readonly passesClosedFolders: boolean;
}

/** The user for the server, or null when it runs as we do. `cluster` need not exist yet. */
export async function chooseServerUser(cluster: string, neededFolders: readonly string[]): Promise<ServerUser | null> {
  const ours = process.getuid?.() ?? 0;
  const owner = await stat(cluster).catch(() => null);
  if (ours !== 0) {
    if (owner !== null && owner.uid !== ours) throw wrongOwner(cluster);
    return null;
  }
  const { uid, gid } = owner !== null && owner.uid !== 0 ? owner : await findUser(['postgres', 'nobody']);
  const open = await Promise.all(neededFolders.map((folder) => mayEnter(folder, uid, gid)));
  return { uid, gid, passesClosedFolders: open.includes(false) };
}

/**
 * Starts a program as `user`, outside our process group: Ctrl-C in a terminal goes to the whole group, and the server
 * must live until the gateway has finished its requests. Our environment, which may hold secrets, is not handed on.
 */
export async function spawnAs(
  user: ServerUser | null,
  program: string,
  args: readonly string[],
  output: number | 'pipe',
) {
  const settings = {
    detached: true,
    cwd: '/',
    env: { PATH: process.env['PATH'], LC_ALL: 'C', TZ: 'UTC' },
  };
  const stdio = ['ignore', output, output] satisfies ['ignore', number | 'pipe', number | 'pipe'];
  if (user === null) return spawn(program, args, { ...settings, stdio });
  if (!user.passesClosedFolders) return spawn(program, args, { ...settings, stdio, uid: user.uid, gid: user.gid });
  const privileges = [
    `--reuid=${user.uid}`,
    `--regid=${user.gid}`,
    '--clear-groups',
    '--inh-caps=+dac_override',
    '--ambient-caps=+dac_override',
    '--',
  ];
  return spawn(await findSetpriv(), [...privileges, program, ...args], { ...settings, stdio });
}

async function findUser(names: readonly string[]): Promise<{ uid: number; gid: number }> {
  for (const name of names) {
    try {
      const [uid, gid] = await Promise.all(['-u', '-g'].map((flag) => promisify(execFile)('id', [flag, name])));
      return { uid: Number(uid?.stdout), gid: Number(gid?.stdout) };
    } catch {
      // No such user: the next name may do.
    }
  }
  throw new EmbeddedPostgresError('postgres.wrong-owner', {
    ja: 'PostgreSQL は root では動作しません。postgres ユーザーを作成するか、ゲートウェイを一般ユーザーで起動してください。',
    en: 'PostgreSQL refuses to run as root. Create a user "postgres", or start the gateway as an ordinary user.',
  });
}

/** Whether plain permission bits let a user without supplementary groups pass every folder down to `folder`. */
async function mayEnter(folder: string, uid: number, gid: number): Promise<boolean> {
  const { mode, uid: owner, gid: group } = await stat(folder);
  const bit = owner === uid ? 0o100 : group === gid ? 0o010 : 0o001;
  if ((mode & bit) === 0) return false;
  const parent = dirname(folder);
  return parent === folder || mayEnter(parent, uid, gid);
}

async function findSetpriv(): Promise<string> {
  for (const path of ['/usr/bin/setpriv', '/bin/setpriv']) {
    try {
      await access(path, constants.X_OK);
      return path;
    } catch {
      // The next place, then the explanation below.
    }
  }
  throw new EmbeddedPostgresError('postgres.wrong-owner', {
    ja: 'PostgreSQL は root では動作しませんが、データフォルダーまたは node_modules は root 以外のユーザーが開けない場所にあります。ゲートウェイを一般ユーザーで起動するか、全員が通過できる場所（例: /srv/sekisho）に置いてください。',
    en: 'PostgreSQL refuses to run as root, and the data folder or node_modules is in a place that only root can enter. Start the gateway as an ordinary user, or put both where everybody may pass, for example /srv/sekisho.',
  });
}

function wrongOwner(cluster: string): EmbeddedPostgresError {
  return new EmbeddedPostgresError('postgres.wrong-owner', {
    ja: `${cluster} は別のユーザーの所有です。最初に起動したユーザーでゲートウェイを起動してください。`,
    en: `${cluster} belongs to another user. Start the gateway as the user who started it first.`,
  });
}

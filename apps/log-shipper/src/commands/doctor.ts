import { access, constants, mkdir, open, rm, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { discoverFiles } from '../tail/discover.ts';

/** One thing that was looked at, and what to do when it is not well. */
export interface Finding {
  readonly check: string;
  readonly ok: boolean;
  readonly detail: string;
}

/** Looks at everything that `ship` needs, and changes nothing but a probe file of its own. */
export async function examine(options: {
  gatewayUrl: string;
  key: string;
  stateDir: string;
  paths: readonly string[];
}): Promise<Finding[]> {
  return [
    await attempt('gateway reachable', () => reach(options.gatewayUrl)),
    await attempt('event key accepted', () => tryKey(options.gatewayUrl, options.key)),
    await attempt('state folder writable', () => tryState(options.stateDir)),
    await attempt('free disk space', () => freeSpace(options.stateDir)),
    ...(await Promise.all(options.paths.map((path) => attempt(`readable: ${path}`, () => readable(path))))),
  ];
}

async function attempt(check: string, look: () => Promise<string>): Promise<Finding> {
  try {
    return { check, ok: true, detail: await look() };
  } catch (error) {
    const cause = error instanceof Error && error.cause instanceof Error ? ` (${error.cause.message})` : '';
    return { check, ok: false, detail: `${error instanceof Error ? error.message : String(error)}${cause}` };
  }
}

async function reach(gatewayUrl: string): Promise<string> {
  const response = await fetch(`${gatewayUrl}/healthz`, { signal: AbortSignal.timeout(5_000) });
  if (!response.ok)
    throw new Error(`${gatewayUrl}/healthz answered ${response.status}. Is this the gateway’s address?`);
  return gatewayUrl;
}

/** An empty delivery: the gateway looks at the key before the body. */
async function tryKey(gatewayUrl: string, key: string): Promise<string> {
  if (key === '')
    throw new Error('No key. Give one with --key or SEKISHO_EVENT_KEY; administrators issue it under API keys.');
  const response = await fetch(`${gatewayUrl}/audit/v1/events`, {
    method: 'POST',
    headers: { Authorization: `Bearer ${key}`, 'Content-Type': 'application/x-ndjson' },
    body: '',
    signal: AbortSignal.timeout(5_000),
  });
  if (response.status === 401 || response.status === 403) {
    throw new Error(
      `The gateway does not accept the key (${response.status}). It may be revoked, or not an event key.`,
    );
  }
  return `answered ${response.status}`;
}

async function tryState(stateDir: string): Promise<string> {
  await mkdir(stateDir, { recursive: true, mode: 0o700 });
  const probe = join(stateDir, 'probe');
  const file = await open(probe, 'w');
  try {
    await file.writeFile('probe');
    await file.sync();
  } finally {
    await file.close();
    await rm(probe, { force: true });
  }
  return stateDir;
}

async function freeSpace(stateDir: string): Promise<string> {
  const { bavail, bsize } = await statfs(stateDir);
  const mebibytes = Math.floor((bavail * bsize) / 1_048_576);
  if (mebibytes < 100)
    throw new Error(`Only ${mebibytes} MiB are free: the checkpoint and dead letters may not be writable.`);
  return `${mebibytes} MiB`;
}

async function readable(pattern: string): Promise<string> {
  const files = await discoverFiles([pattern]);
  if (files.length === 0) throw new Error('No file matches. Check the path and the pattern’s quotes.');
  for (const path of files) await access(path, constants.R_OK);
  return `${files.length} file(s)`;
}

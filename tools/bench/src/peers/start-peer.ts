import { fork } from 'node:child_process';
import { z } from 'zod';
import type { PeerAddress } from './listening.ts';

/** A peer that answers in a process of its own. */
export interface Peer extends PeerAddress {
  stop(): Promise<void>;
}

const address = z.object({ scimBaseUrl: z.string(), token: z.string() });

/** Starts `<name>-server.ts` on the given database and waits until it answers. */
export async function startPeer(name: 'jackson' | 'scimmy', databaseUrl: string): Promise<Peer> {
  const child = fork(new URL(`./${name}-server.ts`, import.meta.url), {
    env: { ...process.env, DATABASE_URL: databaseUrl, NODE_ENV: 'production', DO_NOT_TRACK: '1' },
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const reported = new Promise<unknown>((resolve, reject) => {
    child.once('message', resolve);
    child.once('exit', (code) => reject(new Error(`${name} ended with ${code} before it answered`)));
  });
  const found = address.parse(await reported);
  let stopping = false;
  child.once('exit', (code, signal) => {
    if (!stopping) process.stderr.write(`${name} at ${found.scimBaseUrl} ended with ${code ?? signal}\n`);
  });
  return {
    ...found,
    async stop() {
      stopping = true;
      child.kill('SIGKILL');
      await exited;
    },
  };
}

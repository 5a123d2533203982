import type { Server } from 'node:http';
import type { Express } from 'express';

/** What a peer's process tells the benchmark once it answers. */
export interface PeerAddress {
  /** Without a trailing slash; `/Users` follows. */
  readonly scimBaseUrl: string;
  readonly token: string;
}

/** The database a peer may use, from the environment the benchmark gave it. */
export function databaseUrl(): string {
  const url = process.env['DATABASE_URL'];
  if (url === undefined) throw new Error('DATABASE_URL is not set: peers are started by the benchmark, not by hand');
  return url;
}

/** Listens on a free port of 127.0.0.1, with keep-alive as long as a benchmark needs, and reports the address. */
export async function listenAndReport(app: Express, pathOf: () => PeerAddress): Promise<void> {
  const server = await new Promise<Server>((resolve, reject) => {
    const listening = app.listen(0, '127.0.0.1', (error?: Error) => (error ? reject(error) : resolve(listening)));
  });
  server.keepAliveTimeout = 60_000;
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server has no port');
  const { scimBaseUrl, token } = pathOf();
  process.send?.({ scimBaseUrl: `http://127.0.0.1:${address.port}${scimBaseUrl}`, token } satisfies PeerAddress);
  // The benchmark's end, however it comes, is ours too.
  process.once('disconnect', () => process.exit(0));
}

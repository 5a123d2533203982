import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A listening HTTP server that can be stopped without cutting anybody off. */
export interface Listener {
  readonly port: number;
  /** Takes no new connections, lets running requests finish until `deadline`, then cuts the rest. */
  stop(deadline: Date): Promise<void>;
}

/** Starts to listen. Rejects with the system's error (`EADDRINUSE`, `EACCES`) when it can't. */
export async function listen(handler: RequestListener, options: { host: string; port: number }): Promise<Listener> {
  const server = createServer({ keepAliveTimeout: 65_000, headersTimeout: 20_000, requestTimeout: 300_000 }, handler);
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port, options.host, () => {
      server.off('error', reject);
      resolve();
    });
  });
  const address = server.address() as AddressInfo;
  return { port: address.port, stop: (deadline) => stop(server, deadline) };
}

async function stop(server: Server, deadline: Date): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  // Keep-alive connections become idle one by one as their last request ends.
  const sweep = setInterval(() => server.closeIdleConnections(), 50);
  const cut = setTimeout(() => server.closeAllConnections(), Math.max(0, deadline.getTime() - Date.now()));
  try {
    await closed;
  } finally {
    clearInterval(sweep);
    clearTimeout(cut);
  }
}

import { createServer, type IncomingMessage, type RequestListener } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { gunzipSync } from 'node:zlib';
import type { TestCertificate } from './certificate.ts';

/** What came, unpacked. */
export interface ReceivedRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Unpacked where it was gzipped. */
  readonly body: string;
  /** As it came. */
  readonly raw: Buffer;
}

export interface Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** How the receiver behaves: an answer, or silence until it is stopped. */
export type Behaviour = (request: ReceivedRequest, index: number) => Answer | 'silence' | 'reset';

/** A real server on a free port of this machine, which keeps what it got and answers as it is told. */
export interface HttpReceiver {
  readonly url: string;
  readonly port: number;
  /** Every request that came whole, in order. */
  readonly requests: readonly ReceivedRequest[];
  behave(behaviour: Behaviour): void;
  /** Goes away; connections are cut. */
  stop(): Promise<void>;
  /** Comes back on the same port, with what it remembers. */
  start(): Promise<void>;
}

export async function startHttpReceiver(options: { readonly tls?: TestCertificate } = {}): Promise<HttpReceiver> {
  const requests: ReceivedRequest[] = [];
  let behaviour: Behaviour = () => ({ status: 200 });
  let port = 0;

  const listener: RequestListener = async (incoming, response) => {
    const request = await receive(incoming).catch(() => null);
    if (request === null) return;
    requests.push(request);
    const answer = behaviour(request, requests.length - 1);
    if (answer === 'silence') return;
    if (answer === 'reset') {
      incoming.socket.destroy();
      return;
    }
    response.writeHead(answer.status, answer.headers).end(answer.body);
  };

  let server = newServer();

  function newServer() {
    return options.tls === undefined ? createServer(listener) : createTlsServer({ ...options.tls }, listener);
  }

  async function start(): Promise<void> {
    server = newServer();
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject).listen(port, '127.0.0.1', resolve);
    });
    port = addressOf(server.address()).port;
  }

  await start();
  return {
    get url() {
      return `${options.tls === undefined ? 'http' : 'https'}://localhost:${port}`;
    },
    get port() {
      return port;
    },
    requests,
    behave(next) {
      behaviour = next;
    },
    async stop() {
      const closed = new Promise<void>((resolve) => {
        server.close(() => resolve());
      });
      server.closeAllConnections();
      await closed;
    },
    start,
  };
}

async function receive(incoming: IncomingMessage): Promise<ReceivedRequest> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(Buffer.from(chunk));
  const raw = Buffer.concat(chunks);
  const headers = Object.fromEntries(
    Object.entries(incoming.headers).map(([name, value]) => [
      name,
      Array.isArray(value) ? value.join(', ') : (value ?? ''),
    ]),
  );
  const unpacked = headers['content-encoding'] === 'gzip' ? gunzipSync(raw) : raw;
  return {
    method: incoming.method ?? '',
    path: incoming.url ?? '',
    headers,
    body: unpacked.toString('utf8'),
    raw,
  };
}

export function addressOf(address: AddressInfo | string | null): AddressInfo {
  if (address === null || typeof address === 'string') throw new Error('the server has no port');
  return address;
}

import type { Socket } from 'node:net';
import { createServer, type TLSSocket } from 'node:tls';
import type { TestCertificate } from './certificate.ts';
import { addressOf } from './http-receiver.ts';

/**
 * - `take`: reads everything and ends in order
 * - `reset`: resets the connection with the first bytes unread
 * - `silence`: reads, and never ends
 */
export type SyslogBehaviour = 'take' | 'reset' | 'silence';

/** A syslog server over TLS with octet counting (RFC 5425). */
export interface SyslogReceiver {
  readonly port: number;
  /** Every message of connections that ended in order, in the order of the connections. */
  readonly messages: readonly string[];
  readonly connections: () => number;
  behave(behaviour: SyslogBehaviour): void;
  stop(): Promise<void>;
  start(): Promise<void>;
}

export async function startSyslogReceiver(certificate: TestCertificate): Promise<SyslogReceiver> {
  const messages: string[] = [];
  let behaviour: SyslogBehaviour = 'take';
  let connections = 0;
  let port = 0;
  const open = new Set<Socket>();

  function receive(socket: TLSSocket): void {
    connections += 1;
    const chunks: Buffer[] = [];
    socket.on('error', () => undefined);
    if (behaviour === 'reset') {
      socket.destroy();
      return;
    }
    const takes = behaviour === 'take';
    socket.on('data', (chunk: Buffer) => chunks.push(chunk));
    socket.on('end', () => {
      messages.push(...parseFrames(Buffer.concat(chunks)));
      if (takes) socket.end();
    });
  }

  let server = newServer();

  function newServer() {
    return createServer({ ...certificate, allowHalfOpen: true }, receive).on('connection', (socket: Socket) => {
      open.add(socket);
      socket.on('close', () => open.delete(socket));
    });
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
    get port() {
      return port;
    },
    messages,
    connections: () => connections,
    behave(next) {
      behaviour = next;
    },
    async stop() {
      const closed = new Promise<void>((resolve) => {
        server.close(() => resolve());
      });
      for (const socket of open) socket.destroy();
      await closed;
    },
    start,
  };
}

/** Throws on bytes that are not frames. */
export function parseFrames(bytes: Buffer): string[] {
  const messages: string[] = [];
  for (let at = 0; at < bytes.length; ) {
    const space = bytes.indexOf(0x20, at);
    const length = Number(bytes.subarray(at, space).toString('ascii'));
    if (space < 0 || !Number.isInteger(length) || length <= 0 || space + 1 + length > bytes.length) {
      throw new Error(`no frame at byte ${at}`);
    }
    messages.push(bytes.subarray(space + 1, space + 1 + length).toString('utf8'));
    at = space + 1 + length;
  }
  return messages;
}

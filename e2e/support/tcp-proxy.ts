import { createConnection, createServer, type Server, type Socket } from 'node:net';

/** Stands between a program and its server, so that the server can go away for the program alone. */
export interface TcpProxy {
  readonly port: number;
  /** Nothing listens any more and what was connected is cut: the server was stopped. */
  refuse(): Promise<void>;
  /** Connections stay, and nothing passes: the server, or the network on the way to it, hangs. */
  hang(): void;
  /** The server is back. Connections that hung are cut, as after a time-out. */
  open(): Promise<void>;
  close(): Promise<void>;
}

export async function startTcpProxy(target: { readonly host: string; readonly port: number }): Promise<TcpProxy> {
  const sockets = new Set<Socket>();
  let hanging = false;
  let port = 0;
  let server: Server | undefined;

  const keep = (socket: Socket) => {
    sockets.add(socket);
    socket.on('error', () => socket.destroy());
    socket.on('close', () => sockets.delete(socket));
    if (hanging) socket.pause();
  };
  const connect = (client: Socket) => {
    const upstream = createConnection(target);
    keep(client);
    keep(upstream);
    client.on('close', () => upstream.destroy());
    upstream.on('close', () => client.destroy());
    client.on('data', (chunk) => upstream.write(chunk));
    upstream.on('data', (chunk) => client.write(chunk));
  };
  const listen = async () => {
    const listening = createServer(connect);
    server = listening;
    await new Promise<void>((done, failed) => {
      listening.once('error', failed);
      listening.listen(port, '127.0.0.1', done);
    });
    const address = listening.address();
    if (address !== null && typeof address !== 'string') port = address.port;
  };
  const cut = () => {
    for (const socket of sockets) socket.destroy();
  };
  const refuse = async () => {
    const ending = server;
    server = undefined;
    if (ending === undefined) return;
    const closed = new Promise((done) => ending.close(done));
    cut();
    await closed;
  };

  await listen();
  return {
    get port() {
      return port;
    },
    refuse,
    hang() {
      hanging = true;
      for (const socket of sockets) socket.pause();
    },
    async open() {
      if (hanging) cut();
      hanging = false;
      if (server === undefined) await listen();
    },
    close: refuse,
  };
}

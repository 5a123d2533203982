/**
 * The child process of the test server: chDB behind ClickHouse's HTTP interface. It lives in a process of its own
 * because an engine has one data directory a process, and because it can be killed there with -9.
 * It ends by itself when its parent goes.
 */
import { createServer } from 'node:http';
import { Session } from 'chdb';
import { handleRequest } from './handle-request.ts';
import type { Fault, FromServer, ServerSettings, ToServer } from './messages.ts';

const settings: ServerSettings = JSON.parse(process.env['CLICKHOUSE_TEST_SERVER'] ?? '{}');
// Keeps the engine open between requests; each request has a session of its own beside it.
new Session(settings.dataDirectory);

const faults: { fault: Fault; left: number }[] = [];
let running = 0;
let received = 0;
let port = settings.port;

const server = createServer({ maxHeaderSize: 1024 * 1024 }, (request, response) => {
  running += 1;
  received += 1;
  handleRequest(request, response, settings, takeFault).finally(() => {
    running -= 1;
  });
});

process.on('message', (message: ToServer) => {
  answer(message).catch((error: unknown) => {
    send({ id: message.id, type: 'failed', reason: String(error) });
  });
});
process.on('disconnect', () => process.exit(0));

async function answer(message: ToServer): Promise<void> {
  switch (message.type) {
    case 'listen':
      port = await listen(port);
      send({ id: message.id, type: 'listening', port });
      return;
    case 'refuse':
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
      send({ id: message.id, type: 'done' });
      return;
    case 'fault':
      faults.push({ fault: message.fault, left: message.fault.times ?? Number.POSITIVE_INFINITY });
      send({ id: message.id, type: 'done' });
      return;
    case 'clear-faults':
      faults.length = 0;
      server.closeAllConnections();
      send({ id: message.id, type: 'done' });
      return;
    case 'statistics':
      send({ id: message.id, type: 'statistics', running, received });
      return;
  }
}

function listen(on: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(on, '127.0.0.1', () => {
      server.off('error', reject);
      const address = server.address();
      resolve(typeof address === 'object' && address !== null ? address.port : on);
    });
  });
}

function takeFault(sql: string): Fault | undefined {
  const found = faults.find(
    ({ fault, left }) => left > 0 && sql.toLowerCase().includes((fault.sqlContains ?? '').toLowerCase()),
  );
  if (found === undefined) return undefined;
  found.left -= 1;
  return found.fault;
}

function send(message: FromServer): void {
  process.send?.(message);
}

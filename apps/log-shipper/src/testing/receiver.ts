import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { gunzipSync } from 'node:zlib';

/** An event of the tests: only its number matters. */
export interface NumberedEvent {
  readonly id: string;
  readonly n: number;
}

type Failure = number | readonly [status: number, headers: Readonly<Record<string, string>>, body?: string];

/** A receiver with the gateway's manners: it takes an id once, and fails as it is told to. */
export class Receiver {
  readonly stored = new Map<string, NumberedEvent>();
  requests = 0;
  /** How many events each request brought that was taken. */
  readonly taken: number[] = [];
  /** A body with more bytes is answered with 413, as by a proxy. */
  maximumBytes = Number.POSITIVE_INFINITY;
  /** The addresses that events came to. */
  readonly paths = new Set<string>();
  /** Answers to give instead of taking the events; the connection is cut for 0. */
  readonly failures: Failure[] = [];
  refuse: (event: NumberedEvent) => boolean = () => false;
  /** Requests wait for it before they are answered. */
  gate: Promise<void> = Promise.resolve();
  #server: Server | undefined;

  async start(): Promise<string> {
    const server = createServer(async (request, response) => {
      this.requests += 1;
      this.paths.add(request.url ?? '');
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk);
      await this.gate;
      const failure = this.failures.shift();
      if (failure === 0) {
        request.socket.destroy();
        return;
      }
      if (failure !== undefined) {
        const [status, headers, body] = typeof failure === 'number' ? [failure, {}] : failure;
        response.writeHead(status, headers).end(body ?? '{}');
        return;
      }
      const packed = Buffer.concat(chunks);
      if (packed.length > this.maximumBytes) {
        response.writeHead(413).end('Too large');
        return;
      }
      const body = request.headers['content-encoding'] === 'gzip' ? gunzipSync(packed) : packed;
      const answer = this.#take(body.toString().trimEnd().split('\n'));
      response.writeHead(200, { 'Content-Type': 'application/json' }).end(JSON.stringify(answer));
    });
    this.#server = server;
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    if (address === null || typeof address === 'string') throw new Error('no port');
    return `http://127.0.0.1:${address.port}`;
  }

  stop(): void {
    this.#server?.closeAllConnections();
    this.#server?.close();
  }

  numbers(): number[] {
    return [...this.stored.values()].map((event) => event.n).sort((a, b) => a - b);
  }

  #take(lines: readonly string[]) {
    this.taken.push(lines.length);
    const rejected: object[] = [];
    let accepted = 0;
    let duplicates = 0;
    for (const [index, line] of lines.entries()) {
      const event: NumberedEvent = JSON.parse(line);
      if (this.refuse(event)) rejected.push(rejection(index + 1, event.id));
      else if (this.stored.has(event.id)) duplicates += 1;
      else {
        this.stored.set(event.id, event);
        accepted += 1;
      }
    }
    return { accepted, duplicates, rejected };
  }
}

function rejection(line: number, id: string) {
  const reason = { ja: 'そのカテゴリはありません。', en: 'There is no such category.' };
  return { line, id, field: 'category', reason: reason.en, reasonLocalised: reason };
}

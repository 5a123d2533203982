import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFile, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { DeliveryImpossible } from '../deliver/sender.ts';
import { ndjsonReader } from '../formats/ndjson-reader.ts';
import type { Reporter } from '../settings/reporter.ts';
import { listDeadLetters } from './dead-letter.ts';
import { type ShipOptions, ship } from './ship.ts';
import { readStatus } from './status.ts';

/** A receiver with the gateway's manners: it takes an id once, and fails as it is told to. */
class Receiver {
  readonly stored = new Map<string, { n: number }>();
  requests = 0;
  /** Answers to give instead of taking the events; the connection is cut for 0. */
  readonly failures: (number | [status: number, headers: Record<string, string>])[] = [];
  refuse: (event: { id: string; n: number }) => boolean = () => false;
  #server: Server | undefined;

  async start(): Promise<string> {
    this.#server = createServer(async (request, response) => {
      this.requests += 1;
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk);
      const failure = this.failures.shift();
      if (failure === 0) return request.socket.destroy();
      if (failure !== undefined) {
        const [status, headers] = typeof failure === 'number' ? [failure, {}] : failure;
        return response.writeHead(status, headers).end('{}');
      }
      const lines = gunzipSync(Buffer.concat(chunks)).toString().trimEnd().split('\n');
      const answer = { accepted: 0, duplicates: 0, rejected: [] as { line: number; reason: string }[] };
      for (const [index, line] of lines.entries()) {
        const event = JSON.parse(line) as { id: string; n: number };
        if (this.refuse(event)) answer.rejected.push({ line: index + 1, reason: 'no such category' });
        else if (this.stored.has(event.id)) answer.duplicates += 1;
        else {
          this.stored.set(event.id, event);
          answer.accepted += 1;
        }
      }
      response.writeHead(200, { 'Content-Type': 'application/json' }).end(JSON.stringify(answer));
    });
    this.#server.listen(0, '127.0.0.1');
    await once(this.#server, 'listening');
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  stop(): void {
    this.#server?.closeAllConnections();
    this.#server?.close();
  }

  numbers(): number[] {
    return [...this.stored.values()].map((event) => event.n).sort((a, b) => a - b);
  }
}

const silent: Reporter = { note: () => undefined, progress: () => undefined, end: () => undefined };
const upTo = (count: number, from = 0) => Array.from({ length: count }, (_, i) => i + from);
const lines = (numbers: readonly number[]) => numbers.map((n) => `${JSON.stringify({ n })}\n`).join('');

let folder: string;
let receiver: Receiver;
let gatewayUrl: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ship-'));
  receiver = new Receiver();
  gatewayUrl = await receiver.start();
});
afterEach(async () => {
  receiver.stop();
  await rm(folder, { recursive: true });
});

function options(overrides: Partial<ShipOptions> = {}): ShipOptions {
  return {
    paths: [join(folder, 'app*')],
    follow: false,
    gatewayUrl,
    key: 'key',
    stateDir: join(folder, 'state'),
    readerFor: () => ndjsonReader,
    compression: 'gzip',
    concurrency: 3,
    batchEvents: 100,
    batchBytes: 1_000_000,
    pollMs: 5,
    requestTimeoutMs: 5_000,
    ...overrides,
  };
}

describe('shipping once', () => {
  it('delivers every line, and a second run sends nothing', async () => {
    await writeFile(join(folder, 'app.log'), lines(upTo(1_050)));
    const never = new AbortController().signal;
    expect(await ship(options(), silent, never)).toMatchObject({ accepted: 1_050, exitCode: 0 });
    const { requests } = receiver;
    expect(await ship(options(), silent, never)).toMatchObject({ accepted: 0, exitCode: 0 });
    expect(receiver.requests).toBe(requests);
    expect(receiver.numbers()).toEqual(upTo(1_050));
  });

  it('doubles nothing when the checkpoint is lost and the file is sent again', async () => {
    await writeFile(join(folder, 'app.log'), lines(upTo(300)));
    const never = new AbortController().signal;
    await ship(options(), silent, never);
    expect(await ship(options({ stateDir: join(folder, 'other') }), silent, never)).toMatchObject({
      accepted: 0,
      duplicates: 300,
    });
  });

  it('tries again after errors, waits as long as it is told, and loses nothing', async () => {
    await writeFile(join(folder, 'app.log'), lines(upTo(250)));
    receiver.failures.push(0, 500, [503, { 'Retry-After': '0' }], [429, { 'Retry-After': '1' }]);
    const waits: unknown[] = [];
    const reporter = { ...silent, note: (_message: string, facts?: object) => waits.push(facts) };
    const result = await ship(options({ concurrency: 1 }), reporter, new AbortController().signal);
    expect(result).toMatchObject({ accepted: 250, exitCode: 0 });
    expect(waits).toContainEqual(expect.objectContaining({ reason: 'HTTP 429', waitMs: 1_000 }));
    expect(receiver.numbers()).toEqual(upTo(250));
  });

  it('halves a batch that is too large', async () => {
    await writeFile(join(folder, 'app.log'), lines(upTo(64)));
    receiver.failures.push(413, 413);
    await ship(options({ concurrency: 1 }), silent, new AbortController().signal);
    expect(receiver.numbers()).toEqual(upTo(64));
  });

  it('sets refused and unreadable lines aside, with place and reason, and goes on', async () => {
    await writeFile(join(folder, 'app.log'), `${lines([1])}not json\n${lines([2, 3])}`);
    receiver.refuse = (event) => event.n === 2;
    const result = await ship(options(), silent, new AbortController().signal);
    expect(result).toMatchObject({ accepted: 2, refused: 1, unreadable: 1, exitCode: 4 });
    const letters = await listDeadLetters(join(folder, 'state'));
    expect(
      letters.map(({ line, content }) => [line, content.includes('not json') || content.includes('"n":2')]),
    ).toEqual([
      [2, true],
      [3, true],
    ]);
    expect((await readStatus(join(folder, 'state'))).deadLetters).toBe(2);
  });

  it.each([401, 403, 404])('stops at %d and keeps its place', async (status) => {
    await writeFile(join(folder, 'app.log'), lines(upTo(10)));
    receiver.failures.push(status);
    await expect(ship(options(), silent, new AbortController().signal)).rejects.toThrow(DeliveryImpossible);
    expect(await ship(options(), silent, new AbortController().signal)).toMatchObject({ accepted: 10 });
  });
});

describe('following', () => {
  it('ships what is written, through a rotation, until it is told to stop', async () => {
    const live = join(folder, 'app.log');
    await writeFile(live, lines(upTo(10)));
    const stop = new AbortController();
    const run = ship(options({ follow: true }), silent, stop.signal);
    await vi.waitFor(() => expect(receiver.numbers()).toEqual(upTo(10)));
    await appendFile(live, lines([10]));
    await rename(live, join(folder, 'app.log.1'));
    await writeFile(live, lines([11, 12]));
    await vi.waitFor(() => expect(receiver.numbers()).toEqual(upTo(13)));
    stop.abort();
    expect(await run).toMatchObject({ accepted: 13, exitCode: 0 });
    const status = await readStatus(join(folder, 'state'));
    expect(status.sources.every((source) => source.behindBytes === 0)).toBe(true);
  });
});

describe('killed with -9 again and again', () => {
  it('delivers each line exactly once', async () => {
    const live = join(folder, 'app.log');
    const cli = join(import.meta.dirname, '../cli.ts');
    const args = [
      cli,
      'ship',
      live,
      '--url',
      gatewayUrl,
      '--key',
      'k',
      '--state',
      join(folder, 'state'),
      '--batch-events',
      '50',
      '--poll',
      '5',
      '--quiet',
    ];
    await writeFile(live, lines(upTo(200)));
    let written = 200;
    for (let round = 0; round < 6; round += 1) {
      const before = receiver.stored.size;
      const child = spawn(process.execPath, args, { stdio: ['ignore', 'ignore', 'inherit'] });
      await appendFile(live, lines(upTo(400, written)));
      written += 400;
      await vi.waitFor(() => expect(receiver.stored.size).toBeGreaterThan(before), { timeout: 20_000, interval: 1 });
      child.kill('SIGKILL');
      await once(child, 'exit');
    }
    await ship(options({ paths: [live] }), silent, new AbortController().signal);
    expect(receiver.numbers()).toEqual(upTo(written));
    expect(JSON.parse(await readFile(join(folder, 'state', 'checkpoint.json'), 'utf8'))).toMatchObject({ version: 1 });
  }, 120_000);
});

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFile, mkdir, mkdtemp, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { StateOfOtherStream } from '../checkpoint/state-stream.ts';
import type { DeadLetter } from '../deliver/dead-letter.ts';
import { openDeadLetters } from '../deliver/dead-letter-box.ts';
import { DeliveryImpossible } from '../deliver/sender.ts';
import { csv } from '../formats/csv.ts';
import { ndjson } from '../formats/ndjson.ts';
import type { Reporter } from '../settings/reporter.ts';
import { Receiver } from '../testing/receiver.ts';
import { retryDeadLetters } from './dead-letter.ts';
import { NoSuchFiles, type ShipOptions, ship } from './ship.ts';
import { readStatus } from './status.ts';

const silent: Reporter = { note: () => undefined, progress: () => undefined, end: () => undefined };
const upTo = (count: number, from = 0) => Array.from({ length: count }, (_, i) => i + from);
const lines = (numbers: readonly number[]) => numbers.map((n) => `${JSON.stringify({ n })}\n`).join('');
/** The same with ids, which are sent as they are. */
const linesWithId = (numbers: readonly number[]) =>
  numbers.map((n) => `${JSON.stringify({ id: `id-${n}`, n })}\n`).join('');
const never = new AbortController().signal;

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
    stream: 'audit-log',
    gatewayUrl,
    key: 'key',
    stateDir: join(folder, 'state'),
    formatFor: () => ndjson,
    compression: 'gzip',
    concurrency: 3,
    batchEvents: 100,
    batchBytes: 1_000_000,
    pollMs: 5,
    requestTimeoutMs: 5_000,
    language: 'en',
    ...overrides,
  };
}

async function deadLetters(): Promise<DeadLetter[]> {
  const letters: DeadLetter[] = [];
  for await (const letter of openDeadLetters(join(folder, 'state')).read()) letters.push(letter);
  return letters;
}

describe('the two logs', () => {
  it.each([
    ['audit-log', '/audit/v1/events'],
    ['access-log', '/audit/v1/access-events'],
  ] as const)('%s: events go to %s, and so do its dead letters when they are retried', async (stream, path) => {
    await writeFile(join(folder, 'app.log'), lines(upTo(10)));
    receiver.refuse = (event) => event.n === 5;
    expect(await ship(options({ stream }), silent, never)).toMatchObject({ accepted: 9, refused: 1 });
    receiver.refuse = () => false;
    expect(await retryDeadLetters(options(), silent, never)).toMatchObject({ delivered: 1, left: 0 });
    expect(receiver.numbers()).toEqual(upTo(10));
    expect([...receiver.paths]).toEqual([path]);
  });

  it('never share a state folder: the second is refused before it sends or moves anything', async () => {
    await writeFile(join(folder, 'app.log'), lines(upTo(10)));
    await ship(options({ stream: 'access-log' }), silent, never);
    const before = await readStatus(join(folder, 'state'));
    await appendFile(join(folder, 'app.log'), lines([10]));
    await expect(ship(options({ stream: 'audit-log' }), silent, never)).rejects.toThrow(StateOfOtherStream);
    expect([...receiver.paths]).toEqual(['/audit/v1/access-events']);
    expect(await ship(options({ stream: 'access-log' }), silent, never)).toMatchObject({ accepted: 1 });
    expect(before.sources[0]?.line).toBe(10);
  });

  it.each(['checkpoint.json', 'dead-letter.ndjson'])(
    'a folder from before there were two, with a %s, is the audit log’s',
    async (name) => {
      await writeFile(join(folder, 'app.log'), lines([1]));
      await mkdir(join(folder, 'state'));
      await writeFile(join(folder, 'state', name), name === 'checkpoint.json' ? '{"version":1,"positions":[]}' : '');
      await expect(ship(options({ stream: 'access-log' }), silent, never)).rejects.toThrow(StateOfOtherStream);
      expect(await ship(options(), silent, never)).toMatchObject({ accepted: 1, exitCode: 0 });
    },
  );
});

describe('shipping once', () => {
  it('delivers every line, and a second run sends nothing', async () => {
    await writeFile(join(folder, 'app.log'), lines(upTo(1_050)));
    expect(await ship(options(), silent, never)).toMatchObject({ accepted: 1_050, exitCode: 0 });
    const { requests } = receiver;
    expect(await ship(options(), silent, never)).toMatchObject({ accepted: 0, exitCode: 0 });
    expect(receiver.requests).toBe(requests);
    expect(receiver.numbers()).toEqual(upTo(1_050));
  });

  it('doubles nothing when the checkpoint is lost and the file is sent again', async () => {
    await writeFile(join(folder, 'app.log'), lines(upTo(300)));
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
    const result = await ship(options({ concurrency: 1 }), reporter, never);
    expect(result).toMatchObject({ accepted: 250, exitCode: 0 });
    expect(waits).toContainEqual(expect.objectContaining({ reason: 'HTTP 429', waitMs: 1_000 }));
    expect(receiver.numbers()).toEqual(upTo(250));
  });

  it('halves a batch that is too large', async () => {
    await writeFile(join(folder, 'app.log'), lines(upTo(64)));
    receiver.failures.push(413, 413);
    await ship(options({ concurrency: 1 }), silent, never);
    expect(receiver.numbers()).toEqual(upTo(64));
  });

  it('learns from an answer how much somebody on the way takes, and asks no more than a few times too much', async () => {
    await writeFile(join(folder, 'app.log'), linesWithId(upTo(2_000)));
    receiver.maximumBytes = 800;
    const result = await ship(options({ concurrency: 1, compression: 'none' }), silent, never);
    expect(result).toMatchObject({ accepted: 2_000, duplicates: 0, refused: 0 });
    expect(receiver.numbers()).toEqual(upTo(2_000));
    expect(receiver.requests - receiver.taken.length).toBeLessThan(5);
  });

  it.each([
    ['as they are', linesWithId],
    ['with an id put in', lines],
  ])('sends events %s, no more in a request than it may have', async (_sentence, write) => {
    await writeFile(join(folder, 'app.log'), write(upTo(1_050)));
    await ship(options({ batchEvents: 100, concurrency: 1 }), silent, never);
    expect(receiver.taken).toEqual([...Array<number>(10).fill(100), 50]);
    receiver.taken.length = 0;
    receiver.stored.clear();
    // Two of the shortest lines.
    const batchBytes = Buffer.byteLength(linesWithId([0, 1]));
    await ship(options({ batchBytes, concurrency: 1, stateDir: join(folder, 'other') }), silent, never);
    expect(receiver.numbers()).toEqual(upTo(1_050));
    expect(Math.max(...receiver.taken)).toBeLessThanOrEqual(2);
  });

  it('names the place and the bytes of each refused line, also among lines that are sent as they are', async () => {
    const path = join(folder, 'app.log');
    await writeFile(path, `\uFEFF${linesWithId(upTo(50))}\n${lines([50])}\r\n${linesWithId(upTo(49, 51))}`);
    receiver.refuse = (event) => event.n % 7 === 3;
    const refused = upTo(100).filter((n) => n % 7 === 3);
    const result = await ship(options({ batchEvents: 33 }), silent, never);
    expect(result).toMatchObject({ accepted: 100 - refused.length, refused: refused.length, unreadable: 0 });
    const letters = (await deadLetters()).sort((a, b) => a.line - b.line);
    expect(letters.map(({ content }) => JSON.parse(content).n)).toEqual(refused);
    expect(letters.map(({ line }) => line)).toEqual(refused.map((n) => (n < 50 ? n + 1 : n === 50 ? 52 : n + 3)));
    expect(letters.every(({ content }) => content.startsWith('{') && content.endsWith('}'))).toBe(true);
    receiver.refuse = () => false;
    expect(await retryDeadLetters(options(), silent, never)).toMatchObject({ delivered: refused.length, left: 0 });
    expect(receiver.numbers()).toEqual(upTo(100));
  });

  it('sets refused and unreadable lines aside, with place and readable reason, and goes on', async () => {
    await writeFile(join(folder, 'app.log'), `${lines([1])}not json\n${lines([2, 3])}`);
    receiver.refuse = (event) => event.n === 2;
    const result = await ship(options(), silent, never);
    expect(result).toMatchObject({ accepted: 2, refused: 1, unreadable: 1, exitCode: 4 });
    expect(await deadLetters()).toEqual([
      {
        at: expect.any(String),
        path: join(folder, 'app.log'),
        line: 2,
        reason: expect.stringMatching(/^The line is not JSON/),
        refusal: { reason: { ja: expect.stringContaining('JSON として読み取れません'), en: expect.any(String) } },
        content: 'not json',
      },
      {
        at: expect.any(String),
        path: join(folder, 'app.log'),
        line: 3,
        reason: 'category: There is no such category.',
        refusal: {
          field: 'category',
          id: expect.any(String),
          reason: { ja: 'そのカテゴリはありません。', en: 'There is no such category.' },
        },
        content: expect.stringContaining('"n":2'),
      },
    ]);
    expect((await readStatus(join(folder, 'state'))).deadLetters).toBe(2);
  });

  it('keeps the bytes of a line that is not text', async () => {
    const bytes = Buffer.from([0x7b, 0xff, 0x00, 0x7d]);
    await writeFile(join(folder, 'app.log'), Buffer.concat([bytes, Buffer.from('\n')]));
    await ship(options(), silent, never);
    expect(await deadLetters()).toMatchObject([{ encoding: 'base64', content: bytes.toString('base64') }]);
  });

  it('sends dead letters again beside a running shipper, and keeps what is refused again', async () => {
    await writeFile(join(folder, 'app.log'), `${lines(upTo(10))}not json\n`);
    receiver.refuse = (event) => event.n < 4;
    const stop = new AbortController();
    const run = ship(options({ follow: true }), silent, stop.signal);
    await vi.waitFor(async () => expect(await deadLetters()).toHaveLength(5));
    receiver.refuse = (event) => event.n === 0;
    expect(await retryDeadLetters(options(), silent, never)).toEqual({ delivered: 3, left: 2, exitCode: 4 });
    expect(receiver.numbers()).toEqual(upTo(9, 1));
    expect((await deadLetters()).map(({ content }) => content).sort()).toEqual([
      'not json',
      expect.stringContaining('"n":0'),
    ]);
    stop.abort();
    await run;
  });

  it('finds the letters again that an interrupted retry had taken', async () => {
    await writeFile(join(folder, 'app.log'), lines(upTo(3)));
    receiver.refuse = () => true;
    await ship(options(), silent, never);
    receiver.refuse = () => false;
    receiver.failures.push(401);
    await expect(retryDeadLetters(options(), silent, never)).rejects.toThrow(DeliveryImpossible);
    expect(await deadLetters()).toHaveLength(3);
    expect(await retryDeadLetters(options(), silent, never)).toEqual({ delivered: 3, left: 0, exitCode: 0 });
    expect(await deadLetters()).toEqual([]);
  });

  it.each([
    ['one event that is too large for somebody on the way', 413],
    ['one event of which too much was refused', 422],
  ])('sets aside %s instead of sending it for ever', async (_sentence, status) => {
    await writeFile(join(folder, 'app.log'), lines([1]));
    receiver.failures.push([status, {}, JSON.stringify({ detail: 'No more than 1 kB, please.' })]);
    expect(await ship(options(), silent, never)).toMatchObject({ refused: 1, exitCode: 4 });
    expect(await deadLetters()).toMatchObject([{ reason: 'No more than 1 kB, please.' }]);
  });

  it.each([
    ['a page of some proxy', '<html>Welcome</html>'],
    ['an answer that forgets an event', '{"accepted":9,"duplicates":0,"rejected":[]}'],
    ['a refusal of a line that was not sent', '{"accepted":9,"duplicates":0,"rejected":[{"line":11}]}'],
  ])('takes %s for no acknowledgement', async (_sentence, body) => {
    await writeFile(join(folder, 'app.log'), lines(upTo(10)));
    receiver.failures.push([200, {}, body]);
    expect(await ship(options(), silent, never)).toMatchObject({ accepted: 10, exitCode: 0 });
    expect(receiver.requests).toBe(2);
  });

  it('reads a CSV file on from its middle with the header of its first line', async () => {
    const path = join(folder, 'app.csv');
    const header = 'id,date,category,event,action,n';
    const rows = (numbers: readonly number[]) => numbers.map((n) => `id-${n},d,c,e,"a\n${n}",${n}\n`).join('');
    await writeFile(path, `${header}\n${rows([1, 2])}`);
    const csvOptions = options({ formatFor: () => csv('utf-8') });
    expect(await ship(csvOptions, silent, never)).toMatchObject({ accepted: 2 });
    await appendFile(path, rows([3]));
    expect(await ship(csvOptions, silent, never)).toMatchObject({ accepted: 1, duplicates: 0, exitCode: 0 });
    expect([...receiver.stored.keys()]).toEqual(['id-1', 'id-2', 'id-3']);
  });

  it('leaves a last line that is not complete where it is, and ships it when it is', async () => {
    const path = join(folder, 'app.log');
    await writeFile(path, `${lines([1])}{"n":`);
    expect(await ship(options(), silent, never)).toMatchObject({ accepted: 1, unreadable: 0, exitCode: 0 });
    await appendFile(path, '2}\n');
    expect(await ship(options(), silent, never)).toMatchObject({ accepted: 1, unreadable: 0, exitCode: 0 });
    expect(receiver.numbers()).toEqual([1, 2]);
  });

  it('says so when there is no such file', async () => {
    await expect(ship(options(), silent, never)).rejects.toThrow(NoSuchFiles);
  });

  it.each([401, 403, 404])('stops at %d and keeps its place', async (status) => {
    await writeFile(join(folder, 'app.log'), lines(upTo(10)));
    receiver.failures.push(status);
    await expect(ship(options(), silent, never)).rejects.toThrow(DeliveryImpossible);
    expect(await ship(options(), silent, never)).toMatchObject({ accepted: 10 });
  });

  it('keeps the place of what was acknowledged before it was refused for good', async () => {
    await writeFile(join(folder, 'app.log'), lines(upTo(300)));
    receiver.failures.push([503, { 'Retry-After': '0' }]);
    await ship(options({ concurrency: 1, batchEvents: 50 }), silent, never);
    await appendFile(join(folder, 'app.log'), lines(upTo(100, 300)));
    const { requests } = receiver;
    receiver.failures.push(401);
    await expect(ship(options({ concurrency: 1, batchEvents: 50 }), silent, never)).rejects.toThrow(/401/);
    expect(receiver.requests).toBe(requests + 1);
    expect(await ship(options(), silent, never)).toMatchObject({ accepted: 100, duplicates: 0 });
  });
});

describe('told to stop', () => {
  it('lets finish what is under way, moves the checkpoint past it, and goes on there', async () => {
    await writeFile(join(folder, 'app.log'), lines(upTo(1_000)));
    let openGate = () => {};
    receiver.gate = new Promise((resolve) => {
      openGate = resolve;
    });
    const stop = new AbortController();
    const run = ship(options(), silent, stop.signal);
    await vi.waitFor(() => expect(receiver.requests).toBe(3));
    stop.abort();
    openGate();
    const { accepted, exitCode } = await run;
    expect(exitCode).toBe(7);
    expect(accepted).toBeGreaterThanOrEqual(300);
    expect(receiver.stored.size).toBe(accepted);
    expect(await ship(options(), silent, never)).toMatchObject({ accepted: 1_000 - accepted, duplicates: 0 });
    expect(receiver.numbers()).toEqual(upTo(1_000));
  });
});

describe('the state folder', () => {
  it('is for one shipper at a time', async () => {
    await writeFile(join(folder, 'app.log'), lines([1]));
    const stop = new AbortController();
    const run = ship(options({ follow: true }), silent, stop.signal);
    await vi.waitFor(() => expect(receiver.stored.size).toBe(1));
    await expect(ship(options(), silent, never)).rejects.toThrow(/Another log-shipper \(PID \d+\)/);
    stop.abort();
    await run;
  });

  it('is not used when its checkpoint is unreadable', async () => {
    await writeFile(join(folder, 'app.log'), lines([1]));
    await ship(options(), silent, never);
    await writeFile(join(folder, 'state', 'checkpoint.json'), '{"version":2}');
    await expect(ship(options(), silent, never)).rejects.toThrow(/checkpoint .* not readable/);
    expect((await stat(join(folder, 'state', 'checkpoint.json'))).size).toBe(13);
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
  it.each([
    ['lines with ids', linesWithId],
    ['lines without', lines],
    ['both', (numbers: readonly number[]) => numbers.map((n) => (n % 9 < 6 ? linesWithId : lines)([n])).join('')],
  ])(
    'delivers each line exactly once: %s',
    async (_sentence, write) => {
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
      await writeFile(live, write(upTo(200)));
      let written = 200;
      for (let round = 0; round < 6; round += 1) {
        const before = receiver.stored.size;
        const child = spawn(process.execPath, args, { stdio: ['ignore', 'ignore', 'inherit'] });
        await appendFile(live, write(upTo(400, written)));
        written += 400;
        await vi.waitFor(() => expect(receiver.stored.size).toBeGreaterThan(before), { timeout: 20_000, interval: 1 });
        child.kill('SIGKILL');
        await once(child, 'exit');
      }
      await ship(options({ paths: [live] }), silent, never);
      expect(receiver.numbers()).toEqual(upTo(written));
      expect(JSON.parse(await readFile(join(folder, 'state', 'checkpoint.json'), 'utf8'))).toMatchObject({
        version: 1,
      });
    },
    120_000,
  );
});

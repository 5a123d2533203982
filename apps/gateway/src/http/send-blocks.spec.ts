import { once } from 'node:events';
import { createServer, get, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, expect, it, vi } from 'vitest';
import { sendBlocks } from './send-blocks.ts';

const open: (() => void)[] = [];
afterEach(() => {
  for (const close of open.splice(0)) close();
});

/** Serves the blocks to one reader; the outcome is what `sendBlocks` came to. */
async function serve(
  blocks: AsyncIterable<Uint8Array>,
): Promise<{ reply: IncomingMessage; outcome: Promise<unknown> }> {
  let settle: (outcome: unknown) => void = () => undefined;
  const outcome = new Promise((resolve) => {
    settle = resolve;
  });
  const server = createServer((_request, response) => {
    sendBlocks(response, blocks, { disposable: true }).then(() => settle('sent'), settle);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  open.push(() => {
    server.closeAllConnections();
    server.close();
  });
  const reply = await new Promise<IncomingMessage>((resolve, reject) => {
    get({ port: (server.address() as AddressInfo).port, host: '127.0.0.1' }, resolve).on('error', reject);
  });
  return { reply, outcome };
}

const blockSize = 3_000_000;

/** Blocks filled with their numbers, remembered. */
function numbered(count: number, given: Uint8Array[]): AsyncGenerator<Uint8Array> {
  return (async function* () {
    for (let number = 1; number <= count; number += 1) {
      const block = new Uint8Array(blockSize).fill(number);
      given.push(block);
      yield block;
    }
  })();
}

it('gives a slow reader every byte, and takes back the memory of what was sent', async () => {
  const given: Uint8Array[] = [];
  const { reply, outcome } = await serve(numbered(8, given));
  const counts = new Array<number>(9).fill(0);
  for await (const chunk of reply as AsyncIterable<Buffer>) {
    for (const byte of chunk) counts[byte] = (counts[byte] ?? 0) + 1;
    await delay(1);
  }

  expect(await outcome).toBe('sent');
  expect(counts).toEqual([0, ...new Array<number>(8).fill(blockSize)]);
  expect(given.map((block) => block.byteLength)).toEqual(new Array<number>(8).fill(0));
});

it('asks for no more than the reader takes', async () => {
  const given: Uint8Array[] = [];
  const { reply } = await serve(numbered(1_000, given));
  reply.pause();
  await delay(300);
  const taken = given.length;
  await delay(300);

  expect(taken).toBeLessThan(20);
  expect(given.length).toBe(taken);
});

it('leaves memory alone that others share', async () => {
  const shared = Buffer.from('one, two').subarray(0, 3);
  const { reply, outcome } = await serve(
    (async function* () {
      yield shared;
    })(),
  );

  expect((await reply.toArray()).join('')).toBe('one');
  expect(await outcome).toBe('sent');
  expect(shared.toString()).toBe('one');
});

it('ends the source when the reader leaves', async () => {
  const ended = vi.fn();
  const { reply, outcome } = await serve(
    (async function* () {
      try {
        for (;;) yield new Uint8Array(blockSize);
      } finally {
        ended();
      }
    })(),
  );
  reply.destroy();

  expect(await outcome).toMatchObject({ code: 'ERR_STREAM_PREMATURE_CLOSE' });
  expect(ended).toHaveBeenCalledOnce();
});

it('breaks the connection off when the source fails: a part must not pass for the whole', async () => {
  const { reply, outcome } = await serve(
    (async function* () {
      yield new Uint8Array(blockSize);
      throw new Error('the engine is gone');
    })(),
  );

  await expect(reply.toArray()).rejects.toThrow('aborted');
  expect(await outcome).toMatchObject({ message: 'the engine is gone' });
});

import { createSocket, type Socket } from 'node:dgram';
import { afterEach, expect, it } from 'vitest';
import { createTxtResolver } from './txt-resolver.ts';

let server: Socket | undefined;
afterEach(() => server?.close());

/** A name server that gives every question one answer: TXT strings, or a refusal by its RFC 1035 code. */
async function nameServer(answer: readonly (readonly string[])[] | number): Promise<string> {
  const socket = createSocket('udp4');
  server = socket;
  socket.on('message', (query, from) => {
    const records = typeof answer === 'number' ? [] : answer;
    const header = Buffer.from(query.subarray(0, 12));
    header.writeUInt16BE(0x8180 | (typeof answer === 'number' ? answer : 0), 2);
    header.writeUInt16BE(records.length, 6);
    header.writeUInt16BE(0, 8);
    header.writeUInt16BE(0, 10);
    const end = query.indexOf(0, 12) + 5;
    const body = records.map((parts) => {
      const data = Buffer.concat(parts.map((part) => Buffer.concat([Buffer.from([part.length]), Buffer.from(part)])));
      const fixed = Buffer.from([0xc0, 12, 0, 16, 0, 1, 0, 0, 0, 60, 0, data.length]);
      return Buffer.concat([fixed, data]);
    });
    socket.send(Buffer.concat([header, query.subarray(12, end), ...body]), from.port, from.address);
  });
  await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve));
  return `127.0.0.1:${socket.address().port}`;
}

it.each<[string, readonly (readonly string[])[] | number, readonly string[] | null]>([
  ['one record', [['sekisho-verification=abc']], ['sekisho-verification=abc']],
  [
    'a long record in parts',
    [['sekisho-', 'verification=abc'], ['v=spf1 -all']],
    ['sekisho-verification=abc', 'v=spf1 -all'],
  ],
  ['no record of that type', [], []],
  ['no such name (NXDOMAIN)', 3, []],
  ['a server that failed (SERVFAIL)', 2, null],
  ['a server that refuses', 5, null],
])('%s', async (_sentence, answer, expected) => {
  const address = await nameServer(answer);
  expect(await createTxtResolver({ servers: [address] }).resolveTxt('example.co.jp')).toEqual(expected);
});

it('a server that is silent proves nothing', async () => {
  const socket = createSocket('udp4');
  server = socket;
  await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve));
  const resolver = createTxtResolver({ servers: [`127.0.0.1:${socket.address().port}`], timeoutMs: 100, tries: 1 });
  expect(await resolver.resolveTxt('example.co.jp')).toBeNull();
});

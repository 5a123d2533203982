/**
 * Nonsense from the network, made by a seed: bodies, filters, names, bytes, methods and headers that nobody in their
 * senses sends. Whatever comes, an answer comes back within five seconds, it is never a 500, the process lives, its
 * memory stays bounded, and what was there before is untouched.
 */
import { readFile } from 'node:fs/promises';
import { createConnection } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { note } from '../support/note.ts';
import { type Random, seededRandom, seedOfRun } from '../support/random.ts';
import { FuzzValues } from './support/fuzz-values.ts';
import { startTestGateway, type TestGateway } from './support/gateway.ts';
import { makeGroup, makeUser, query, read, type ScimService, unique, urn } from './support/scim-service.ts';

const seed = seedOfRun();
const requests = Number(process.env['FUZZ_REQUESTS'] ?? 2_500);
/** How much more memory than before the gateway may hold afterwards. A leak of a kilobyte a request would show. */
const memoryBoundMb = 250;
const patienceMs = 5_000;

let gateway: TestGateway;
let service: ScimService;
let userId: string;
let groupId: string;
let treasure: { readonly path: string; readonly body: unknown };

beforeAll(async () => {
  note(`fuzz seed: TEST_SEED=${seed}`);
  gateway = await startTestGateway();
  const { connection } = await gateway.organisation('Fuzz');
  service = gateway.service(connection);
  const treasured = await makeUser(service, { userName: unique('treasure'), displayName: '宝物' });
  treasure = { path: `/Users/${treasured.id}`, body: treasured.body };
  ({ id: userId } = await makeUser(service));
  ({ id: groupId } = await makeGroup(service, { members: [{ value: userId }] }));
});
afterAll(() => gateway.close());

async function residentMb(): Promise<number> {
  const status = await readFile(`/proc/${gateway.process.pid}/status`, 'utf8');
  return Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1] ?? Number.NaN) / 1_024;
}

interface Shot {
  readonly what: string;
  readonly send: () => Promise<number>;
}

/** Fires in parallel, as many as a busy provider would; returns what went wrong. */
async function fire(shots: readonly Shot[], atOnce = 8): Promise<string[]> {
  const wrong: string[] = [];
  const statuses = new Map<unknown, number>();
  const queue = shots.values();
  const gunner = async () => {
    for (const shot of queue) {
      const began = performance.now();
      const status = await shot.send().catch((error: unknown) => `no answer: ${error}`);
      const took = performance.now() - began;
      statuses.set(status, (statuses.get(status) ?? 0) + 1);
      const fine = typeof status === 'number' && status >= 200 && status !== 500 && status < 502;
      if (!fine || took > patienceMs) wrong.push(`${status} after ${Math.round(took)} ms: ${shot.what}`);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, gunner));
  note(`answers: ${JSON.stringify(Object.fromEntries([...statuses].sort()))}`);
  return wrong;
}

function shown(value: unknown): string {
  const text =
    typeof value === 'string' ? value : Buffer.isBuffer(value) ? value.toString('latin1') : JSON.stringify(value);
  return (text ?? 'undefined').slice(0, 300);
}

describe(`with seed ${seed}`, () => {
  it(`answers ${requests} requests that make no sense`, async () => {
    const random = seededRandom(seed);
    const values = new FuzzValues(random, [userId, groupId, '00000000-0000-4000-8000-000000000000']);
    const before = await residentMb();
    const shots = Array.from({ length: requests }, () => shotOf(random, values));
    expect(await fire(shots)).toEqual([]);
    const after = await residentMb();
    note(`gateway memory: ${Math.round(before)} MB before, ${Math.round(after)} MB after ${requests} requests`);
    expect(after - before).toBeLessThan(memoryBoundMb);
  });

  function shotOf(random: Random, values: FuzzValues): Shot {
    switch (random.between(0, 9)) {
      case 0:
      case 1:
      case 2: {
        const [method = 'POST', path = '/Users'] = random.pick(writes()) ?? [];
        const body = random.next() < 0.5 ? values.resource() : random.next() < 0.5 ? values.patch() : values.json(0);
        const text = random.next() < 0.3 ? values.mangled(JSON.stringify(body) ?? '') : JSON.stringify(body);
        return shot(method, path, { body: text ?? 'null' });
      }
      case 3: {
        const path = random.pick([`/Users/${userId}`, `/Groups/${groupId}`]) ?? '';
        return shot('PATCH', path, { body: JSON.stringify(values.patch()) });
      }
      case 4:
      case 5: {
        const parameters = values.listParameters();
        const path = random.pick(['/Users', '/Groups', '/']) ?? '';
        return random.next() < 0.5
          ? shot('GET', path + query(parameters))
          : shot('POST', path === '/' ? '/.search' : `${path}/.search`, {
              body: JSON.stringify({ schemas: [urn.search], ...values.looselyTyped(parameters) }),
            });
      }
      case 6:
        return shot(random.pick(['GET', 'POST', 'HEAD', 'OPTIONS']) ?? 'GET', values.address());
      case 7:
        return shot('POST', '/Bulk', { body: JSON.stringify(values.bulk()) });
      case 8: {
        const [method = 'POST', path = '/Users'] = random.pick(writes()) ?? [];
        return shot(method, path, { body: values.bytes() });
      }
      default:
        return shot(random.pick(['GET', 'PUT', 'PATCH']) ?? 'GET', `/Users/${userId}`, { headers: values.headers() });
    }
  }

  const writes = () =>
    [
      ['POST', '/Users'],
      ['POST', '/Groups'],
      ['PUT', `/Users/${userId}`],
      ['PUT', `/Groups/${groupId}`],
      ['PATCH', `/Users/${userId}`],
      ['PATCH', `/Groups/${groupId}`],
      ['POST', '/Bulk'],
      ['POST', '/.search'],
    ] as const;

  function shot(
    method: string,
    path: string,
    sending: { readonly body?: unknown; readonly headers?: Record<string, string> } = {},
  ): Shot {
    return {
      what: `${method} ${path.slice(0, 300)} ${shown(sending.body)} ${JSON.stringify(sending.headers ?? {})}`,
      send: async () => (await service.send(method, path, sending)).status,
    };
  }

  it('answers bodies as deep and as wide as they can be made', async () => {
    const deep = (open: string, close: string, times: number) => `${open.repeat(times)}1${close.repeat(times)}`;
    const wide = (count: number, prefix: string) =>
      Array.from({ length: count }, (_, at) => `"${prefix}${at}":1`).join(',');
    const person = `"schemas":["${urn.user}"],"userName":"wide"`;
    const patch = (operation: string) => `{"schemas":["${urn.patch}"],"Operations":[${operation}]}`;
    const values = (count: number) => Array.from({ length: count }, (_, at) => `{"value":"v${at}"}`).join(',');
    const names = [
      ...['a', 'urn:x:y:a', `${urn.enterprise}:a`].flatMap((prefix) => [
        `{${person},${wide(1_900, prefix)}}`,
        `{${person},${wide(20_000, prefix)}}`,
        patch(`{"op":"add","value":{${wide(900, prefix)}}}`),
        patch(`{"op":"replace","value":{${wide(30_000, prefix)}}}`),
      ]),
      `{${person},"x":[${Array.from({ length: 90 }, () => `{${wide(500, 'y')}}`).join(',')}]}`,
      patch(`{"op":"add","path":"emails","value":[${values(1_900)}]}`),
      patch(`{"op":"add","path":"emails","value":[${values(40_000)}]}`),
      patch(`{"op":"remove","path":"emails","value":[${values(40_000)}]}`),
      patch(`{"op":"remove","path":"members","value":[${values(30_000)}]}`),
      patch(
        Array.from(
          { length: 1_000 },
          (_, at) => `{"op":"replace","path":"emails[value co \\"${at}\\"].display","value":"x"}`,
        ).join(),
      ),
      patch(
        Array.from({ length: 1_000 }, () => `{"op":"add","path":"members","value":[{"value":"${userId}"}]}`).join(),
      ),
    ];
    const bodies = [
      deep('[', ']', 500_000),
      deep('{"a":', '}', 150_000),
      deep('{"emails":[', ']}', 50_000),
      ...names,
      `{${wide(60_000, 'a')}}`,
      `{"schemas":["${urn.user}"],"userName":"${'x'.repeat(1_000_000)}"}`,
      `{"schemas":["${urn.user}"],"userName":"w","emails":[${'{"value":"a"},'.repeat(50_000)}{}]}`,
      `{"schemas":["${urn.group}"],"displayName":"w","members":[${`{"value":"${userId}"},`.repeat(20_000)}{}]}`,
      `{"schemas":["${urn.patch}"],"Operations":[${'{"op":"remove","path":"title"},'.repeat(30_000)}{}]}`,
      `{"a":${'9'.repeat(500_000)}}`,
      '1e999999',
      `"${'\\u0000'.repeat(100_000)}"`,
      ' '.repeat(1_000_000),
    ];
    const shots = bodies.flatMap((body) => [...writes()].map(([method, path]) => shot(method, path, { body })));
    const before = await residentMb();
    expect(await fire(shots, 2)).toEqual([]);
    expect((await residentMb()) - before).toBeLessThan(2 * memoryBoundMb);
  });

  it('answers filters that are meant to be slow', async () => {
    const filters = [
      `${'not ('.repeat(31)}title pr${')'.repeat(31)}`,
      Array.from({ length: 200 }, (_, at) => `emails[type eq "t${at}" and value co "v"]`).join(' or '),
      Array.from({ length: 199 }, (_, at) => `title co "${'%_'.repeat(at % 20)}"`).join(' and '),
      `displayName co "${'\\\\'.repeat(3_000)}"`,
      `userName ew "${'a'.repeat(9_000)}"`,
      `members[display co "x" or value co "y" or type eq "z" or $ref co "w"]`,
      `groups.display co "x" or groups.value co "y"`,
      `${'a'.repeat(255)}.${'b'.repeat(255)} eq "x"`,
      `urn:${'x:'.repeat(1_000)}y eq "x"`,
      `meta.lastModified gt "9999-12-31T23:59:59.999999999Z"`,
      `meta.lastModified lt "-000001-01-01T00:00:00Z"`,
      `title gt ${'9'.repeat(400)}`,
      `x eq 1e308 or x gt 1e309`,
    ];
    const shots = filters.flatMap((filter) => [
      shot('POST', '/Users/.search', { body: JSON.stringify({ schemas: [urn.search], filter }) }),
      shot('POST', '/Groups/.search', {
        body: JSON.stringify({ schemas: [urn.search], filter, sortBy: 'displayName' }),
      }),
      shot('GET', `/${query({ filter })}`),
      shot('PATCH', `/Users/${userId}`, {
        body: JSON.stringify({ schemas: [urn.patch], Operations: [{ op: 'remove', path: `emails[${filter}]` }] }),
      }),
    ]);
    expect(await fire(shots)).toEqual([]);
  });

  it('bears what is hardly HTTP', async () => {
    const random = seededRandom(seed + 1);
    const { pathname } = new URL(service.baseUrl);
    const line = (text: string, headers = '', body = '') =>
      `${text} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${service.token}\r\n${headers}\r\n${body}`;
    const raw = [
      line(`FROB ${pathname}/Users`),
      line(`CONNECT ${pathname}/Users`),
      line(`GET ${pathname}/Users?${'a'.repeat(30_000)}`),
      line(`GET ${pathname}/Users`, `X: ${'y'.repeat(30_000)}\r\n`),
      line(`GET ${pathname}/Users`, `${'X: y\r\n'.repeat(3_000)}`),
      line(`POST ${pathname}/Users`, 'Content-Length: abc\r\n'),
      line(`POST ${pathname}/Users`, 'Content-Length: -1\r\n'),
      line(`POST ${pathname}/Users`, 'Content-Length: 2\r\nContent-Length: 3\r\n', '{}'),
      line(`POST ${pathname}/Users`, 'Transfer-Encoding: chunked\r\nContent-Length: 2\r\n', '{}'),
      line(`POST ${pathname}/Users`, 'Transfer-Encoding: chunked\r\n', 'zz\r\n{}\r\n0\r\n\r\n'),
      line(`POST ${pathname}/Users`, 'Transfer-Encoding: chunked\r\n', '2\r\n{}\r\n0\r\n\r\n'),
      line(`POST ${pathname}/Users`, 'Content-Length: 2\r\nContent-Encoding: gzip\r\n', '{}'),
      line(`POST ${pathname}/Users`, 'Content-Length: 2\r\nExpect: 100-continue\r\n', '{}'),
      line(`POST ${pathname}/Users`, 'Content-Length: 2\r\nExpect: something\r\n', '{}'),
      line(`GET ${pathname}/Users`, 'Content-Length: 10000000\r\n'),
      line(`GET ${pathname}/Us\u0000ers`),
      line(`GET ${pathname}/Users`, 'If-Match: \u0001\r\n'),
      line(`GET http://elsewhere.example${pathname}/Users?count=0`),
      line('GET *'),
      line('OPTIONS *'),
      'GET / HTTP/9.9\r\n\r\n',
      '\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001\u00fc\u0003\u0003',
      'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n',
      '\r\n\r\n\r\n',
      Array.from({ length: 500 }, () => String.fromCharCode(random.between(0, 255))).join(''),
    ];
    const answers = await Promise.all(raw.map((text) => speak(text)));
    for (const [index, answer] of answers.entries()) {
      expect(answer, shown(raw[index])).not.toMatch(/^HTTP\/1\.[01] 500/);
    }
    expect((await service.get('/Users?count=0')).status).toBe(200);
  });

  it('is not held up by those who say half of it and wait', async () => {
    const { pathname } = new URL(service.baseUrl);
    const halves = Array.from({ length: 100 }, (_, at) => {
      const head = `POST ${pathname}/Users HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${service.token}\r\n`;
      return at % 2 === 0 ? `${head}Content-Length: 500\r\n\r\n{"schemas":` : head;
    });
    const sockets = halves.map((half) => {
      const socket = connect();
      socket.on('error', () => socket.destroy());
      socket.write(half);
      return socket;
    });
    const began = performance.now();
    for (let turn = 0; turn < 20; turn += 1) expect((await service.get('/Users?count=1')).status).toBe(200);
    expect(performance.now() - began).toBeLessThan(patienceMs);
    for (const socket of sockets) socket.destroy();
    expect((await service.get('/Users?count=0')).status).toBe(200);
  });

  it('leaves what was there as it was, and nothing polluted', async () => {
    expect(await read(service, treasure.path)).toEqual(treasure.body);
    const { text } = await service.get('/ServiceProviderConfig');
    expect(text).not.toContain('polluted');
    const fresh = await makeUser(service);
    expect(JSON.stringify(fresh.body)).not.toContain('polluted');
    expect(gateway.process.output()).not.toMatch(/unexpected error|uncaught|unhandled/i);
  });
});

function connect() {
  const { hostname, port } = new URL(service.baseUrl);
  return createConnection({ host: hostname, port: Number(port) });
}

/** Says it and listens until the other side has answered, or closed, or five seconds are over. */
function speak(text: string): Promise<string> {
  return new Promise((done) => {
    const socket = connect();
    let heard = '';
    const end = () => {
      clearTimeout(timer);
      socket.destroy();
      done(heard);
    };
    const timer = setTimeout(end, 2_000);
    socket.on('data', (chunk) => {
      heard += chunk.toString('latin1');
      if (heard.includes('\r\n\r\n')) end();
    });
    socket.on('close', end);
    socket.on('error', end);
    socket.write(Buffer.from(text, 'latin1'));
  });
}

import {
  createServer,
  request as httpRequest,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import { createLogger, systemIds } from '@sekisho/platform';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { createMetrics, type Metrics } from '../http/metrics.ts';
import { scimEntrance } from './scim-entrance.ts';

/** Says who answered, and by which address. */
function answering(who: string) {
  return (request: IncomingMessage, response: ServerResponse) =>
    response.end(JSON.stringify({ who, url: request.url }));
}

const lines: Record<string, unknown>[] = [];
let metrics: Metrics;
let server: Server;
let port: number;

beforeAll(async () => {
  const destination = { write: (line: string) => lines.push(JSON.parse(line) as Record<string, unknown>) };
  metrics = createMetrics();
  server = createServer(
    scimEntrance({
      scim: { listener: answering('scim') },
      others: answering('others'),
      ids: systemIds,
      logger: createLogger({ level: 'info', service: 'test', destination }),
      metrics,
      trustedProxies: 1,
    }),
  );
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  port = (server.address() as AddressInfo).port;
});
afterAll(() => server.close());
beforeEach(() => {
  lines.length = 0;
});

function ask(path: string, headers: Record<string, string> = {}) {
  return new Promise<{ who: string; url: string; requestId: string | undefined }>((resolve, reject) => {
    const sent = httpRequest({ port, path, headers, agent: false }, async (reply) => {
      const body = JSON.parse((await reply.toArray()).join('')) as { who: string; url: string };
      resolve({ ...body, requestId: reply.headers['x-request-id'] as string | undefined });
    });
    sent.on('error', reject).end();
  });
}

it.each([
  ['/scim/v2/c/Users?filter=a', '/c/Users?filter=a'],
  ['/scim/v2', '/'],
  ['/scim/v2?count=1', '/?count=1'],
  ['/SCIM/v2/c', '/c'],
  ['http://scim.example/scim/v2/c/Users', '/c/Users'],
])('hands %s to SCIM as %s', async (path, url) => {
  expect(await ask(path)).toMatchObject({ who: 'scim', url });
});

it.each(['/scim/v20/c', '/scim', '/admin/v1/scim/v2', '/', '//scim/v2/c', 'http://scim.example/'])(
  'leaves %s to the others, as it is',
  async (path) => {
    expect(await ask(path)).toMatchObject({ who: 'others', url: path, requestId: undefined });
    expect(lines).toEqual([]);
  },
);

it('gives the request an id, logs it without its query, and measures it', async () => {
  const { requestId } = await ask('/scim/v2/c/Users?filter=name', { 'x-forwarded-for': '192.0.2.1, 192.0.2.2' });

  expect(requestId).toMatch(/^[0-9a-f-]{36}$/);
  await expect
    .poll(() => lines)
    .toMatchObject([{ requestId, method: 'GET', path: '/scim/v2/c/Users', status: 200, ip: '192.0.2.2' }]);
  expect(await metrics.registry.metrics()).toMatch(/_count\{module="scim",method="GET",status="2xx"\} [1-9]/);
});

it("takes the caller's id over where it is harmless", async () => {
  expect(await ask('/scim/v2/c', { 'x-request-id': 'call-0001' })).toMatchObject({ requestId: 'call-0001' });
  expect((await ask('/scim/v2/c', { 'x-request-id': 'a b' })).requestId).not.toBe('a b');
});

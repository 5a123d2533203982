/**
 * Forwarding across kill -9: a gateway with both databases embedded takes events and forwards them to a webhook and to
 * files, while it is killed and the receiver comes and goes. At the end each destination has every event at least once,
 * in the order in which each product sent them, and an alert was told of what a rule looked for.
 */
import { randomUUID } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createAdminClient } from '@sekisho/api-contract';
import { type HttpReceiver, startHttpReceiver } from '@sekisho/forwarding/testing';
import { type GatewayProcess, prepareOrganisation, sessionFetch, startGateway } from '@sekisho/gateway-process';
import { createLogger } from '@sekisho/platform';
import { startEmbeddedPostgres } from '@sekisho/storage';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { freePort } from '../support/free-port.ts';

const products = ['Backlog', 'Cacoo'] as const;
let dataDir: string;
let gateway: GatewayProcess | undefined;
let receiver: HttpReceiver;

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'sekisho-forwarding-'));
  receiver = await startHttpReceiver();
});
afterAll(async () => {
  await gateway?.kill();
  await receiver.stop();
  const postgres = await startEmbeddedPostgres({ dataDir, logger: createLogger({ level: 'warn', service: 'test' }) });
  await postgres.stop();
  await rm(dataDir, { recursive: true, force: true });
});

it('loses nothing and keeps the order, whoever dies in between', { timeout: 400_000 }, async () => {
  const options = {
    dataDir,
    port: await freePort(),
    env: { LOG_LEVEL: 'warn', FORWARD_ALLOW_PRIVATE: 'true', FORWARD_FILE_DIR: join(dataDir, 'forwarded') },
  };
  gateway = await startGateway(options);
  const { baseUrl } = gateway;
  const organisation = await prepareOrganisation(gateway, { name: 'Forwarding' });
  const admin = createAdminClient({ baseUrl, fetch: sessionFetch(baseUrl) });
  await admin.signIn({ body: organisation.owner });
  const { destination } = await admin.createDestination({
    body: { name: 'SIEM', settings: { kind: 'webhook', url: receiver.url } },
  });
  await admin.createDestination({ body: { name: 'Agent', settings: { kind: 'file', folder: 'siem' } } });
  await admin.createAlertRule({
    body: {
      name: '削除',
      condition: { kind: 'project-deletion' },
      notify: { destinationIds: [destination.id] },
    },
  });
  const keys = new Map<string, string>();
  for (const product of products) {
    const { secret } = await admin.issueApiKey({ body: { purpose: 'events', name: product, product } });
    keys.set(product, secret);
  }

  const sent = new Map<string, string[]>(products.map((product) => [product, []]));
  async function ship(round: number): Promise<void> {
    for (const product of products) {
      const events = Array.from({ length: 40 }, (_, index) => eventOf(product, `${round}-${index}`, index));
      const response = await fetch(`${baseUrl}/audit/v1/events`, {
        method: 'POST',
        headers: { Authorization: `Bearer ${keys.get(product)}`, 'Content-Type': 'application/x-ndjson' },
        body: events.map((event) => JSON.stringify(event)).join('\n'),
      });
      expect(await response.json()).toMatchObject({ accepted: 40 });
      sent.get(product)?.push(...events.map(({ id }) => id));
    }
  }

  for (let round = 0; round < rounds; round += 1) {
    if (round === 1) await receiver.stop();
    if (round === 3) await receiver.start();
    await ship(round);
    const before = receiver.requests.length;
    // Where the receiver is up, the kill comes in the middle of delivering; else while it is tried in vain.
    if (round === 4) await vi.waitFor(() => expect(receiver.requests.length).toBeGreaterThan(before), patience);
    await gateway.kill();
    gateway = await startGateway(options);
  }

  const arrivedAtFiles = async () => {
    const found = await readdir(join(dataDir, 'forwarded'), { recursive: true }).catch(() => []);
    const paths = found.filter((path) => path.endsWith('.ndjson')).sort();
    const texts = await Promise.all(paths.map((path) => readFile(join(dataDir, 'forwarded', path), 'utf8')));
    return texts
      .join('')
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line));
  };
  const messages = (type: string) =>
    receiver.requests.map(({ body }) => JSON.parse(body)).filter((m) => m.type === type);
  for (const arrived of [async () => messages('audit-log.events').flatMap(({ data }) => data.events), arrivedAtFiles]) {
    await vi.waitFor(async () => {
      const ids = new Set((await arrived()).map(({ id }) => id));
      expect([...sent.values()].flat().filter((id) => !ids.has(id))).toEqual([]);
    }, patience);
    const events = await arrived();
    for (const product of products) {
      const firsts = [...new Set(events.filter((event) => event.product === product).map(({ id }) => id))];
      expect(firsts).toEqual(sent.get(product));
    }
  }
  await vi.waitFor(
    () => expect(new Set(messages('audit-log.alert').map(({ data }) => data.alertId)).size).toBe(rounds),
    patience,
  );
  const { items } = await admin.listDestinations();
  expect(items.map(({ health }) => [health.state, health.failures])).toEqual([
    ['healthy', 0],
    ['healthy', 0],
  ]);
});

const rounds = 5;
const patience = { timeout: 150_000, interval: 200 };

function eventOf(product: string, name: string, index: number) {
  const isDeletion = product === 'Backlog' && index === 0;
  return {
    id: randomUUID(),
    product,
    occurredAt: new Date(Date.now() - 60_000 + index).toISOString(),
    category: isDeletion ? 'Project' : product === 'Backlog' ? 'Issue' : 'Diagram',
    event: isDeletion ? 'Delete a project' : product === 'Backlog' ? 'Update an issue' : 'Add a diagram',
    action: `${name} was handled`,
    operationUserId: 'u1',
    operationUserName: '城島 あゆみ',
    operationUserEmail: 'kijima@example.co.jp',
    ipAddress: '192.0.2.15',
    userAgent: 'test',
  };
}

/**
 * Everything goes wrong at once: shipper and gateway are killed with -9 at random moments, connections are cut and hang,
 * the shipper's disk refuses to take a byte, and the log files are rotated, packed and truncated meanwhile. In the end
 * each event is in the log exactly once. `FAULT_EVENTS` says how many there are, `TEST_SEED` repeats a run.
 */
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import {
  type GatewayProcess,
  GatewayStartError,
  type PreparedOrganisation,
  prepareOrganisation,
  startGateway,
} from '@sekisho/gateway-process';
import { createLogger } from '@sekisho/platform';
import { startEmbeddedPostgres } from '@sekisho/storage';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { freePort } from '../support/free-port.ts';
import { note } from '../support/note.ts';
import { seededRandom, seedOfRun } from '../support/random.ts';
import { startTcpProxy } from '../support/tcp-proxy.ts';
import { until } from '../support/until.ts';
import { exportedEvents } from './exported-log.ts';
import { limitFileSize } from './full-disk.ts';
import { numberOf } from './numbered-events.ts';
import { openRotatingLog, type RotatingLog } from './rotating-log.ts';
import { holdsState, runShipper, type ShipperProcess, startShipper } from './run-shipper.ts';

const total = Number(process.env['FAULT_EVENTS'] ?? 30_000);
/** How fast the logs are written: more slowly than they are shipped while nothing goes wrong. */
const eventsPerSecond = 3_000;

let root: string;
let gateway: GatewayProcess | undefined;
let latestShipper: ShipperProcess | undefined;

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'sekisho-ship-faults-'));
});
afterAll(async () => {
  latestShipper?.kill('SIGKILL');
  await latestShipper?.exited;
  await gateway?.kill();
  // Adopts the server that a killed gateway left behind, in order to stop it.
  const postgres = await startEmbeddedPostgres({
    dataDir: join(root, 'gateway'),
    logger: createLogger({ level: 'warn', service: 'test' }),
  });
  await postgres.stop();
  await rm(root, { recursive: true, force: true });
});

it(`loses and doubles none of ${total} events`, { timeout: 300_000 + 6 * total }, async () => {
  const seed = seedOfRun();
  note(`TEST_SEED=${seed} FAULT_EVENTS=${total}`);
  const random = seededRandom(seed);
  const chaos = seededRandom(seed + 1);
  const options = { dataDir: join(root, 'gateway'), port: await freePort(), env: { LOG_LEVEL: 'warn' } };
  gateway = await startGateway(options);
  const organisation = await prepareOrganisation(gateway, { name: 'Faults' });
  const { secret } = await organisation.admin.issueApiKey({
    body: { purpose: 'events', name: 'Shipper', product: 'Backlog' },
  });
  const proxy = await startTcpProxy({ host: '127.0.0.1', port: options.port });
  const logs = join(root, 'logs');
  await mkdir(logs);
  const settings = { url: `http://127.0.0.1:${proxy.port}`, key: secret, stateDir: join(root, 'state') };
  const args = ['ship', `${logs}/*`, '--poll', '20', '--batch-events', '500', '--timeout', '4000', '--json'];
  const start = (): ShipperProcess => {
    const started = startShipper(args, settings);
    latestShipper = started;
    return started;
  };
  let shipper = start();

  const did = {
    shipperKills: 0,
    gatewayKills: 0,
    killsWhileStarting: 0,
    cuts: 0,
    hangs: 0,
    diskRefusals: 0,
    diskExits: 0,
    diskTroubles: 0,
  };
  const countTroubles = () => {
    did.diskTroubles += shipper.said().match(/state folder can’t be written/g)?.length ?? 0;
  };
  const faults: Readonly<Record<string, () => Promise<void>>> = {
    async killShipper() {
      did.shipperKills += 1;
      countTroubles();
      shipper.kill('SIGKILL');
      await shipper.exited;
      await delay(chaos.between(0, 300));
      shipper = start();
    },
    async killGateway() {
      did.gatewayKills += 1;
      await gateway?.kill();
      await delay(chaos.between(0, 500));
      if (chaos.next() < 0.3) {
        const early = await startGateway({ ...options, timeoutMs: chaos.between(100, 1_200) }).catch(
          (error: unknown) => {
            if (error instanceof GatewayStartError) return null;
            throw error;
          },
        );
        await early?.kill();
        did.killsWhileStarting += 1;
      }
      gateway = await startGateway(options);
    },
    async cutConnections() {
      did.cuts += 1;
      await proxy.refuse();
      await delay(chaos.between(0, 800));
      await proxy.open();
    },
    async hangConnections() {
      did.hangs += 1;
      proxy.hang();
      await delay(chaos.between(100, 1_500));
      await proxy.open();
    },
    /** No file of the shipper's may grow: checkpoint, dead letters and lock fail as on a full disk. */
    async refuseDisk() {
      did.diskRefusals += 1;
      await limitFileSize(shipper, '1');
      await delay(chaos.between(300, 1_500));
      if (shipper.child.exitCode === null) {
        await limitFileSize(shipper, 'unlimited');
        return;
      }
      // It was only starting, and could not take its state folder: then it ends and says so, and systemd starts it again.
      did.diskExits += 1;
      expect(await shipper.exited).toBe(5);
      shipper = start();
    },
  };
  const mix = [
    'killShipper',
    'killShipper',
    'killShipper',
    'killGateway',
    'cutConnections',
    'cutConnections',
    'hangConnections',
    'refuseDisk',
  ];

  const renamed = await openRotatingLog(join(logs, 'renamed.ndjson'), random);
  const truncated = await openRotatingLog(join(logs, 'truncated.ndjson'), random);
  let writing = true;
  const written = writeAll(renamed, truncated, organisation, random).finally(() => {
    writing = false;
  });
  // Not unhandled while the faults go on; it is awaited below.
  written.catch(() => undefined);
  for (let fault = 0; writing || fault < 2 * mix.length; fault += 1) {
    // Mostly there is time to get something through in between, sometimes there is none.
    await delay(chaos.next() < 0.3 ? 0 : chaos.between(300, 2_500));
    // In every round each of them once, in another order.
    if (fault % mix.length === 0) mix.sort(() => chaos.next() - 0.5);
    await faults[mix[fault % mix.length] ?? '']?.();
  }
  await written;
  await renamed.close();
  await truncated.close();

  await untilLogged(organisation, total);
  countTroubles();
  // The last fault may have left a shipper that only starts: it does not listen to signals yet.
  await holdsState(shipper, settings.stateDir);
  shipper.kill('SIGTERM');
  const code = await shipper.exited;
  await proxy.close();

  // Whatever is there is also there when everything is shipped once more by somebody who remembers nothing.
  const again = await runShipper(['backfill', `${logs}/*`, '--json'], {
    ...settings,
    url: `http://127.0.0.1:${options.port}`,
    stateDir: join(root, 'state-2'),
  });
  const letters = await runShipper(['dead-letter', 'list'], settings);
  const times = new Uint8Array(total);
  let stored = 0;
  for await (const event of exportedEvents({ baseUrl: gateway.baseUrl }, organisation, 'Backlog')) {
    const n = numberOf(event['action'] ?? '');
    times[n] = (times[n] ?? 0) + 1;
    stored += 1;
  }
  note(
    `${total} events; ${JSON.stringify(did)}; files renamed ${renamed.rotations}, packed ${renamed.packed}, ` +
      `truncated ${truncated.truncations} times; ${stored} events in the export`,
  );
  expect({ code, letters: letters.written, again: again.code }).toEqual({ code: 0, letters: '', again: 0 });
  expect(times.findIndex((n) => n !== 1)).toBe(-1);
  expect(stored).toBe(total);
  expect(did.shipperKills).toBeGreaterThan(0);
  expect(did.gatewayKills).toBeGreaterThan(0);
  expect(renamed.rotations).toBeGreaterThan(0);
  expect(truncated.truncations).toBeGreaterThan(0);
});

/** Waits until so many events are in the log, for as long as more of them arrive: how fast, the machine decides. */
async function untilLogged(organisation: PreparedOrganisation, wanted: number): Promise<void> {
  for (let logged = 0; logged < wanted; ) {
    const before = logged;
    logged = await until(
      `more than ${before} of ${wanted} events`,
      async () => {
        const found = await countOf(organisation);
        return found > before ? found : undefined;
      },
      180_000,
      200,
    );
  }
}

async function countOf({ admin }: PreparedOrganisation): Promise<number> {
  return (await admin.countAuditLog({ query: { product: 'Backlog' } })).events;
}

/** Writes every number to one of the two logs, at a steady rate, rotating one and truncating the other now and then. */
async function writeAll(
  renamed: RotatingLog,
  truncated: RotatingLog,
  organisation: PreparedOrganisation,
  random: ReturnType<typeof seededRandom>,
): Promise<void> {
  const began = performance.now();
  let paused = 0;
  let truncateAt = total / 4;
  let rotateAt = total / 10;
  for (let next = 0; next < total; ) {
    const due = Math.min(total, Math.ceil(((performance.now() - began - paused) / 1000) * eventsPerSecond));
    while (next < due) {
      const count = Math.min(random.between(1, Math.ceil(eventsPerSecond / 20)), due - next);
      const log = random.next() < 0.5 ? renamed : truncated;
      await log.write(Array.from({ length: count }, (_, i) => next + i));
      next += count;
    }
    if (next >= rotateAt) {
      rotateAt = next + random.between(total / 20, total / 6);
      await renamed.rotate();
    }
    if (next >= truncateAt) {
      truncateAt = next + random.between(total / 6, total / 3);
      const since = performance.now();
      await untilLogged(organisation, next);
      paused += performance.now() - since;
      await truncated.truncate();
    }
    await delay(20);
  }
}

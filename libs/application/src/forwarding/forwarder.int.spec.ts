import type { AuditEvent } from '@sekisho/audit-events';
import { AuditStoreUnavailable } from '@sekisho/audit-store';
import type { Actor } from '@sekisho/domain';
import { DeliveryFailed } from '@sekisho/forwarding';
import { confirmDelivery, findDestination, leaseDestinations } from '@sekisho/storage';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { readForwardingHealth } from './destination-health.ts';
import { changeDestination, removeDestination, setDestinationState } from './manage-destinations.ts';
import {
  type ForwardingBench,
  type Receiver,
  startForwardingBench,
  startReceiver,
} from './testing/forwarding-bench.ts';
import { destinationKinds } from './testing/kinds.ts';

let bench: ForwardingBench;
let cleanUp: (() => Promise<unknown>)[] = [];

beforeAll(async () => {
  bench = await startForwardingBench();
});
afterEach(async () => {
  bench.impatient(false);
  for (const done of cleanUp.reverse()) await done();
  cleanUp = [];
});
afterAll(async () => {
  await bench.close();
});

async function setUp(kind: (typeof destinationKinds)[number]) {
  const organisation = await bench.newOrganisation();
  const receiver = await startReceiver(kind, bench.fileDir);
  cleanUp.push(() => receiver.stop());
  const destinationId = await bench.addDestination(organisation, receiver);
  const scope = { organisationId: organisation.id, actor: { kind: 'system' } satisfies Actor };
  cleanUp.push(() => removeDestination(bench.dependencies, scope, destinationId).catch(() => undefined));
  return { organisation, receiver, destinationId, scope };
}

function start(options: Parameters<ForwardingBench['forwarder']>[0] = {}) {
  const forwarder = bench.forwarder(options);
  cleanUp.push(() => forwarder.stop(0));
  return forwarder;
}

/** Everything arrived at least once, and each product's events for the first time in the order they were stored. */
async function expectAll(receiver: Receiver, events: readonly AuditEvent[]): Promise<void> {
  await vi.waitFor(async () => expect(new Set(await receiver.received()).size).toBe(events.length), {
    timeout: 20_000,
    interval: 20,
  });
  const firsts = [...new Set(await receiver.received())];
  expect(firsts).toEqual(events.map(({ id }) => id));
}

async function eventually(check: () => Promise<void> | void): Promise<void> {
  await vi.waitFor(check, { timeout: 20_000, interval: 20 });
}

describe.each(destinationKinds)('%s', (kind) => {
  it('gets every event once and in order when nothing goes wrong', async () => {
    const { organisation, receiver } = await setUp(kind);
    const events = [
      ...(await bench.storeEvents(organisation, 130)),
      ...(await bench.storeEvents(organisation, 1)),
      ...(await bench.storeEvents(organisation, 40)),
    ];
    start();
    await expectAll(receiver, events);
    const more = await bench.storeEvents(organisation, 10);
    await expectAll(receiver, [...events, ...more]);
    expect(await receiver.received()).toHaveLength(events.length + more.length);
  });

  it('gets everything in order after being down, failing, throttling, slow and deaf', async () => {
    const { organisation, receiver, destinationId } = await setUp(kind);
    const events = await bench.storeEvents(organisation, 60);
    bench.impatient(true);
    await receiver.down();
    start();
    const health = async () => (await findDestination(bench.database.db, organisation.id, destinationId))?.health;
    await eventually(async () => expect((await health())?.failures).toBeGreaterThan(1));

    // A file has no such moods: it is there or not.
    const troubles = kind === 'file' ? [] : (['error-500', 'error-429', 'silence', 'taken-but-silent'] as const);
    if (kind !== 'file') receiver.trouble('error-500');
    await receiver.up();
    for (const trouble of troubles) {
      receiver.trouble(trouble);
      const before = receiver.attempts();
      await eventually(() => expect(receiver.attempts()).toBeGreaterThan(before + 1));
      events.push(...(await bench.storeEvents(organisation, 30)));
      expect(await health()).toMatchObject({ lastSuccessAt: null, lastError: { ja: expect.stringMatching(/./) } });
    }
    bench.impatient(false);
    receiver.trouble(null);
    await expectAll(receiver, events);
    await eventually(async () => expect((await health())?.failures).toBe(0));
  });

  it('goes on where it was after a restart in the middle of a delivery', async () => {
    const { organisation, receiver } = await setUp(kind);
    const events = await bench.storeEvents(organisation, 100);
    receiver.trouble('taken-but-silent');
    const first = start();
    if (kind !== 'file') await eventually(() => expect(receiver.attempts()).toBeGreaterThan(0));
    // Cut, not drained: the process is gone with a delivery under way.
    await first.stop(0);
    receiver.trouble(null);
    events.push(...(await bench.storeEvents(organisation, 50)));
    start();
    await expectAll(receiver, events);
  });
});

describe('pausing', () => {
  it('sends nothing, and loses nothing', async () => {
    const { organisation, receiver, destinationId, scope } = await setUp('webhook');
    start();
    const events = await bench.storeEvents(organisation, 10);
    await expectAll(receiver, events);
    await setDestinationState(bench.dependencies, scope, destinationId, 'paused');
    events.push(...(await bench.storeEvents(organisation, 90)));
    const overview = await findDestination(bench.database.db, organisation.id, destinationId);
    if (overview === null) throw new Error('the destination is there');
    expect(await readForwardingHealth(bench.store, overview, bench.clock.now())).toEqual({
      state: 'paused',
      lagEvents: 90,
      lagSeconds: 10,
    });
    // Another destination is served meanwhile, so the forwarder does run.
    const other = await setUp('webhook');
    await expectAll(other.receiver, await bench.storeEvents(other.organisation, 5));
    expect(await receiver.received()).toHaveLength(10);

    await setDestinationState(bench.dependencies, scope, destinationId, 'active');
    await expectAll(receiver, events);
  });

  it('takes effect though a worker has the destination in hand, and so does a change of address', async () => {
    const { organisation, receiver, destinationId, scope } = await setUp('webhook');
    const events = await bench.storeEvents(organisation, 10);
    receiver.trouble('error-500');
    start({ timing: { backoff: { firstMs: 600_000, longestMs: 600_000 } } });
    await eventually(() => expect(receiver.attempts()).toBe(1));
    const replacement = await startReceiver('webhook', bench.fileDir);
    cleanUp.push(() => replacement.stop());
    // The next attempt would come in minutes; a change is tried at once.
    await eventually(async () => {
      const { health } = (await findDestination(bench.database.db, organisation.id, destinationId)) ?? {};
      expect(health?.failures).toBe(1);
    });
    await changeDestination(bench.dependencies, scope, destinationId, { settings: replacement.settings });
    await expectAll(replacement, events);
  });
});

describe('several workers', () => {
  it('never send to one destination at once, nor anything twice', async () => {
    const { organisation, receiver } = await setUp('webhook');
    let inside = 0;
    let most = 0;
    const counted: Parameters<typeof bench.forwarder>[0] = {
      openSender: (lease) => {
        const sender = bench.dependencies.openSender(lease.destination, lease.secret);
        return {
          ...sender,
          batchSize: 3,
          async send(batch, signal) {
            inside += 1;
            most = Math.max(most, inside);
            try {
              return await sender.send(batch, signal);
            } finally {
              inside -= 1;
            }
          },
        };
      },
    };
    const events = await bench.storeEvents(organisation, 120);
    for (let workers = 0; workers < 4; workers += 1) start(counted);
    await expectAll(receiver, events);
    expect(most).toBe(1);
    expect(await receiver.received()).toHaveLength(120);
  });

  it('do not take a destination from one whose delivery takes longer than a lease', async () => {
    const { organisation, receiver, destinationId } = await setUp('webhook');
    const events = await bench.storeEvents(organisation, 3);
    receiver.trouble('silence');
    start({ timing: { leaseMs: 200 } });
    await eventually(() => expect(receiver.attempts()).toBe(1));
    const leasedUntil = async () =>
      bench.database.db
        .selectFrom('forwarding_positions')
        .select(['leased_until', 'lease_id'])
        .where('destination_id', '=', destinationId)
        .executeTakeFirstOrThrow();
    const first = await leasedUntil();
    start({ timing: { leaseMs: 200 } });
    // Renewed well beyond its first end, and the other worker has sent nothing.
    await eventually(async () => {
      const { leased_until } = await leasedUntil();
      expect(Number(leased_until) - Number(first.leased_until)).toBeGreaterThan(1_000);
    });
    expect((await leasedUntil()).lease_id).toBe(first.lease_id);
    expect(receiver.attempts()).toBe(1);
    receiver.trouble(null);
    await receiver.down();
    await receiver.up();
    await expectAll(receiver, events);
  });

  it('take over from one that vanished, who can not move the place any more', async () => {
    const { organisation, receiver, destinationId } = await setUp('webhook');
    const events = await bench.storeEvents(organisation, 20);
    const options = { leaseId: '0193f000-0000-7000-8000-000000000001', limit: 10, leaseMs: 150 };
    const leases = await leaseDestinations(bench.database.db, options);
    const vanished = leases.find((lease) => lease.destination.id === destinationId);
    if (vanished === undefined) throw new Error('the destination was due');
    expect(
      await leaseDestinations(bench.database.db, { ...options, leaseId: options.leaseId.replace(/1$/, '2') }),
    ).toEqual([]);
    start();
    await expectAll(receiver, events);
    const held = await confirmDelivery(bench.database.db, vanished, {
      position: { storedAt: new Date(), occurredAt: new Date(), eventId: options.leaseId },
      recent: {},
      delivered: 1,
      now: bench.clock.now(),
      leaseMs: 1_000,
    });
    expect(held).toBe(false);
    await expectAll(receiver, [...events, ...(await bench.storeEvents(organisation, 5))]);
  });
});

describe('events that become visible behind the place', () => {
  it('are sent after all, also when the destination was held up in between', async () => {
    const { organisation, receiver, destinationId, scope } = await setUp('webhook');
    start();
    const began = bench.clock.now();
    const first = await bench.storeEvents(organisation, 10);
    bench.clock.advance(3 * 60_000);
    const second = await bench.storeEvents(organisation, 10);
    await expectAll(receiver, [...first, ...second]);

    const insertLate = async (minutes: number) => {
      const before = bench.clock.now();
      bench.clock.set(new Date(began.getTime() + minutes * 60_000 + 500));
      const late = await bench.storeEvents(organisation, 4);
      bench.clock.set(before);
      return late;
    };
    const early = await insertLate(0);
    const between = await insertLate(1);
    const has = (events: readonly AuditEvent[]) => async () =>
      expect(await receiver.received()).toEqual(expect.arrayContaining(events.map(({ id }) => id)));
    await eventually(has([...early, ...between]));

    await setDestinationState(bench.dependencies, scope, destinationId, 'paused');
    const whilePaused = await insertLate(2);
    bench.clock.advance(86_400_000);
    await setDestinationState(bench.dependencies, scope, destinationId, 'active');
    await eventually(has(whilePaused));
    const after = await bench.storeEvents(organisation, 3);
    await eventually(has(after));
    // And then it is quiet: what is known is not sent again.
    const sent = (await receiver.received()).length;
    await eventually(has(await bench.storeEvents(organisation, 2)));
    expect((await receiver.received()).length).toBe(sent + 2);
  });

  it('are not those from before the destination was made', async () => {
    const organisation = await bench.newOrganisation();
    await bench.storeEvents(organisation, 10);
    bench.clock.advance(-9_000);
    const receiver = await startReceiver('webhook', bench.fileDir);
    cleanUp.push(() => receiver.stop());
    await bench.addDestination(organisation, receiver);
    bench.clock.advance(9_000);
    start();
    const events = await bench.storeEvents(organisation, 3);
    await expectAll(receiver, events);
    bench.clock.advance(5 * 60_000);
    const more = await bench.storeEvents(organisation, 3);
    await expectAll(receiver, [...events, ...more]);
  });
});

it('halves its batches for a receiver that finds them too large', async () => {
  const { organisation, receiver } = await setUp('webhook');
  const events = await bench.storeEvents(organisation, 100);
  start({
    openSender: (lease) => {
      const sender = bench.dependencies.openSender(lease.destination, lease.secret);
      return {
        ...sender,
        async send(batch, signal) {
          if (batch.events.length > 7) throw new DeliveryFailed('too-large', { ja: '大きい', en: 'too large' });
          return sender.send(batch, signal);
        },
      };
    },
  });
  await expectAll(receiver, events);
});

it('waits while the audit store is away, and blames no receiver for it', async () => {
  const { organisation, receiver, destinationId } = await setUp('webhook');
  const events = await bench.storeEvents(organisation, 10);
  let isAway = true;
  let asked = 0;
  start({
    log: {
      readStored: async (...given) => {
        asked += 1;
        if (isAway) throw new AuditStoreUnavailable('connect ECONNREFUSED');
        return bench.store.readStored(...given);
      },
      countStored: (...given) => bench.store.countStored(...given),
    },
  });
  await eventually(() => expect(asked).toBeGreaterThan(2));
  const overview = await findDestination(bench.database.db, organisation.id, destinationId);
  expect(overview?.health).toMatchObject({ failures: 0, lastError: null });
  isAway = false;
  await expectAll(receiver, events);
});

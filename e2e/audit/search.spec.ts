/** What a search finds: each filter alone and many together, always the same in pages, counts, charts and files. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { note } from '../support/note.ts';
import { seededRandom, seedOfRun } from '../support/random.ts';
import {
  type AuditGateway,
  type AuditOrganisation,
  issueEventKey,
  startAuditGateway,
} from './support/audit-gateway.ts';
import { ask, auditLogOf, ingest, type Query } from './support/audit-http.ts';
import { expectedOf, type KnownEvent } from './support/expected.ts';
import { idOf, ndjson, type WireEvent, wireEvent, wireEvents } from './support/wire-events.ts';

let gateway: AuditGateway;
let organisation: AuditOrganisation;
let log: ReturnType<typeof auditLogOf>;

/** Nobody but us writes into these products; what the gateway records itself is of Apps. */
const products = ['Backlog', 'Cacoo', 'Typetalk'] as const;
const known = knownEvents();

beforeAll(async () => {
  gateway = await startAuditGateway();
  organisation = await gateway.newOrganisation();
  log = auditLogOf(() => gateway.process, organisation.apiKey);
  for (const product of products) {
    const key = await issueEventKey(organisation, product);
    const own = known.filter((event) => event.product === product);
    expect(await ingest(gateway.process.baseUrl, key, ndjson(own))).toMatchObject({ accepted: own.length });
  }
});
afterAll(async () => gateway.close());

/** Every way of asking finds what is expected. */
async function expectFound(query: Query): Promise<void> {
  const asked = { product: products, ...query };
  const expected = expectedOf(known, asked);
  const ids = expected.map(({ id }) => id);
  const found = await log.all({ ...asked, limit: '7' });
  expect(
    found.map(({ id }) => id),
    JSON.stringify(query),
  ).toEqual(ids);
  expect(await log.count(asked), JSON.stringify(query)).toBe(ids.length);
  const { buckets } = await log.histogram({ ...asked, buckets: '30' });
  expect(buckets.reduce((sum, { events }) => sum + events, 0)).toBe(ids.length);
}

describe('a filter', () => {
  const filters: readonly (readonly [string, Query])[] = [
    ['none', {}],
    ['a product', { product: 'Cacoo' }],
    ['two products', { product: ['Cacoo', 'Typetalk'] }],
    ['a category', { category: 'Wiki' }],
    ['two categories', { category: ['Wiki', 'Diagram'] }],
    ['an event', { event: 'Add a diagram' }],
    ['an event of a category that is not chosen', { category: 'Wiki', event: 'Add a diagram' }],
    ['an actor by id', { actor: 'id-matsunaka' }],
    ['an actor by half an id', { actor: 'id-matsu' }],
    ['an actor by part of the name', { actor: '松中' }],
    ['an actor by part of the address, in capitals', { actor: 'KIJIMA@' }],
    ['an actor who is nobody', { actor: '誰か' }],
    ['an actor without an id', { actor: 'User provisioning' }],
    ['an address', { ip: '192.0.2.15' }],
    ['a block of 24 bits', { ip: '192.0.2.0/24' }],
    ['a block of 28 bits', { ip: '192.0.2.16/28' }],
    ['a block of one', { ip: '192.0.2.15/32' }],
    ['all of IPv4', { ip: '0.0.0.0/0' }],
    ['an IPv6 address written another way', { ip: '2001:0db8:0:0:0:0:0:1' }],
    ['an IPv6 block of 32 bits', { ip: '2001:db8::/32' }],
    ['an IPv6 block of 48 bits', { ip: '2001:db8:1::/48' }],
    ['Japanese text', { text: 'マーケティング部' }],
    ['one Japanese character', { text: '録' }],
    ['two Japanese characters', { text: '見積' }],
    ['letters in another case', { text: 'marketing-1' }],
    ['full-width letters in another case', { text: 'ｒｅｌ' }],
    ['Greek in another case', { text: 'ΩΜΈΓΑ' }],
    ['an emoji', { text: '🚀' }],
    ['wildcards, which are none', { text: '100%_' }],
    ['a quote and a backslash', { text: `'\\` }],
    ['text that nothing has', { text: 'ありません' }],
    ['the first instant of a month', { from: '2026-05-01T00:00:00.000Z' }],
    ['up to the first instant of a month', { to: '2026-05-01T00:00:00.000Z' }],
    ['one millisecond', { from: '2026-04-30T23:59:59.999Z', to: '2026-05-01T00:00:00.000Z' }],
    ['a range in which nothing happened', { from: '2020-01-01T00:00:00.000Z', to: '2020-02-01T00:00:00.000Z' }],
    ['an empty range', { from: '2026-05-01T00:00:00.000Z', to: '2026-05-01T00:00:00.000Z' }],
  ];

  it.each(filters)('%s', async (_what, query) => expectFound(query));

  it('many at once, at random', async () => {
    const seed = seedOfRun();
    note(`TEST_SEED=${seed}`);
    const random = seededRandom(seed);
    const single = filters.map(([, query]) => query);
    for (let round = 0; round < 30; round += 1) {
      const parts = Array.from({ length: random.between(2, 4) }, () => random.pick(single) ?? {});
      await expectFound(Object.assign({}, ...parts));
    }
  });

  it('leaves its own facet whole, so that the other values stay in sight', async () => {
    const query = { product: 'Cacoo', text: 'was' };
    const facets = await log.facets(query);
    const counts = (values: readonly { value: string; events: number }[]) =>
      values.filter(({ value }) => value !== 'Apps').map(({ value, events }) => [value, events]);
    const tally = (events: readonly KnownEvent[], read: (event: KnownEvent) => string) => {
      const sums = new Map<string, number>();
      for (const event of events) sums.set(read(event), (sums.get(read(event)) ?? 0) + 1);
      return [...sums].toSorted(([a, one], [b, other]) => other - one || (a < b ? -1 : 1));
    };
    const whole = expectedOf(known, { text: 'was' });
    const ofCacoo = expectedOf(known, query);
    expect(counts(facets.products)).toEqual(tally(whole, ({ product }) => product));
    expect(counts(facets.categories)).toEqual(tally(ofCacoo, ({ category }) => category));
    expect(counts(facets.events)).toEqual(tally(ofCacoo, ({ event }) => event));
    expect(counts(facets.actors)).toEqual(
      tally(ofCacoo, ({ operationUserId, operationUserName }) => operationUserId || operationUserName),
    );
  });

  it.each([
    ['no address', { ip: 'office' }, 'ip'],
    ['too long a prefix', { ip: '192.0.2.0/33' }, 'ip'],
    ['no time', { from: 'yesterday' }, 'from'],
    ['30 February', { to: '2026-02-30T00:00:00Z' }, 'to'],
    ['no limit', { limit: '0' }, 'limit'],
    ['too high a limit', { limit: '1001' }, 'limit'],
    ['a filter that there is not', { organisationId: 'x' }, undefined],
  ] as const)('refuses %s and says which', async (_what, query, field) => {
    const reply = await ask(gateway.process.baseUrl, organisation.apiKey, 'events', query);
    expect(reply.status).toBe(422);
    const problem = JSON.parse(reply.text);
    expect(problem.detailLocalised.ja).toMatch(/[ぁ-ん]/);
    if (field !== undefined) expect(JSON.stringify([problem.field, problem.errors])).toContain(field);
  });
});

describe('a cursor', () => {
  it('walks what was there, each event once, while new ones arrive before, behind and beside it', async () => {
    const own = await gateway.newOrganisation();
    const ownLog = auditLogOf(() => gateway.process, own.apiKey);
    const send = (events: readonly WireEvent[]) => ingest(gateway.process.baseUrl, own.eventKey, ndjson(events));
    const events = wireEvents(1_500);
    await send(events);
    let walking = true;
    let added = 0;
    const arriving = (async () => {
      while (walking) {
        const at = [30, 1_500 - (added % 1_500), -30].map(
          (second) => Date.parse('2026-05-01T00:00:00Z') + second * 1_000,
        );
        await send(
          at.map((time, index) =>
            wireEvent({ id: idOf(`new ${added} ${index}`), occurredAt: new Date(time).toISOString(), action: 'new' }),
          ),
        );
        added += 3;
      }
    })();
    const walked: { id: string; action: string; occurredAt: string }[] = [];
    let cursor: string | null = null;
    do {
      const page: Awaited<ReturnType<typeof ownLog.search>> = await ownLog.search({
        product: 'Backlog',
        limit: '50',
        ...(cursor === null ? {} : { cursor }),
      });
      walked.push(...page.events);
      cursor = page.nextCursor;
    } while (cursor !== null);
    walking = false;
    await arriving;
    note(`${added} events arrived during a walk of ${walked.length}`);
    expect(added).toBeGreaterThan(3);
    expect(new Set(walked.map(({ id }) => id)).size).toBe(walked.length);
    const old = walked.filter(({ action }) => action !== 'new').map(({ id }) => id);
    expect(old).toEqual(events.map(({ id }) => id).reverse());
    const times = walked.map(({ occurredAt }) => occurredAt);
    expect(times).toEqual(times.toSorted().reverse());
  });

  it.each([
    ['empty', () => ''],
    ['nonsense', () => 'bm9uc2Vuc2U'],
    ['cut off', async () => (await firstCursor({})).slice(0, -4)],
    ["another search's", async () => firstCursor({ text: 'was' })],
  ])('is refused when it is %s', async (_what, make) => {
    const query = { product: products, limit: '3', cursor: await make() };
    const reply = await ask(gateway.process.baseUrl, organisation.apiKey, 'events', query);
    expect(reply.status).toBe(422);
    expect(JSON.parse(reply.text)).toMatchObject({
      code: 'request.cursor-invalid',
      detailLocalised: { ja: expect.stringContaining('カーソル') },
    });
  });

  it("is refused when it is another organisation's", async () => {
    const other = await gateway.newOrganisation();
    const reply = await ask(gateway.process.baseUrl, other.apiKey, 'events', {
      product: products,
      limit: '3',
      cursor: await firstCursor({}),
    });
    expect(reply.status).toBe(422);
  });

  async function firstCursor(query: Query): Promise<string> {
    const { nextCursor } = await log.search({ product: products, limit: '3', ...query });
    if (nextCursor === null) throw new Error('one page was enough');
    return nextCursor;
  }
});

/** Some sixty events that differ in everything a filter can ask for. No two at the same time: ties have no known order. */
function knownEvents(): KnownEvent[] {
  const people = [
    {
      operationUserId: 'id-kijima',
      operationUserName: '城島 あゆみ',
      operationUserEmail: 'ayumi.kijima@example.co.jp',
    },
    { operationUserId: 'id-matsunaka', operationUserName: '松中 聡', operationUserEmail: 'matsunaka@example.co.jp' },
    { operationUserId: 'id-smith', operationUserName: 'John SMITH', operationUserEmail: 'j.smith@example.com' },
    { operationUserId: '', operationUserName: 'User provisioning', operationUserEmail: '' },
  ];
  const addresses = [
    '192.0.2.15',
    '192.0.2.16',
    '192.0.2.31',
    '192.0.3.15',
    '10.0.0.1',
    '2001:db8::1',
    '2001:db8:1::ffff',
    '',
  ];
  const kinds = [
    { product: 'Backlog', category: 'Issue', event: 'Add an issue' },
    { product: 'Backlog', category: 'Wiki', event: 'Update a wiki page' },
    { product: 'Cacoo', category: 'Diagram', event: 'Add a diagram' },
    { product: 'Typetalk', category: 'Message', event: 'Add a message' },
  ];
  const things = [
    'MARKETING-15',
    '議事録',
    '見積書 100%_',
    `O'Neill's \\ 資料`,
    'ＲＥＬＥＡＳＥ 🚀',
    'ωμέγα',
    'Marketing plan',
  ];
  const times = [
    ...['2025-12-30T23:59:59.999Z', '2025-11-01T00:00:00.000Z'],
    ...Array.from({ length: 50 }, (_, index) => new Date(Date.UTC(2025, 10, 2 + index, index % 24)).toISOString()),
  ];
  const recent = [
    ...['2026-04-30T23:59:59.998Z', '2026-04-30T23:59:59.999Z', '2026-05-01T00:00:00.000Z', '2026-05-01T00:00:00.001Z'],
    ...Array.from({ length: 20 }, (_, index) => new Date(Date.UTC(2026, 4, 2 + index * 3, index)).toISOString()),
  ];
  return [...times, ...recent].map((occurredAt, index) => {
    // The closed product has no events of this year.
    const usable = kinds.filter(({ product }) => product !== 'Typetalk' || occurredAt < '2025-12-31');
    const { product = '', category = '', event = '' } = usable[index % usable.length] ?? {};
    return {
      ...wireEvent({
        ...people[(index * 7) % people.length],
        ipAddress: addresses[(index * 5) % addresses.length] ?? '',
      }),
      id: idOf(`known ${index}`),
      occurredAt,
      product,
      category,
      event,
      action: `${things[(index * 3) % things.length]} was updated in ${index % 3 === 0 ? 'マーケティング部' : '開発部'}`,
    };
  });
}

/** An event that comes twice is shown once, as it came first: wherever the log is read, and however it came again. */
import { parse } from 'csv-parse/sync';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type AuditGateway, type AuditOrganisation, startAuditGateway } from './support/audit-gateway.ts';
import { auditLogOf, ingest } from './support/audit-http.ts';
import { readParquet } from './support/read-parquet.ts';
import { ndjson, type WireEvent, wireEvent, wireEvents } from './support/wire-events.ts';

let gateway: AuditGateway;
let organisation: AuditOrganisation;
let log: ReturnType<typeof auditLogOf>;

beforeAll(async () => {
  gateway = await startAuditGateway();
});
afterAll(async () => gateway.close());
beforeEach(async () => {
  organisation = await gateway.newOrganisation();
  log = auditLogOf(() => gateway.process, organisation.apiKey);
});

function send(events: readonly unknown[]) {
  return ingest(gateway.process.baseUrl, organisation.eventKey, ndjson(events));
}

/** Every way to read the log shows these events of Backlog and no others. Newest first. */
async function expectEverywhere(events: readonly WireEvent[]): Promise<void> {
  const query = { product: 'Backlog' };
  const ids = events.map(({ id }) => id);
  const actions = events.map(({ action }) => action);
  expect((await log.all(query)).map(({ id }) => id)).toEqual(ids);
  expect((await log.all({ ...query, limit: '1' })).map(({ action }) => action)).toEqual(actions);
  expect(await log.count(query)).toBe(events.length);
  expect((await log.histogram(query)).buckets.reduce((sum, bar) => sum + bar.events, 0)).toBe(events.length);
  const { products, categories, events: kinds, actors } = await log.facets(query);
  expect(products.find(({ value }) => value === 'Backlog')?.events).toBe(events.length);
  for (const facet of [categories, kinds, actors]) {
    expect(facet.reduce((sum, value) => sum + value.events, 0)).toBe(events.length);
  }
  const csv: Record<string, string>[] = parse(await log.download({ ...query, preset: 'full' }), { columns: true });
  expect(csv.map((row) => [row['id'], row['action']])).toEqual(events.map(({ id, action }) => [id, action]));
  const lines = (await log.download({ ...query, format: 'ndjson' })).toString().trimEnd().split('\n');
  expect(lines.map((line) => JSON.parse(line))).toMatchObject(events);
  const rows = await readParquet(await log.download({ ...query, format: 'parquet' }));
  expect(rows.map(({ id, action }) => [id, action])).toEqual(events.map(({ id, action }) => [id, action]));
}

/** What comes again under an id, one event for each way. */
const returns = [
  () => ({}),
  () => ({ action: 'nothing happened here', operationUserName: '別人' }),
  () => ({ occurredAt: '2026-05-30T00:00:00.000Z' }),
  () => ({ occurredAt: '2025-12-24T00:00:00.000Z', action: 'long ago' }),
  (first: WireEvent) => ({ id: first.id.toUpperCase(), action: 'shouted' }),
];

describe('an id that comes again unchanged, with other content, in another month, in capitals', () => {
  const events = wireEvents(returns.length + 2);
  const again = returns.flatMap((change, index) => {
    const first = events[index + 1];
    return first === undefined ? [] : [{ ...first, ...change(first) }];
  });

  it('in the same request', async () => {
    const outcome = await send([...events, ...again]);
    expect(outcome).toEqual({ accepted: events.length, duplicates: again.length, rejected: [] });
    await expectEverywhere(events.toReversed());
  });

  it('in a later request', async () => {
    expect(await send(events)).toEqual({ accepted: events.length, duplicates: 0, rejected: [] });
    expect(await send(again)).toEqual({ accepted: 0, duplicates: again.length, rejected: [] });
    expect(await send([...again, ...events])).toMatchObject({ accepted: 0, duplicates: again.length + events.length });
    await expectEverywhere(events.toReversed());
  });
});

it('counts an id once that many senders send at the same moment, each with a date of its own', async () => {
  const { id } = wireEvent();
  const outcomes = await Promise.all(
    Array.from({ length: 24 }, (_, hour) =>
      send([wireEvent({ id, occurredAt: `2026-05-12T${String(hour).padStart(2, '0')}:00:00.000Z` })]),
    ),
  );
  expect(outcomes.reduce((sum, { accepted }) => sum + accepted, 0)).toBe(1);
  const [only] = await log.all({ product: 'Backlog' });
  await expectEverywhere([wireEvent({ id, occurredAt: only?.occurredAt ?? '' })]);
});

it('knows after a kill which events it has, and keeps organisations apart', async () => {
  const events = wireEvents(50);
  await send(events);
  await gateway.killAndRestart();
  expect(await send(events)).toEqual({ accepted: 0, duplicates: 50, rejected: [] });
  await expectEverywhere(events.toReversed());
  organisation = await gateway.newOrganisation();
  log = auditLogOf(() => gateway.process, organisation.apiKey);
  expect(await send(events)).toEqual({ accepted: 50, duplicates: 0, rejected: [] });
  await expectEverywhere(events.toReversed());
});

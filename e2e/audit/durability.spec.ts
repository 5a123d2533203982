/** An answered event survives whatever happens to the gateway. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { note } from '../support/note.ts';
import { type AuditGateway, type AuditOrganisation, startAuditGateway } from './support/audit-gateway.ts';
import { auditLogOf, ingest } from './support/audit-http.ts';
import { ndjson, wireEvents } from './support/wire-events.ts';

let gateway: AuditGateway;
let organisation: AuditOrganisation;
let log: ReturnType<typeof auditLogOf>;

beforeAll(async () => {
  gateway = await startAuditGateway();
  organisation = await gateway.newOrganisation();
  log = auditLogOf(() => gateway.process, organisation.apiKey);
});
afterAll(async () => gateway.close());

it('has every event that it answered, killed with -9 right after the answers', async () => {
  const answered: string[] = [];
  for (let round = 0; round < 3; round += 1) {
    const senders = Array.from({ length: 4 }, (_, sender) =>
      wireEvents(500, `2026-0${round + 1}-0${sender + 1}T00:00:00.000Z`),
    );
    await Promise.all(
      senders.map(async (events) => {
        const outcome = await ingest(gateway.process.baseUrl, organisation.eventKey, ndjson(events));
        expect(outcome.accepted).toBe(500);
        answered.push(...events.map(({ id }) => id));
      }),
    );
    await gateway.killAndRestart();
    const shown = await log.all({ product: 'Backlog' });
    expect(shown.map(({ id }) => id).sort()).toEqual(answered.toSorted());
  }
});

it('completes a request that a kill cut off, when it is sent again', async () => {
  const before = await log.count({ product: 'Backlog' });
  const events = wireEvents(40_000, '2026-05-01T00:00:00.000Z');
  const body = ndjson(events);
  const cut = ingest(gateway.process.baseUrl, organisation.eventKey, body).catch((error: unknown) => error);
  // As soon as a part of it is stored.
  while ((await log.count({ product: 'Backlog' })) === before);
  await gateway.killAndRestart();
  expect(await cut).toBeInstanceOf(Error);
  const stored = (await log.count({ product: 'Backlog' })) - before;
  const outcome = await ingest(gateway.process.baseUrl, organisation.eventKey, body);
  note(`${stored} of 40,000 events were stored when the gateway was killed`);
  expect(outcome).toEqual({ accepted: 40_000 - stored, duplicates: stored, rejected: [] });
  const shown = await log.all({ product: 'Backlog', from: '2026-05-01T00:00:00Z' });
  expect(shown.map(({ id }) => id)).toEqual(events.map(({ id }) => id).reverse());
});

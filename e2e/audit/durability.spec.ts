/** An answered event survives whatever happens to the gateway. */
import { Readable } from 'node:stream';
import { gunzipSync } from 'node:zlib';
import { createAdminClient } from '@sekisho/api-contract';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { note } from '../support/note.ts';
import { until } from '../support/until.ts';
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
  const events = wireEvents(55_000, '2026-05-01T00:00:00.000Z');
  const body = ndjson(events);
  const cut = ingest(gateway.process.baseUrl, organisation.eventKey, Readable.from(neverEnding(body))).catch(
    (error: unknown) => error,
  );
  // As soon as a part of it is stored.
  while ((await log.count({ product: 'Backlog' })) === before);
  await gateway.killAndRestart();
  expect(await cut).toBeInstanceOf(Error);
  const stored = (await log.count({ product: 'Backlog' })) - before;
  const outcome = await ingest(gateway.process.baseUrl, organisation.eventKey, body);
  note(`${stored} of 55,000 events were stored when the gateway was killed`);
  expect(outcome).toEqual({ accepted: 55_000 - stored, duplicates: stored, rejected: [] });
  const shown = await log.all({ product: 'Backlog', from: '2026-05-01T00:00:00Z' });
  expect(shown.map(({ id }) => id)).toEqual(events.map(({ id }) => id).reverse());
});

/** All but the end of a body, for whose last bytes the gateway waits until it is killed. */
async function* neverEnding(body: string): AsyncGenerator<string> {
  yield body.slice(0, -100);
  await new Promise<never>(() => undefined);
}

it('finishes the exports that a kill cut off, each whole, and leaves no half of a file', async () => {
  const another = await gateway.newOrganisation();
  const events = wireEvents(30_000, '2026-05-01T00:00:00.000Z');
  await ingest(gateway.process.baseUrl, another.eventKey, ndjson(events));
  const admin = () => createAdminClient({ baseUrl: gateway.process.baseUrl, apiKey: another.apiKey });
  const isReady = ({ state }: { readonly state: string }) => state === 'ready';
  const list = async () => (await admin().listAuditExportJobs({})).items;
  const body = { format: 'ndjson', compression: 'gzip', order: 'oldest-first', product: 'Backlog' } as const;
  for (let asked = 0; asked < 6; asked += 1) await admin().createAuditExportJob({ body });
  // One is done, so the worker is in the middle of the others.
  await until('a first export', async () => ((await list()).some(isReady) ? true : undefined));
  await gateway.killAndRestart();
  const unfinished = (await list()).filter((job) => !isReady(job)).length;
  note(`${unfinished} of 6 exports were unfinished after the kill`);
  await until('every export', async () => ((await list()).every(isReady) ? true : undefined), 60_000, 100);

  for (const { id, rowsDone, bytes } of await list()) {
    expect(rowsDone).toBe(30_000);
    const { url } = await admin().createAuditExportLink({ params: { exportJobId: id } });
    const response = await fetch(url);
    const file = Buffer.from(await response.arrayBuffer());
    expect(file.length).toBe(bytes);
    const ids = gunzipSync(file)
      .toString()
      .trimEnd()
      .split('\n')
      .map((line) => String(JSON.parse(line).id));
    expect(ids).toEqual(events.map((event) => event.id));
  }
});

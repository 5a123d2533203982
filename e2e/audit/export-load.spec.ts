/** Large exports as their readers are: slow, leaving in the middle, many at once, and while events keep coming. */
import { createHash } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { zstdCompressSync } from 'node:zlib';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { note } from '../support/note.ts';
import { growthWhile, holdingsOf } from '../support/process-watch.ts';
import { until } from '../support/until.ts';
import { type AuditGateway, type AuditOrganisation, startAuditGateway } from './support/audit-gateway.ts';
import { auditLogOf, ingest, openExport } from './support/audit-http.ts';
import { ndjson, wireEvents } from './support/wire-events.ts';

const events = 120_000;
const range = { product: 'Backlog', to: '2026-05-10T00:00:00Z' };

let gateway: AuditGateway;
let organisation: AuditOrganisation;
let log: ReturnType<typeof auditLogOf>;
/** What every reader of the whole range has to end up with. */
let whole: { readonly digest: string; readonly bytes: number };

beforeAll(async () => {
  gateway = await startAuditGateway();
  organisation = await gateway.newOrganisation();
  log = auditLogOf(() => gateway.process, organisation.apiKey);
  for (let first = 0; first < events; first += 40_000) {
    const some = wireEvents(40_000, '2026-05-01T00:00:00.000Z', first);
    await send(some);
  }
  // Twice, so that what the engine keeps from its first reading on is there before anything is measured.
  await readWhole();
  whole = await readWhole();
});
afterAll(async () => gateway.close());

function send(some: ReturnType<typeof wireEvents>) {
  const { baseUrl } = gateway.process;
  return ingest(baseUrl, organisation.eventKey, zstdCompressSync(ndjson(some)), { 'content-encoding': 'zstd' });
}

function open(signal?: AbortSignal, query: Readonly<Record<string, string>> = {}) {
  return openExport(gateway.process.baseUrl, organisation.apiKey, { ...range, ...query }, signal);
}

async function readWhole(pace?: (bytes: number) => Promise<void>): Promise<{ digest: string; bytes: number }> {
  const digest = createHash('sha256');
  let bytes = 0;
  for await (const chunk of await open()) {
    digest.update(chunk);
    bytes += chunk.length;
    await pace?.(bytes);
  }
  return { digest: digest.digest('hex'), bytes };
}

it('stays flat in memory while a reader takes its time, and gives it every byte', async () => {
  let stops = 0;
  const { growth, result } = await growthWhile(gateway.process.pid, () =>
    readWhole(async (bytes) => {
      // Ten long breaks on the way, in which an export without back-pressure would pile up.
      if (bytes < (stops * whole.bytes) / 10) return;
      stops += 1;
      await delay(300);
    }),
  );
  note(
    `a slow reader of ${(whole.bytes / 1e6).toFixed(0)} MB made the gateway grow by ${(growth / 1e6).toFixed(0)} MB`,
  );
  expect(result).toEqual(whole);
  expect(growth).toBeLessThan(100_000_000);
});

it('frees the query of every reader who leaves: 50 of them leave nothing behind', async () => {
  const leave = async (query: Readonly<Record<string, string>>) => {
    const controller = new AbortController();
    const body = await open(controller.signal, query);
    await body[Symbol.asyncIterator]().next();
    controller.abort();
  };
  const forms = [{}, { compression: 'gzip' }, { format: 'ndjson' }, { format: 'ndjson', compression: 'zstd' }];
  const leaveOften = async (times: number) => {
    for (let reader = 0; reader < times; reader += 1)
      await leave(forms[reader % forms.length] ?? {}).catch(() => undefined);
  };
  // Pools of threads and connections grow with the first readers, up to their bounds.
  await leaveOften(50);
  const before = await settled();
  await leaveOften(50);
  const after = await settled();
  note(`before 50 readers left: ${JSON.stringify(before)}; after: ${JSON.stringify(after)}`);
  // One thing kept for every second reader would be seen.
  expect(after.threads).toBeLessThan(before.threads + 25);
  expect(after.handles).toBeLessThan(before.handles + 25);
  expect(after.memory - before.memory).toBeLessThan(100_000_000);
  expect(await readWhole()).toEqual(whole);
});

it('serves 20 readers at once, each with the whole file', async () => {
  const { growth, result } = await growthWhile(gateway.process.pid, () =>
    Promise.all(Array.from({ length: 20 }, () => readWhole())),
  );
  note(`20 exports at once made the gateway grow by ${(growth / 1e6).toFixed(0)} MB`);
  expect(result).toEqual(Array.from({ length: 20 }, () => whole));
});

it('answers searches while exports run', async () => {
  const exports = Promise.all(Array.from({ length: 4 }, () => readWhole()));
  let asked = 0;
  let slowest = 0;
  const done = exports.then(() => true);
  while (!(await Promise.race([done, Promise.resolve(false)]))) {
    const began = performance.now();
    expect((await log.search({ ...range, limit: '50' })).events).toHaveLength(50);
    slowest = Math.max(slowest, performance.now() - began);
    asked += 1;
  }
  note(`${asked} searches beside 4 exports, the slowest in ${slowest.toFixed(0)} ms`);
  expect(asked).toBeGreaterThan(0);
  expect(slowest).toBeLessThan(10_000);
});

it('gives the same file while events keep coming, in the range and out of it', async () => {
  let coming = true;
  let came = 0;
  const arrivals = (async () => {
    while (coming) {
      await send(wireEvents(200, '2026-05-20T00:00:00.000Z', came));
      came += 200;
    }
  })();
  for (let reading = 0; reading < 3; reading += 1) expect(await readWhole()).toEqual(whole);
  coming = false;
  await arrivals;
  note(`${came} events came during 3 exports`);
  expect(came).toBeGreaterThan(0);
  // Into the range: an export shows what was there when it began, and perhaps more, each line whole.
  const [, late] = await Promise.all([send(wireEvents(500, '2026-05-05T00:00:00.500Z')), readWhole()]);
  expect(late.bytes).toBeGreaterThanOrEqual(whole.bytes);
  expect(await log.count(range)).toBe(events + 500);
});

/** What the gateway holds once nothing of the readers is under way any more. */
async function settled() {
  let last = await holdingsOf(gateway.process.pid);
  return until('the gateway to come to rest', async () => {
    await delay(400);
    const now = await holdingsOf(gateway.process.pid);
    const rests = now.handles >= last.handles && now.threads >= last.threads && now.memory > last.memory - 2_000_000;
    last = now;
    return rests ? now : undefined;
  });
}

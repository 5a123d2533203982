/**
 * The audit log's CSV over HTTP beside the engine's own stream of the same query: the same data folder, taken in turns,
 * because the embedded engine belongs to one process at a time. Both files must be equal to the byte.
 */
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { csvColumns } from '@sekisho/audit-events';
import { type GatewayProcess, prepareOrganisation, startGateway } from '@sekisho/gateway-process';
import { Agent, request } from 'undici';
import { z } from 'zod';
import { median } from '../measure/load.ts';
import { growthDuring } from '../measure/process-memory.ts';
import { runScript } from '../measure/run-script.ts';
import type { BenchPostgres } from '../postgres/bench-postgres.ts';
import { type BenchResult, bounded, compared } from '../results/result.ts';
import { unlimited } from '../scim/compare-scim.ts';

export interface CompareExportOptions {
  readonly postgres: BenchPostgres;
  readonly workDir: string;
  readonly events: number;
  readonly rounds: number;
  readonly report: (text: string) => void;
}

/** One reading of the whole log: how long, how much, and what. */
export interface StreamedExport {
  readonly ms: number;
  readonly bytes: number;
  readonly sha256: string;
  /** Bytes by which the process grew during its first reading; that includes what the engine keeps from then on. */
  readonly firstGrowth: number;
}

const streamedExport = z.object({ ms: z.number(), bytes: z.number(), sha256: z.string(), firstGrowth: z.number() });
type GatewayExport = StreamedExport & { readonly laterGrowth: number };

export async function compareExport(options: CompareExportOptions): Promise<BenchResult[]> {
  const { events, report } = options;
  const dataDir = join(options.workDir, 'gateway-export');
  const env = { DATABASE_URL: await options.postgres.createDatabase('sekisho_export'), ...unlimited };
  let gateway = await startGateway({ dataDir, env });
  const organisation = await prepareOrganisation(gateway, { name: 'Export' });
  await gateway.stop();

  const engineFolder = join(dataDir, 'clickhouse');
  const began = performance.now();
  await runScript(new URL('seed-events.ts', import.meta.url), [
    engineFolder,
    organisation.organisationId,
    String(events),
  ]);
  report(`${events.toLocaleString('en')} events stored at ${perSecond(events, performance.now() - began)} rows/s`);

  const ofEngine: StreamedExport[] = [];
  const unguarded: StreamedExport[] = [];
  const ofGateway: GatewayExport[] = [];
  for (let round = 0; round < options.rounds; round += 1) {
    for (const [kind, streamed] of [
      ['same', ofEngine],
      ['unguarded', unguarded],
    ] as const) {
      const script = await runScript(engineStream, [engineFolder, organisation.organisationId, kind]);
      streamed.push(streamedExport.parse(script));
    }
    gateway = await startGateway({ dataDir, env });
    try {
      ofGateway.push(await exportTwice(gateway, organisation.apiKey));
    } finally {
      await gateway.stop();
    }
    report(`engine ${rate(ofEngine.at(-1), events)} rows/s, over HTTP ${rate(ofGateway.at(-1), events)} rows/s`);
  }
  const digests = new Set(
    [...ofEngine, ...unguarded, ...ofGateway].map(({ sha256, bytes }) => `${bytes} bytes, ${sha256}`),
  );
  if (digests.size !== 1) throw new Error(`the export and the engine's stream differ: ${[...digests].join(' / ')}`);

  const engineMs = median(ofEngine.map(({ ms }) => ms));
  const unguardedMs = median(unguarded.map(({ ms }) => ms));
  const gatewayMs = median(ofGateway.map(({ ms }) => ms));
  const millions = `${events / 1_000_000} M`;
  const measured = {
    value: (events / gatewayMs) * 1000,
    unit: 'rows/s',
    against: `the engine's own stream ${perSecond(events, engineMs)} rows/s`,
    ratio: engineMs / gatewayMs,
  };
  return [
    compared({ name: `CSV export of ${millions} events over HTTP`, ...measured }, { atLeast: 0.7 }),
    compared({ name: `CSV export of ${millions} events (full target)`, ...measured }, { atLeast: 0.8 }),
    compared(
      {
        ...measured,
        name: `CSV export of ${millions} events over HTTP`,
        against: `the engine without the guard ${perSecond(events, unguardedMs)} rows/s`,
        ratio: unguardedMs / gatewayMs,
      },
      null,
    ),
    memory(
      'first',
      ofGateway.map(({ firstGrowth }) => firstGrowth),
      median(ofEngine.map((one) => one.firstGrowth)),
    ),
    memory(
      'second',
      ofGateway.map(({ laterGrowth }) => laterGrowth),
      null,
    ),
  ];
}

/** The most that the gateway grew by in any round, beside what the bare engine takes in a process of its own. */
function memory(which: string, growths: readonly number[], engine: number | null): BenchResult {
  return bounded(
    {
      name: `memory the gateway grows by in the ${which} export after a start`,
      value: Math.max(...growths) / 1_000_000,
      unit: 'MB',
      against: engine === null ? 'the start' : `the engine alone ${Math.round(engine / 1_000_000)} MB`,
    },
    { atMost: 100 },
  );
}

/** Takes the digest on the first reading, with the cache still cold, and the time and memory on the second. */
async function exportTwice(gateway: GatewayProcess, apiKey: string): Promise<GatewayExport> {
  const digest = createHash('sha256');
  let header = Buffer.alloc(0);
  const first = await growthDuring(gateway.pid, () =>
    readExport(gateway.baseUrl, apiKey, (chunk) => {
      const missing = csvHeader.byteLength - header.byteLength;
      if (missing > 0) header = Buffer.concat([header, chunk.subarray(0, missing)]);
      digest.update(chunk.subarray(Math.max(0, missing)));
    }),
  );
  if (!header.equals(csvHeader)) throw new Error(`the export begins with ${header.toString()}`);
  const began = performance.now();
  const second = await growthDuring(gateway.pid, () => curlExport(gateway.baseUrl, apiKey));
  return {
    ms: performance.now() - began,
    bytes: second.result - csvHeader.byteLength,
    sha256: digest.digest('hex'),
    firstGrowth: first.grown,
    laterGrowth: second.grown,
  };
}

/** Reads the export as cheaply as a reader can, for the machine's cores are the gateway's too; returns the bytes. */
async function curlExport(baseUrl: string, apiKey: string): Promise<number> {
  const quiet = ['--silent', '--show-error', '--fail', '--output', '/dev/null', '--write-out', '%{size_download}'];
  const { stdout } = await execute('curl', [
    ...quiet,
    '--header',
    `Authorization: Bearer ${apiKey}`,
    exportUrl(baseUrl),
  ]);
  return Number(stdout);
}

function exportUrl(baseUrl: string): string {
  return `${baseUrl}/admin/v1/audit-log/export?to=2026-01-01T00:00:00Z`;
}

const csvHeader = Buffer.from(`${csvColumns.map(([column]) => column).join(',')}\r\n`);
const engineStream = new URL('engine-stream.ts', import.meta.url);
const execute = promisify(execFile);
const agent = new Agent({ headersTimeout: 60_000, bodyTimeout: 60_000 });

async function readExport(baseUrl: string, apiKey: string, onChunk: (chunk: Buffer) => void): Promise<void> {
  const reply = await request(exportUrl(baseUrl), {
    dispatcher: agent,
    headers: { authorization: `Bearer ${apiKey}` },
  });
  if (reply.statusCode !== 200) throw new Error(`export: ${reply.statusCode} ${await reply.body.text()}`);
  for await (const chunk of reply.body) onChunk(chunk);
}

function rate(streamed: StreamedExport | undefined, events: number): string {
  return perSecond(events, streamed?.ms ?? Number.NaN);
}

function perSecond(events: number, ms: number): string {
  return Math.round((events / ms) * 1000).toLocaleString('en');
}

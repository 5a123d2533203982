/**
 * Ingest over HTTP beside the engine's own insert of the same NDJSON, in turns. Every event is checked against the
 * catalogue, its id looked up among those stored before, and the answer comes when it is on disk. Each turn brings an
 * organisation of its own, so that every event is new. Both read the file while they work; the gateway's time has the start of
 * curl in it and the merging of what it stored, for which the engine's process does not live long enough.
 */
import { join } from 'node:path';
import { prepareOrganisation, startGateway } from '@sekisho/gateway-process';
import { z } from 'zod';
import { median } from '../measure/load.ts';
import { runScript } from '../measure/run-script.ts';
import type { BenchPostgres } from '../postgres/bench-postgres.ts';
import { type BenchResult, compared } from '../results/result.ts';
import { curlEvents } from './curl-events.ts';
import { writeEventFile } from './event-file.ts';

export interface CompareIngestOptions {
  readonly postgres: BenchPostgres;
  readonly workDir: string;
  readonly events: number;
  readonly rounds: number;
  readonly report: (text: string) => void;
}

export async function compareIngest(options: CompareIngestOptions): Promise<BenchResult[]> {
  const { events, report } = options;
  const file = join(options.workDir, 'ingest.ndjson');
  await writeEventFile(file, events);
  const engineFolder = join(options.workDir, 'engine-ingest');
  const gateway = await startGateway({
    dataDir: join(options.workDir, 'gateway-ingest'),
    env: { LOG_LEVEL: 'warn', DATABASE_URL: await options.postgres.createDatabase('sekisho_ingest') },
  });

  const contenders = {
    async engine(round: number) {
      const script = new URL('engine-insert.ts', import.meta.url);
      return z.number().parse(await runScript(script, [engineFolder, file, `organisation-${round}`]));
    },
    async gateway(round: number) {
      const { admin } = await prepareOrganisation(gateway, { name: `Ingest ${round}` });
      const { secret } = await admin.issueApiKey({ body: { purpose: 'events', name: 'Bench', product: 'Backlog' } });
      const began = performance.now();
      const stored = await curlEvents(gateway, secret, file, 'upload-file');
      const ms = performance.now() - began;
      if (stored !== events) throw new Error(`${stored} of ${events} events were stored`);
      return ms;
    },
  };
  try {
    const times = { engine: [] as number[], gateway: [] as number[] };
    // Once unmeasured: the first events make the process warm.
    await contenders.gateway(-1);
    for (let round = 0; round < options.rounds; round += 1) {
      for (const who of round % 2 === 0 ? (['engine', 'gateway'] as const) : (['gateway', 'engine'] as const)) {
        const ms = await contenders[who](round);
        times[who].push(ms);
        report(`${who}: ${perSecond(events, ms)} events/s`);
      }
    }
    const [engineMs, gatewayMs] = [median(times.engine), median(times.gateway)];
    return [
      compared(
        {
          name: `ingest of ${events.toLocaleString('en')} events over HTTP, checked and durable`,
          value: (events / gatewayMs) * 1000,
          unit: 'events/s',
          against: `the engine's own insert ${perSecond(events, engineMs)} events/s`,
          ratio: engineMs / gatewayMs,
        },
        { atLeast: 0.5 },
      ),
    ];
  } finally {
    await gateway.stop();
  }
}

function perSecond(events: number, ms: number): string {
  return Math.round((events / ms) * 1000).toLocaleString('en');
}

/**
 * The log-shipper end to end beside `curl --data-binary` of the same file into the same gateway: each turn an organisation
 * of its own, so that both store every event. The shipper's time begins with its process and ends with its checkpoint on
 * the disk; curl's ends with the answer.
 */
import { execFile } from 'node:child_process';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { type GatewayProcess, prepareOrganisation, startGateway } from '@sekisho/gateway-process';
import { z } from 'zod';
import { curlEvents } from '../ingest/curl-events.ts';
import { writeEventFile } from '../ingest/event-file.ts';
import { median, ratioByRound } from '../measure/load.ts';
import type { BenchPostgres } from '../postgres/bench-postgres.ts';
import { type BenchResult, compared } from '../results/result.ts';

export interface CompareShippingOptions {
  readonly postgres: BenchPostgres;
  readonly workDir: string;
  readonly events: number;
  readonly rounds: number;
  readonly report: (text: string) => void;
}

export async function compareShipping(options: CompareShippingOptions): Promise<BenchResult[]> {
  const { events, report } = options;
  const file = join(options.workDir, 'events.ndjson');
  await writeEventFile(file, events);
  // As it is on a host: one file.
  await promisify(execFile)(process.execPath, [join(shipper, 'build.ts')]);
  const gateway = await startGateway({
    dataDir: join(options.workDir, 'gateway-shipping'),
    env: { LOG_LEVEL: 'warn', DATABASE_URL: await options.postgres.createDatabase('sekisho_shipping') },
  });
  try {
    const times = { shipper: [] as number[], curl: [] as number[] };
    // Once unmeasured: the first events make the engine and the process warm.
    await measureTurn('curl', gateway, file, events, options.workDir);
    for (let round = 0; round < options.rounds; round += 1) {
      for (const who of round % 2 === 0 ? (['curl', 'shipper'] as const) : (['shipper', 'curl'] as const)) {
        const ms = await measureTurn(who, gateway, file, events, join(options.workDir, `state-${round}`));
        times[who].push(ms);
        report(`${who}: ${perSecond(events, ms)} events/s`);
      }
    }
    const shipped = median(times.shipper);
    const curl = median(times.curl);
    return [
      compared(
        {
          name: `log-shipper, ${events.toLocaleString('en')} events end to end`,
          value: (events / shipped) * 1000,
          unit: 'events/s',
          against: `curl --data-binary ${perSecond(events, curl)} events/s`,
          ratio: ratioByRound(times.curl, times.shipper),
        },
        { atLeast: 0.8 },
      ),
    ];
  } finally {
    await gateway.stop();
  }
}

const shipper = resolve(import.meta.dirname, '../../../../apps/log-shipper');

async function measureTurn(
  who: 'shipper' | 'curl',
  gateway: GatewayProcess,
  file: string,
  events: number,
  stateDir: string,
): Promise<number> {
  const { admin } = await prepareOrganisation(gateway, { name: `Shipping by ${who}` });
  const { secret } = await admin.issueApiKey({ body: { purpose: 'events', name: 'Bench', product: 'Backlog' } });
  const began = performance.now();
  const stored =
    who === 'curl'
      ? await curlEvents(gateway, secret, file, 'data-binary')
      : await ship(gateway, secret, file, stateDir);
  const ms = performance.now() - began;
  if (stored !== events) throw new Error(`${who}: ${stored} of ${events} events were stored`);
  return ms;
}

const answer = z.object({ accepted: z.number() });

async function ship({ baseUrl }: GatewayProcess, key: string, file: string, stateDir: string): Promise<number> {
  const { stderr } = await promisify(execFile)(
    process.execPath,
    [join(shipper, 'dist/log-shipper.mjs'), 'backfill', file, '--url', baseUrl, '--state', stateDir, '--json'],
    { env: { ...process.env, SEKISHO_EVENT_KEY: key } },
  );
  return answer.parse(JSON.parse(stderr.trim().split('\n').at(-1) ?? '')).accepted;
}

function perSecond(events: number, ms: number): string {
  return Math.round((events / ms) * 1000).toLocaleString('en');
}

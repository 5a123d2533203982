/**
 * A first provisioning from beginning to end: the Entra simulator brings a whole company over HTTP (match, create,
 * managers, groups), and the clock runs until the last of its events is in the audit log.
 */
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { prepareOrganisation, startGateway } from '@sekisho/gateway-process';
import { createEntraSimulator, japaneseDirectory } from '@sekisho/idp-simulators';
import type { BenchPostgres } from '../postgres/bench-postgres.ts';
import type { BenchResult } from '../results/result.ts';
import { unlimited } from '../scim/compare-scim.ts';

export interface MeasureCycleOptions {
  readonly postgres: BenchPostgres;
  readonly workDir: string;
  readonly people: number;
  readonly report: (text: string) => void;
}

export async function measureCycle(options: MeasureCycleOptions): Promise<BenchResult[]> {
  const { people, report } = options;
  const gateway = await startGateway({
    dataDir: join(options.workDir, 'gateway-cycle'),
    env: { DATABASE_URL: await options.postgres.createDatabase('sekisho_cycle'), ...unlimited },
  });
  try {
    const { connection } = await prepareOrganisation(gateway, { name: 'Cycle', providerId: 'entra-id' });
    const simulator = createEntraSimulator({
      target: connection,
      directory: japaneseDirectory({ people, domain: 'bench.example.jp' }),
      concurrency: 16,
    });
    const began = performance.now();
    const cycle = await simulator.initialCycle();
    const provisioned = performance.now() - began;
    await simulator.close();
    const [failure] = cycle.failures;
    if (failure !== undefined) throw new Error(`${failure.method} ${failure.path} was answered with ${failure.status}`);
    if (cycle.usersCreated !== people) throw new Error(`${cycle.usersCreated} of ${people} people were created`);
    while ((await backlogOf(gateway.baseUrl)) > 0) await delay(20);
    const logged = performance.now() - began;
    report(`${people} people in ${Math.round(provisioned)} ms, their log complete after ${Math.round(logged)} ms`);
    return [
      {
        name: `initial cycle of ${people.toLocaleString('en')} people from Entra ID, audit log included`,
        value: (people / logged) * 1000,
        unit: 'people/s',
        against: `without waiting for the log ${Math.round((people / provisioned) * 1000)} people/s`,
        ratio: null,
        target: null,
        met: null,
      },
    ];
  } finally {
    await gateway.kill();
  }
}

async function backlogOf(baseUrl: string): Promise<number> {
  const metrics = await (await fetch(`${baseUrl}/metrics`)).text();
  const backlog = /^sekisho_outbox_backlog(?:\{[^}]*\})? (\S+)$/m.exec(metrics)?.[1];
  if (backlog === undefined) throw new Error('the metrics do not tell the backlog');
  return Number(backlog);
}
